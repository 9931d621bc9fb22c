"""Where people and programs outside act on the simulated world; `WorldControl` is the client."""

import asyncio
import dataclasses
from collections.abc import Mapping

from hardware.simulation.acts import ImpossibleAct, Simulator, acts_of, perform
from hardware.simulation.device_end import DeviceEnd, Report
from hardware.simulation.lines import Fields, field
from hardware.simulation.scenarios import SCENARIOS, Scenario
from kiosk.contracts.clock import Clock

LOOK_EVERY = 0.2


class ControlServer:
    """Lets clients describe, act, play and watch; one line of JSON each (see `device_end`)."""

    def __init__(self, simulators: Mapping[str, Simulator], clock: Clock) -> None:
        self._simulators = simulators
        self._clock = clock
        answers = {
            "describe": self._describe,
            "state": self._state,
            "act": self._act,
            "play": self._play,
        }
        self._at_first = self._states()
        self._end = DeviceEnd("world", answers, self._at_first)
        self._looking: asyncio.Task[None] | None = None

    @property
    def address(self) -> str:
        """`HOST:PORT`, once started."""
        return self._end.address

    async def start(self, port: int = 0) -> None:
        """Listen on `port`, 0 for any. Raises AddressTaken."""
        await self._end.start(port)
        self._looking = asyncio.create_task(self._look(), name="world states")

    async def stop(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)
        await self._end.stop()

    async def _look(self) -> None:
        """Push the states when they change: devices change by themselves, too."""
        while True:
            self._end.show(self._states())
            await self._clock.sleep(LOOK_EVERY)

    def _states(self) -> Fields:
        return {name: dict(simulator.state()) for name, simulator in self._simulators.items()}

    async def _describe(self, _details: Fields, _report: Report) -> Fields:
        return {
            "devices": {
                name: {
                    "acts": [dataclasses.asdict(act) for act in acts_of(simulator)],
                    "state": dict(simulator.state()),
                    "at_first": self._at_first[name],
                }
                for name, simulator in self._simulators.items()
            },
            "scenarios": [
                {"name": scenario.name, "does": scenario.does}
                for scenario in SCENARIOS
                if self._plays(scenario)
            ],
        }

    async def _state(self, _details: Fields, _report: Report) -> Fields:
        return self._states()

    async def _act(self, details: Fields, _report: Report) -> Fields:
        device, act = field(details, "device", str), field(details, "act", str)
        await perform(self._find(device), act, field(details, "arguments", dict))
        self._end.show(self._states())
        return {}

    async def _play(self, details: Fields, _report: Report) -> Fields:
        name = field(details, "scenario", str)
        scenario = next((found for found in SCENARIOS if found.name == name), None)
        if scenario is None or not self._plays(scenario):
            known = ", ".join(found.name for found in SCENARIOS if self._plays(found))
            raise ImpossibleAct(f"There is no scenario '{name}' (there are: {known}).")
        for step in scenario.steps:
            if step.device in self._simulators:
                await perform(self._find(step.device), step.act, step.arguments)
        self._end.show(self._states())
        return {}

    def _plays(self, scenario: Scenario) -> bool:
        return any(step.device in self._simulators for step in scenario.steps)

    def _find(self, device: str) -> Simulator:
        if device not in self._simulators:
            known = ", ".join(sorted(self._simulators))
            raise ImpossibleAct(f"There is no device '{device}' (there are: {known}).")
        return self._simulators[device]
