"""Drives the simulated cabinet sensors over their line."""

import math
from collections.abc import AsyncIterator
from dataclasses import dataclass

from hardware.sensors import Sensors, SensorsFault, SensorsStatus
from hardware.sensors.judgement import judged
from hardware.simulation.lines import Garbled, field
from hardware.simulation.link import Condition, Link, Phase
from kiosk.contracts.clock import Clock

# No cabinet is colder or hotter than that; the sensor is broken.
PLAUSIBLE = (-40.0, 120.0)


@dataclass(frozen=True, slots=True)
class Settings:
    """`address` is `HOST:PORT` of the simulator, on loopback; `too_hot` in degrees Celsius."""

    address: str = ""
    too_hot: float = 60.0


def make(settings: Settings, clock: Clock) -> Sensors:
    return SimulatedSensors(Link("sensors", settings.address, clock), settings.too_hot)


class SimulatedSensors:
    """Implements `hardware.sensors.Sensors`."""

    def __init__(self, link: Link, too_hot: float) -> None:
        self._link = link
        self._too_hot = too_hot

    def watch(self) -> AsyncIterator[SensorsStatus]:
        return self._link.watch(self._status)

    def _status(self, condition: Condition) -> SensorsStatus:
        if condition.phase is not Phase.UP:
            return SensorsStatus(SensorsFault.UNREACHABLE)
        told = condition.status
        celsius = field(told, "celsius", float)
        if not (math.isfinite(celsius) and PLAUSIBLE[0] <= celsius <= PLAUSIBLE[1]):
            raise Garbled("an impossible temperature")
        return judged(
            door_open=field(told, "door_open", bool),
            celsius=celsius,
            on_battery=field(told, "on_battery", bool),
            person_present=field(told, "person_present", bool),
            too_hot=self._too_hot,
        )
