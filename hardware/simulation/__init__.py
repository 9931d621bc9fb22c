"""The simulated world: the far ends of all devices, and the control by which people act on them."""

from collections.abc import AsyncGenerator

from hardware.simulation.lines import Fields, Garbled
from hardware.simulation.link import Condition, Link, LinkDown, LinkLost, Misasked
from kiosk.contracts.clock import Clock

# Some acts take their time: a printer that is told to cut, a card laid on a slow reader.
PATIENCE = 30.0


class WorldRefused(Exception):
    """The world cannot do that; the message is one sentence."""


class WorldGone(Exception):
    """Nobody answers for the world; the message is one sentence."""


class WorldControl:
    """Acts on the world at `address` (`HOST:PORT`); connected as long as something is asked.

    Every method raises WorldGone when nobody answers and WorldRefused, with the reason, when the
    world cannot do it.
    """

    def __init__(self, address: str, clock: Clock) -> None:
        """Raise ValueError unless `address` is `HOST:PORT` on loopback."""
        self._link = Link("world", address, clock)
        self._address = address

    async def describe(self) -> Fields:
        """Answer `devices` (acts with their parameters, state now and at first) and `scenarios`."""
        return await self._ask("describe", {})

    async def state(self) -> Fields:
        """Answer every device's state by its name."""
        return await self._ask("state", {})

    async def act(self, device: str, act: str, **arguments: object) -> None:
        """Do what a person would do at the device."""
        await self._ask("act", {"device": device, "act": act, "arguments": arguments})

    async def play(self, scenario: str) -> None:
        """Play a scenario."""
        await self._ask("play", {"scenario": scenario})

    def watch(self) -> AsyncGenerator[Fields | None, None]:
        """Yield all states now and on every change; None while nobody answers for the world."""
        return self._link.watch(_states)

    async def _ask(self, verb: str, details: Fields) -> Fields:
        try:
            return await self._link.ask(verb, details, patience=PATIENCE)
        except Misasked as misasked:
            raise WorldRefused(str(misasked)) from None
        except (LinkDown, LinkLost, Garbled):
            raise WorldGone(f"No simulated world answers at {self._address}.") from None


def _states(condition: Condition) -> Fields | None:
    return condition.status or None
