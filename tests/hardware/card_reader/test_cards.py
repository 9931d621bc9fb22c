"""Cards on the real PC/SC service: how soon they are told of, and which are ID cards."""

import asyncio
import threading
from collections.abc import AsyncIterator
from typing import Self

import pytest
from smartcard import scard

from hardware.card_reader import CardReader, CardReaderStatus
from hardware.card_reader.card_probe import CardProbe
from hardware.eid.lab import pcscd
from hardware.eid.lab.card import Kind
from hardware.eid.lab.laboratory import Laboratory
from hardware.eid.lab.virtual_reader import NAME
from hardware.registry import make_driver
from kiosk.clock import SystemClock
from kiosk.contracts.devices import DeviceKind
from tests.hardware.watching import watching

pytestmark = pytest.mark.real_eid

WITHIN = 0.2
PROBED = 1.0  # seconds in which a card has said what it is


@pytest.fixture(scope="module")
async def lab() -> AsyncIterator[Laboratory]:
    reason = pcscd.missing()
    if reason:
        pytest.skip(reason)
    lab = Laboratory(SystemClock())
    await lab.open()
    yield lab
    await lab.close()


class Service:
    """Hears from pcscd when it notices a card, by nothing but PC/SC's own call."""

    def __init__(self) -> None:
        self._clock = SystemClock()
        _, self._context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
        _, [(_, self._state, _)] = scard.SCardGetStatusChange(
            self._context, 0, [(NAME, scard.SCARD_STATE_UNAWARE)]
        )
        self._at = 0.0
        self._thread = threading.Thread(target=self._wait)

    def _wait(self) -> None:
        state = self._state
        while not (state ^ self._state) & scard.SCARD_STATE_PRESENT:
            known = (NAME, state & ~scard.SCARD_STATE_CHANGED)
            result, [(_, state, _)] = scard.SCardGetStatusChange(self._context, 5000, [known])
            assert result == scard.SCARD_S_SUCCESS
        self._at = self._clock.monotonic()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.join()
        scard.SCardReleaseContext(self._context)

    async def noticed(self) -> float:
        """Answer when pcscd told it."""
        await asyncio.to_thread(self._thread.join)
        return self._at


class Ears:
    """Hears the driver's statuses, and can tell that none came."""

    def __init__(self, statuses: AsyncIterator[CardReaderStatus]) -> None:
        self._heard: asyncio.Queue[CardReaderStatus] = asyncio.Queue()
        self._listening = asyncio.create_task(self._listen(statuses))

    async def _listen(self, statuses: AsyncIterator[CardReaderStatus]) -> None:
        async for status in statuses:
            self._heard.put_nowait(status)

    async def next(self, seconds: float = 5) -> CardReaderStatus:
        """Raise TimeoutError where nothing comes."""
        async with asyncio.timeout(seconds):
            return await self._heard.get()

    async def until(self, *, present: bool) -> CardReaderStatus:
        while (status := await self.next()).card_present is not present:
            pass
        return status

    async def silent(self, seconds: float) -> bool:
        try:
            await self.next(seconds)
        except TimeoutError:
            return True
        return False

    async def close(self) -> None:
        self._listening.cancel()
        await asyncio.gather(self._listening, return_exceptions=True)


@pytest.fixture
async def ears(lab: Laboratory) -> AsyncIterator[Ears]:
    """Listens from an empty reader on; leaves it empty, with the ID card in the hand."""
    reader: CardReader = make_driver(
        DeviceKind.CARD_READER, lab.describe()["card_reader"], SystemClock()
    )
    async with watching(reader.watch()) as statuses:
        ears = Ears(statuses)
        assert not (await ears.next()).card_present
        yield ears
        if lab.reader.card_present:
            lab.reader.remove_card()
            await ears.until(present=False)
        await ears.close()
    lab.card.kind = Kind.ID_CARD


async def test_a_card_is_told_of_as_soon_as_pcscd_notices_it(ears: Ears, lab: Laboratory) -> None:
    clock = SystemClock()
    for _ in range(3):
        for act, present in ((lab.reader.insert_card, True), (lab.reader.remove_card, False)):
            with Service() as service:
                act()
                await ears.until(present=present)
                told = clock.monotonic()
                assert told - await service.noticed() < WITHIN


async def test_an_id_card_is_none_other(ears: Ears, lab: Laboratory) -> None:
    lab.reader.insert_card()
    assert not (await ears.until(present=True)).other_card
    assert await ears.silent(PROBED)


async def test_a_card_that_is_no_id_card_is_told_of(ears: Ears, lab: Laboratory) -> None:
    lab.card.kind = Kind.OTHER_CARD
    lab.reader.insert_card()
    assert not (await ears.until(present=True)).other_card
    assert (await ears.next(PROBED)).other_card
    lab.reader.remove_card()
    assert not (await ears.until(present=False)).other_card


async def test_a_card_that_nobody_can_read_is_called_neither(ears: Ears, lab: Laboratory) -> None:
    lab.card.kind = Kind.BROKEN
    lab.reader.insert_card()
    await ears.until(present=True)
    assert await ears.silent(PROBED)


async def test_a_card_in_use_by_somebody_else_is_asked_when_they_have_done(
    ears: Ears, lab: Laboratory
) -> None:
    lab.reader.insert_card()
    await ears.until(present=True)
    assert await ears.silent(PROBED)
    context, card = begun_use()
    told: list[bool] = []
    prober = CardProbe(NAME, told.append)
    prober.start()
    await SystemClock().sleep(0.5)
    assert told == []
    assert prober.is_alive(), "it waits its turn"
    ended_use(context, card)
    await asyncio.to_thread(prober.join, 5)
    assert told == [True]


async def test_the_wait_for_a_card_in_use_ends_with_the_card(ears: Ears, lab: Laboratory) -> None:
    lab.reader.insert_card()
    await ears.until(present=True)
    assert await ears.silent(PROBED)
    context, card = begun_use()
    told: list[bool] = []
    prober = CardProbe(NAME, told.append)
    prober.start()
    lab.reader.remove_card()
    await ears.until(present=False)
    await asyncio.to_thread(prober.join, 5)
    assert not prober.is_alive()
    assert told == []
    ended_use(context, card)


def begun_use() -> tuple[int, int]:
    """Use the card alone, as the eID client does."""
    _, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    protocols = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
    result, card, _ = scard.SCardConnect(context, NAME, scard.SCARD_SHARE_SHARED, protocols)
    assert result == scard.SCARD_S_SUCCESS
    assert scard.SCardBeginTransaction(card) == scard.SCARD_S_SUCCESS
    return context, card


def ended_use(context: int, card: int) -> None:
    scard.SCardEndTransaction(card, scard.SCARD_LEAVE_CARD)
    scard.SCardDisconnect(card, scard.SCARD_LEAVE_CARD)
    scard.SCardReleaseContext(context)
