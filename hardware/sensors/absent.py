"""Stands for cabinet sensors that the terminal does not have."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from hardware.latest import Latest
from hardware.sensors import Sensors, SensorsFault, SensorsStatus
from kiosk.contracts.clock import Clock


@dataclass(frozen=True, slots=True)
class Settings:
    """There is nothing to set."""


def make(settings: Settings, clock: Clock) -> Sensors:
    del settings, clock
    return AbsentSensors()


class AbsentSensors:
    """Implements `hardware.sensors.Sensors`."""

    def watch(self) -> AsyncIterator[SensorsStatus]:
        return Latest(SensorsStatus(SensorsFault.UNREACHABLE)).watch()
