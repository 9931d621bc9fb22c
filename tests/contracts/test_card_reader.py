"""What the card reader keeps: whether it is there and whether a card lies on it, soon after it does."""

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest

from hardware.card_reader import CardReader, CardReaderStatus
from hardware.eid.lab import pcscd
from hardware.eid.lab.laboratory import Laboratory
from hardware.eid.replay.rehearsal import Rehearsal
from hardware.registry import make_driver
from kiosk.clock import SystemClock
from kiosk.contracts.devices import DeviceKind
from tests.hardware.watching import watching

KIND = DeviceKind.CARD_READER
Place = Laboratory | Rehearsal
HAND = 1.0  # seconds that the simulated hand takes between two cards


@pytest.fixture(
    scope="module",
    params=[
        pytest.param("simulated", id="simulated"),
        pytest.param("pcsc", id="pcsc", marks=pytest.mark.real_eid),
    ],
)
async def place(request: pytest.FixtureRequest) -> AsyncIterator[Place]:
    place: Place = Rehearsal(SystemClock(), pace=0)
    if request.param == "pcsc":
        reason = pcscd.missing()
        if reason:
            pytest.skip(reason)
        place = Laboratory(SystemClock())
    await place.open()
    yield place
    await place.close()


@pytest.fixture
async def reader(place: Place) -> CardReader:
    made: CardReader = make_driver(KIND, place.describe()["card_reader"], SystemClock())
    return made


async def until(statuses: AsyncIterator[CardReaderStatus], *, present: bool) -> float:
    """Answer the seconds until the reader told it."""
    clock = SystemClock()
    begun = clock.monotonic()
    async with asyncio.timeout(5):
        while (await anext(statuses)).card_present is not present:
            pass
    return clock.monotonic() - begun


async def test_a_card_is_seen_within_half_a_second_of_its_coming_and_going(
    reader: CardReader, place: Place
) -> None:
    async with watching(reader.watch()) as statuses:
        first = await anext(statuses)
        assert first.fault is None
        assert first.reader
        assert not first.card_present
        for _ in range(2):
            place.reader.insert_card()
            assert await until(statuses, present=True) < 0.5 + HAND
            place.reader.remove_card()
            assert await until(statuses, present=False) < 0.5


async def test_everybody_who_watches_is_told(reader: CardReader, place: Place) -> None:
    async with watching(reader.watch()) as one, watching(reader.watch()) as two:
        await anext(one)
        await anext(two)
        place.reader.insert_card()
        await until(one, present=True)
        await until(two, present=True)
        place.reader.remove_card()
        await until(one, present=False)


async def test_leaving_the_watch_leaves_nothing_running(reader: CardReader) -> None:
    before, threads = asyncio.all_tasks(), threading.active_count()
    async with watching(reader.watch()) as statuses:
        await anext(statuses)
    async with asyncio.timeout(5):
        while asyncio.all_tasks() - before or threading.active_count() > threads:
            await SystemClock().sleep(0.01)
