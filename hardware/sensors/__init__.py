"""Sensors port: the cabinet's own condition."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class SensorsFault(StrEnum):
    UNREACHABLE = "sensors.unreachable"
    TOO_HOT = "sensors.too_hot"
    ON_BATTERY = "sensors.on_battery"
    DOOR_OPEN = "sensors.door_open"


@dataclass(frozen=True, slots=True)
class SensorsStatus:
    """`celsius` is the cabinet's temperature; `fault` is the worst that these readings mean."""

    fault: SensorsFault | None = None
    door_open: bool = False
    celsius: float = 20.0
    on_battery: bool = False
    person_present: bool = False


class Sensors(Protocol):
    def watch(self) -> AsyncIterator[SensorsStatus]: ...
