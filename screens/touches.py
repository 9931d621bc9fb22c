"""What a finger does to the page: acts on release, slides off to cancel, one finger at a time."""

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.contracts.clock import Clock
from screens.sheet import Target

DOUBLE_STRIKE = 0.3  # seconds in which a second press of the same thing is a trembling hand's


@dataclass(slots=True)
class Touches:
    """Follows the one touch that counts; `find` answers the target at a point or of an id.

    EN 301 549, 11.2.5.2 (up-event, abort by sliding off), 5.8 (double strike), 5.9 (one action at a
    time).
    """

    clock: Clock
    find_at: Callable[[float, float], Target | None]
    find: Callable[[str], Target | None]
    pressed_changed: Callable[[], None]
    pressed: str = ""
    _finger: object = None
    _target: str = ""
    _struck: str = ""
    _struck_at: float = float("-inf")

    def down(self, finger: object, x: float, y: float) -> None:
        if self._finger is not None:
            writing = self._held(self._finger)
            if writing is not None and writing.plane is not None:
                writing.plane.crowd()
            return
        self._finger = finger
        target = self.find_at(x, y)
        if target is None:
            return
        if target.plane is not None:
            self._target = target.id
            target.plane.begin(x, y)
        elif target.enabled and not self._is_double(target.id):
            self._target = target.id
            self._show(target.id)

    def move(self, finger: object, x: float, y: float) -> None:
        target = self._held(finger)
        if target is None:
            return
        if target.plane is not None:
            target.plane.extend(x, y)
        else:
            self._show(target.id if target is self.find_at(x, y) else "")

    def up(self, finger: object, x: float, y: float) -> None:
        if finger is not self._finger:
            return
        target = self._held(finger)
        self._finger, self._target = None, ""
        self._show("")
        if target is None:
            return
        if target.plane is not None:
            target.plane.finish()
        elif target is self.find_at(x, y) and target.enabled:
            self._struck, self._struck_at = target.id, self.clock.monotonic()
            target.act()

    def cancel(self) -> None:
        """Forget what was begun: the page is another one."""
        self._target = ""
        self.pressed = ""

    def _held(self, finger: object) -> Target | None:
        return self.find(self._target) if finger is self._finger and self._target else None

    def _is_double(self, target: str) -> bool:
        return target == self._struck and self.clock.monotonic() - self._struck_at < DOUBLE_STRIKE

    def _show(self, pressed: str) -> None:
        if pressed != self.pressed:
            self.pressed = pressed
            self.pressed_changed()
