"""The cabinet: its door, its temperature, its power, and whether somebody stands before it."""

from collections.abc import Mapping

from hardware.simulation.acts import ImpossibleAct
from hardware.simulation.lines import Fields
from hardware.simulation.linked import LinkedSimulator

ROOM = 22.0
HOT = 68.0


class SensorsSimulator(LinkedSimulator):
    """Tells its readings; what they mean its driver decides."""

    def __init__(self, port: int = 0) -> None:
        self._door_open = False
        self._celsius = ROOM
        self._on_battery = False
        self._person = False
        super().__init__("sensors", {}, port)

    def state(self) -> Mapping[str, object]:
        return {**super().state(), **self._told()}

    def open_door(self) -> None:
        """Open the cabinet's door."""
        if self._door_open:
            raise ImpossibleAct("The door is open already.")
        self._door_open = True
        self._tell()

    def close_door(self) -> None:
        """Close the cabinet's door."""
        if not self._door_open:
            raise ImpossibleAct("The door is closed already.")
        self._door_open = False
        self._tell()

    def set_temperature(self, celsius: float = HOT) -> None:
        """Let the cabinet be that warm, in degrees Celsius."""
        if not -40 <= celsius <= 120:  # noqa: PLR2004 - the range of common sensors
            raise ImpossibleAct("The sensor reaches from -40 to 120 degrees.")
        self._celsius = celsius
        self._tell()

    def cut_power(self) -> None:
        """Take the mains away: it runs on its battery."""
        if self._on_battery:
            raise ImpossibleAct("The mains is gone already.")
        self._on_battery = True
        self._tell()

    def restore_power(self) -> None:
        """Give the mains back."""
        if not self._on_battery:
            raise ImpossibleAct("The mains is there.")
        self._on_battery = False
        self._tell()

    def step_before(self) -> None:
        """Let somebody step before the terminal."""
        if self._person:
            raise ImpossibleAct("Somebody stands there already.")
        self._person = True
        self._tell()

    def walk_away(self) -> None:
        """Let the person before the terminal walk away."""
        if not self._person:
            raise ImpossibleAct("Nobody stands there.")
        self._person = False
        self._tell()

    def restore(self) -> None:
        """Put everything in order for the next citizen."""
        self._door_open = self._on_battery = self._person = False
        self._celsius = ROOM
        super().restore()

    def _told(self) -> Fields:
        return {
            "door_open": self._door_open,
            "celsius": self._celsius,
            "on_battery": self._on_battery,
            "person_present": self._person,
        }
