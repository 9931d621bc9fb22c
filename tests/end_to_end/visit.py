"""One citizen at a whole terminal: arrives at pages, and acts by touch or by keys."""

from collections.abc import Awaitable, Callable

from screens.touches import DOUBLE_STRIKE
from tests.end_to_end.house import House


class Visit:
    """Acts by touch."""

    def __init__(self, house: House) -> None:
        self.house = house
        self._last = ""

    async def begins(self) -> None:
        await self.house.ready()
        await self.house.world.play("next_citizen")

    async def arrives(self, page: str) -> None:
        """Wait for the page; a failure instead of it fails the test."""
        seen: list[str] = []

        async def is_there() -> bool:
            seen.append(await self.house.hand.page())
            assert page == "failure" or seen[-1] != "failure", f"a failure instead of '{page}'"
            return seen[-1] == page

        await self.house.until(f"page '{page}'", is_there)

    async def uses(self, *names: str) -> None:
        """Press controls, each as soon as it can be pressed."""
        for name in names:
            await self.house.until(f"'{name}'", lambda name=name: self.house.hand.can_tap(name))
            await self._press(name)

    async def types(self, text: str) -> None:
        """Type key by key: no order to the session process holds more than one letter."""
        for sign in text:
            await self.uses(f"digit.{sign}" if sign.isdigit() else f"key.{sign}")

    async def does(self, device: str, act: str, **arguments: object) -> None:
        await self.house.world.act(device, act, **arguments)

    async def is_over_after(self, last: Callable[[], Awaitable[None]]) -> None:
        """Do the session's last thing; wait until its process is gone and the next one serves."""
        [mine, *_] = self.house.actors()
        await last()
        await self.house.until("the end of the session's process", lambda: not mine.is_running())
        await self.house.hand.close()
        await self.house.ready()

    async def _press(self, name: str) -> None:
        if name == self._last:
            await self.house.clock.sleep(DOUBLE_STRIKE)
        self._last = name
        await self.house.hand.tap(name)


async def reads_card(visit: Visit, pin: str) -> None:
    """Agree, lay the card down and type the PIN."""
    await visit.arrives("consent")
    await visit.uses("next")
    await visit.arrives("card.rights")
    await visit.uses("next")
    await visit.arrives("card.insert")
    await visit.does("eid", "lay_card")
    await visit.arrives("card.pin")
    await visit.types(pin)


async def takes_paper_and_card(visit: Visit) -> None:
    """Print the receipt, take the card and wait for the end."""
    await visit.arrives("receipt")
    await visit.uses("print", "next")
    await takes_card(visit)


async def takes_card(visit: Visit) -> None:
    await visit.arrives("take_card")
    await visit.is_over_after(lambda: visit.does("eid", "take_card"))
