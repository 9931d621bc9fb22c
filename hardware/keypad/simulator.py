"""A keypad with eight keys and a headset jack."""

from collections.abc import Mapping

from hardware.keypad import Key
from hardware.simulation.acts import ImpossibleAct
from hardware.simulation.lines import Fields
from hardware.simulation.linked import LinkedSimulator


class KeypadSimulator(LinkedSimulator):
    """Tells of keys that go down and up, as the hardware does; what that means its driver decides."""

    def __init__(self, port: int = 0) -> None:
        self._held: list[Key] = []
        self._headset = False
        super().__init__("keypad", {}, port)

    def state(self) -> Mapping[str, object]:
        return {**super().state(), "held": list(self._held), "headset": self._headset}

    def press(self, key: Key = Key.NEXT) -> None:
        """Press a key and let go."""
        self.hold(key)
        self.let_go(key)

    def hold(self, key: Key = Key.SELECT) -> None:
        """Press a key and keep it down; after 10 s it counts as stuck."""
        if key in self._held:
            raise ImpossibleAct(f"The key '{key}' is down already.")
        self._held.append(key)
        self._end.tell({"key": key, "down": True})
        self._tell()

    def let_go(self, key: Key = Key.SELECT) -> None:
        """Let go of a key that is down."""
        if key not in self._held:
            raise ImpossibleAct(f"The key '{key}' is not down.")
        self._held.remove(key)
        self._end.tell({"key": key, "down": False})
        self._tell()

    def plug_in_headset(self) -> None:
        """Put a headset into the jack."""
        self._set_headset(plugged=True, impossible="A headset is in the jack already.")

    def pull_out_headset(self) -> None:
        """Pull the headset out of the jack."""
        self._set_headset(plugged=False, impossible="No headset is in the jack.")

    def restore(self) -> None:
        """Put everything in order for the next citizen."""
        for key in tuple(self._held):
            self.let_go(key)
        self._headset = False
        super().restore()

    def _told(self) -> Fields:
        return {"headset": self._headset, "held": list(self._held)}

    def _set_headset(self, *, plugged: bool, impossible: str) -> None:
        if self._headset == plugged:
            raise ImpossibleAct(impossible)
        self._headset = plugged
        self._tell()
