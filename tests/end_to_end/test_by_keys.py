"""Whole journeys by keys only, and one by touch only: neither hand needs the other."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest_asyncio

from hardware.keypad import Key
from kiosk.demo.autopilot import Autopilot
from kiosk.demo.hand import Hand
from kiosk.demo.outcome import ended_sessions
from kiosk.demo.scripts import PIN, SCRIPTS, TRANSPORT_PIN
from tests.end_to_end.house import House
from tests.end_to_end.visit import Visit, reads_card, takes_card, takes_paper_and_card

PURPOSE = "verein am see"


class KeyVisit(Visit):
    """Acts by the keys NEXT, PREVIOUS, SELECT and BACK: the tree is looked at, never touched."""

    def __init__(self, house: House, press: Callable[[Key], Awaitable[object]]) -> None:
        super().__init__(house)
        self._key = press
        self.presses: list[Key] = []

    async def press(self, key: Key) -> None:
        self.presses.append(key)
        await self._key(key)

    async def _press(self, name: str) -> None:
        await self._focus(name)
        before = await self.house.hand.tree()
        await self.press(Key.SELECT)
        await self.house.until(f"an effect of '{name}'", lambda: self._differs(before), 5)

    async def _focus(self, name: str) -> None:
        """Walk to the control by the shorter way, as a person does who knows the page."""
        tree = await self.house.hand.tree()
        while tree["focused"] != name:
            order = [node["id"] for node in tree["nodes"] if node["focusable"]]
            here = order.index(tree["focused"]) if tree["focused"] in order else 0
            ahead = (order.index(name) - here) % len(order)
            await self.press(Key.NEXT if ahead <= len(order) // 2 else Key.PREVIOUS)
            left = tree
            await self.house.until("another focus", lambda left=left: self._moved(left), 5)
            tree = await self.house.hand.tree()

    async def _moved(self, before: dict[str, Any]) -> bool:
        return bool((await self.house.hand.tree())["focused"] != before["focused"])

    async def _differs(self, before: dict[str, Any]) -> bool:
        return await self.house.hand.tree() != before


class WatchedHand(Hand):
    """Remembers what it was asked to do."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.orders: set[str] = set()

    async def _order(self, do: str, **details: object) -> dict[str, Any]:
        self.orders.add(do)
        return await super()._order(do, **details)


@pytest_asyncio.fixture
async def watched(house: House) -> AsyncIterator[WatchedHand]:
    """A hand of which the test knows all that it did."""
    await house.hand.close()
    house.hand = hand = WatchedHand(f"{house.hand._host}:{house.hand._port}")
    yield hand
    await hand.close()


async def test_meldebescheinigung_by_the_keypad_alone(house: House, watched: WatchedHand) -> None:
    async def press(key: Key) -> None:
        await house.world.act("keypad", "press", key=str(key))

    citizen = KeyVisit(house, press)
    await citizen.begins()
    await citizen.uses("touch")
    await citizen.arrives("choose")
    await citizen.uses("service.meldebescheinigung")
    await citizen.arrives("consent")
    await citizen.press(Key.BACK)
    await citizen.arrives("choose")
    await citizen.uses("service.meldebescheinigung")
    await reads_card(citizen, PIN)
    await citizen.uses("digits.ok")
    await citizen.arrives("question.purpose")
    await citizen.uses("option.other", "next")
    await citizen.arrives("question.other_purpose")
    for letter in PURPOSE:
        if letter == " ":
            await citizen.uses("key.space")
        else:
            await citizen.types(letter)
    tree = await watched.tree()
    typed = [text for node in tree["nodes"] if node["role"] == "field" for text in node["text"]]
    assert PURPOSE.casefold() in [text.casefold() for text in typed]
    await citizen.uses("next")
    await citizen.arrives("question.extras")
    await citizen.uses("option.nationality", "next")
    await citizen.arrives("check")
    await citizen.uses("next")
    await citizen.arrives("pay.offer")
    await citizen.uses("next")
    await takes_paper_and_card(citizen)
    assert ended_sessions(house.places.database)[-1] == "completed"
    assert set(citizen.presses) == {Key.NEXT, Key.PREVIOUS, Key.SELECT, Key.BACK}
    assert watched.orders == {"page", "tree"}, "the screen was only looked at"


async def test_a_new_pin_by_keys_alone(house: House, watched: WatchedHand) -> None:
    citizen = KeyVisit(house, lambda key: watched.key(str(key)))
    await citizen.begins()
    await citizen.does("eid", "await_activation")
    await citizen.uses("touch")
    await citizen.arrives("choose")
    await citizen.uses("service.eid-pin")
    await citizen.arrives("pin_task")
    await citizen.uses("task.activate")
    await citizen.arrives("pin_letter")
    await citizen.uses("next")
    await citizen.arrives("card.insert")
    await citizen.does("eid", "lay_card")
    for page, digits in (
        ("card.transport_pin", TRANSPORT_PIN),
        ("card.new_pin", "918273"),
        ("card.repeat_new_pin", "918273"),
    ):
        await citizen.arrives(page)
        await citizen.types(digits)
        await citizen.uses("digits.ok")
    await citizen.arrives("pin_done")
    await citizen.uses("next")
    await takes_card(citizen)
    assert ended_sessions(house.places.database)[-1] == "completed"
    assert set(citizen.presses) <= {Key.NEXT, Key.PREVIOUS, Key.SELECT, Key.BACK}
    assert watched.orders == {"page", "tree", "key"}


async def test_a_photo_by_keys_alone(house: House, watched: WatchedHand) -> None:
    """Once by itself, once by the own shutter of somebody whose mouth does not close."""
    citizen = KeyVisit(house, lambda key: watched.key(str(key)))
    await citizen.begins()
    await citizen.uses("touch")
    await citizen.arrives("choose")
    await citizen.uses("service.ausweis-vorerfassung")
    await citizen.arrives("consent")
    await citizen.uses("next")
    await citizen.arrives("question.document")
    await citizen.uses("option.id_card", "next")
    await citizen.arrives("question.birthday")
    await citizen.types("1208")
    await citizen.uses("next")
    await citizen.arrives("photo.prepare")
    await citizen.uses("kept_on.glasses", "next")
    await citizen.arrives("photo.choose")
    await citizen.does("camera", "open_mouth")
    await citizen.uses("retry")
    await citizen.arrives("photo.live")
    await citizen.uses("shutter")
    await citizen.arrives("photo.choose")
    await citizen.uses("next")
    await citizen.arrives("fingers")
    await citizen.is_over_after(lambda: citizen.uses("end", "end_confirmed"))
    assert ended_sessions(house.places.database)[-1] == "left"
    assert set(citizen.presses) <= {Key.NEXT, Key.PREVIOUS, Key.SELECT, Key.BACK}
    assert watched.orders == {"page", "tree", "key"}


async def test_a_certificate_by_touch_alone(
    house: House, watched: WatchedHand, tmp_path: Path
) -> None:
    script = next(script for script in SCRIPTS if script.journey == "meldebescheinigung")
    await house.ready()
    pilot = Autopilot(watched, house.world, house.clock, tmp_path, lambda _line: None)
    before = len(ended_sessions(house.places.database))
    walked = await pilot.walk(script)
    assert walked.outcome == "walked"
    ended = house.places.database
    await house.until("the session's end", lambda: len(ended_sessions(ended)) > before)
    assert ended_sessions(ended)[-1] == "completed"
    assert watched.orders == {"page", "tree", "tap", "type", "shot"}
