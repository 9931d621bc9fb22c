"""The place that a page leaves open for the window of a portal: who must know it, and when."""

from collections.abc import Callable

from kiosk.contracts.portal import Area
from screens.geometry import Box

Tell = Callable[[Area | None], None]


class Opening:
    """Tells where the window may stand (pixels of the screen), None where it must not be seen.

    The window lies over the terminal's own picture: it is taken away, and made smaller, before the
    page beneath is painted; it comes, and grows, when the page is seen.
    """

    def __init__(self, tell: Tell | None, origin: Callable[[], tuple[int, int]]) -> None:
        self._tell = tell
        self._origin = origin
        self._told: Area | None = None

    def close(self) -> None:
        """Another page is on its way."""
        self._say(None)

    def before_painting(self, hole: Box | None) -> None:
        area = self._area(hole)
        if area is None or (self._told is not None and _inside(area, self._told)):
            self._say(area)

    def when_seen(self, hole: Box | None) -> None:
        self._say(self._area(hole))

    def _area(self, hole: Box | None) -> Area | None:
        if hole is None:
            return None
        left, top = self._origin()
        return Area(left + hole.x, top + hole.y, hole.w, hole.h)

    def _say(self, area: Area | None) -> None:
        if area != self._told:
            self._told = area
            if self._tell is not None:
                self._tell(area)


def _inside(inner: Area, outer: Area) -> bool:
    return (
        inner.left >= outer.left
        and inner.top >= outer.top
        and inner.left + inner.width <= outer.left + outer.width
        and inner.top + inner.height <= outer.top + outer.height
    )
