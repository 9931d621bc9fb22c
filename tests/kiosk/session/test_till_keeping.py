"""The till kept in order while nobody is there: real terminal, real journal, and nobody's money lost."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from hardware.payment import PaymentFault, PaymentStatus, PaymentTerminal
from hardware.payment.simulator import PaymentSimulator
from hardware.payment.till.procedures import CLOSING_TIME
from hardware.registry import make_driver
from kiosk.contracts.devices import DeviceKind
from kiosk.session.records import Records
from kiosk.session.till_keeping import Nightly, TillKeeper, close_day
from kiosk.store import PaymentState, Store
from kiosk.store.closings import Closing, ClosingState, Turnover
from tests.fake_clock import FakeClock
from tests.hardware.passing_time import passing
from tests.hardware.watching import watching

FEE = 13_00
BERLIN = ZoneInfo("Europe/Berlin")


@dataclass
class Till:
    simulator: PaymentSimulator
    terminal: PaymentTerminal
    records: Records
    clock: FakeClock
    here: bool = False

    def keeper(self) -> TillKeeper:
        return TillKeeper(self.terminal, self.records, self.clock, lambda: not self.here)

    async def pays(self, reference: str, cents: int = FEE) -> None:
        """Take a payment as a session does, to its end."""
        before = await passing(self.clock, self.terminal.last())
        await self.records.journal(reference, PaymentState.INTENT, cents, before)
        work = self.terminal.authorise(reference, cents, lambda _: None)
        given = await passing(self.clock, work)
        await self.records.journal(reference, PaymentState.AUTHORISED, cents, given.voucher)
        await passing(self.clock, self.terminal.confirm(reference))
        await self.records.journal(reference, PaymentState.CONFIRMED, cents)

    async def newest(self) -> Closing | None:
        return await self.records.closing(lambda closings: closings.last())

    async def until(self, holds: Callable[[Closing | None], bool], at_most: float = 60) -> Closing:
        async def held() -> Closing:
            while True:
                closing = await self.newest()
                if closing is not None and holds(closing):
                    return closing
                await self.clock.sleep(0.5)

        return await passing(self.clock, held(), at_most=at_most)


@pytest.fixture
async def till(clock: FakeClock, tmp_path: Path) -> AsyncIterator[Till]:
    simulator = PaymentSimulator(clock)
    await simulator.start()
    simulator.automate()
    terminal = make_driver(DeviceKind.PAYMENT, simulator.describe(), clock)
    records = Records(lambda: Store.open(tmp_path / "terminal.db", clock), "s")
    yield Till(simulator, terminal, records, clock)
    await passing(clock, terminal.close())
    await records.close()
    await simulator.stop()


@asynccontextmanager
async def kept(till: Till, keeper: TillKeeper) -> AsyncIterator[None]:
    running = [asyncio.ensure_future(job) for job in (keeper.follow(), keeper.keep())]
    try:
        yield
    finally:
        for task in running:
            task.cancel()
        await passing(till.clock, asyncio.gather(*running, return_exceptions=True))


def closed(closing: Closing | None) -> bool:
    return closing is not None and closing.state is ClosingState.CLOSED


async def test_the_day_is_closed_to_the_cent(till: Till) -> None:
    await till.pays("pay-1")
    await till.pays("pay-2", 6_00)
    closing = await passing(till.clock, close_day(till.terminal, till.records))
    assert closing.state is ClosingState.CLOSED
    assert closing.booked == closing.closed == Turnover(2, FEE + 6_00)
    assert (await passing(till.clock, close_day(till.terminal, till.records))).difference == 0


async def test_a_payment_that_the_journal_lacks_is_a_difference(till: Till) -> None:
    await till.pays("pay-1")
    await passing(till.clock, till.terminal.authorise("stranger", 5_00, lambda _: None))
    await passing(till.clock, till.terminal.confirm("stranger"))
    assert (await passing(till.clock, close_day(till.terminal, till.records))).difference == 5_00


async def test_a_day_that_is_not_closed_says_why(till: Till) -> None:
    till.simulator.become_busy()
    closing = await passing(till.clock, close_day(till.terminal, till.records))
    assert (closing.state, closing.fault) == (ClosingState.FAILED, "payment.busy")


@pytest.mark.parametrize("heard_of", [True, False])
async def test_an_end_that_was_not_heard_is_looked_for(till: Till, *, heard_of: bool) -> None:
    """The line breaks after the terminal closed its day, or before; never is a day closed twice."""
    await till.pays("pay-1")
    closing = asyncio.ensure_future(close_day(till.terminal, till.records))
    while till.simulator.state()["display"] != "wait":
        await till.clock.advance(0.1)
    await till.clock.advance(CLOSING_TIME / 2)
    till.simulator.unplug()
    assert (await passing(till.clock, closing)).state is ClosingState.BEGUN
    if not heard_of:
        await till.simulator.stop()  # the power goes, before it came to close
    await till.clock.advance(CLOSING_TIME)
    if not heard_of:
        await till.simulator.start()
    till.simulator.plug_in()
    ended = await passing(till.clock, close_day(till.terminal, till.records))
    assert ended.booked == ended.closed == Turnover(1, FEE)
    journal = till.simulator.state()["journal"]
    assert isinstance(journal, list)
    assert [entry["kind"] for entry in journal].count("closing") == 1


async def until_it_works(
    till: Till, statuses: AsyncIterator[PaymentStatus]
) -> Sequence[PaymentFault]:
    """Answer the faults that are told until there is none."""
    told: list[PaymentFault] = []
    while (fault := (await passing(till.clock, anext(statuses))).fault) is not None:
        told.append(fault)
    return told


async def test_an_end_that_was_not_heard_blocks_payments_until_it_is_found(till: Till) -> None:
    """A payment in between would be in no day that both sides know."""
    await till.pays("pay-1")
    keeper = till.keeper()
    async with kept(till, keeper), watching(keeper.watch()) as statuses:
        assert (await passing(till.clock, anext(statuses))).fault is None
        await till.records.closing(lambda closings: closings.order())
        while till.simulator.state()["display"] != "wait":
            await till.clock.advance(0.1)
        till.simulator.unplug()
        told = [(await passing(till.clock, anext(statuses))).fault for _ in range(2)]
        assert told == [PaymentFault.BUSY, PaymentFault.UNREACHABLE]
        till.simulator.plug_in()
        assert PaymentFault.OUTCOME_UNKNOWN in await until_it_works(till, statuses)
        newest = await till.newest()
    assert newest is not None
    assert newest.booked == newest.closed == Turnover(1, FEE)


async def test_a_session_takes_over_an_end_that_was_not_heard(till: Till) -> None:
    await till.pays("pay-1")
    before = await passing(till.clock, till.terminal.last())
    await till.records.closing(lambda closings: closings.begin(before))
    keeper = till.keeper()
    await keeper.take_over(())
    async with watching(keeper.watch()) as statuses:
        assert (await anext(statuses)).fault is PaymentFault.OUTCOME_UNKNOWN
        async with kept(till, keeper):
            await until_it_works(till, statuses)
            assert closed(await till.newest())


async def test_an_order_is_carried_out_once_nobody_is_here(till: Till) -> None:
    await till.pays("pay-1")
    till.here = True
    async with kept(till, till.keeper()):
        await till.records.closing(lambda closings: closings.order())
        await passing(till.clock, till.clock.sleep(20))
        newest = await till.newest()
        assert newest is not None
        assert newest.state is ClosingState.ORDERED
        till.here = False
        assert (await till.until(closed)).closed == Turnover(1, FEE)


async def test_a_terminal_that_is_full_is_closed_by_itself_and_ready_again(till: Till) -> None:
    await till.pays("pay-1")
    till.simulator.fill_up()
    keeper = till.keeper()
    async with kept(till, keeper), watching(keeper.watch()) as statuses:
        told = [(await passing(till.clock, anext(statuses))).fault for _ in range(3)]
        assert told == [PaymentFault.END_OF_DAY_NEEDED, PaymentFault.BUSY, None]
        assert closed(await till.newest())


async def test_the_day_is_closed_by_night_if_there_is_something_to_close(till: Till) -> None:
    keeper = till.keeper()
    keeper.close_nightly(Nightly(time(10, 3), BERLIN))  # it is ten o'clock there
    async with kept(till, keeper):
        await till.pays("pay-1")
        await passing(till.clock, till.clock.sleep(120))
        assert await till.newest() is None
        assert (await till.until(closed, 120)).closed == Turnover(1, FEE)
        await till.pays("pay-2")
        await passing(till.clock, till.clock.sleep(120))
        assert await till.records.closing(lambda closings: closings.turnover()) == Turnover(1, FEE)


def test_the_night_is_the_sites() -> None:
    nightly = Nightly(time(3, 30), BERLIN)
    assert nightly.last_before(datetime(2026, 11, 21, 2, 29, tzinfo=UTC)).day == 20
    assert nightly.last_before(datetime(2026, 11, 21, 2, 30, tzinfo=UTC)).day == 21


@pytest.mark.parametrize("known", [PaymentState.INTENT, PaymentState.AUTHORISED])
async def test_what_a_dead_session_left_open_blocks_payments_until_it_is_known(
    till: Till, known: PaymentState
) -> None:
    before = await passing(till.clock, till.terminal.last())
    await till.records.journal("pay-1", PaymentState.INTENT, FEE, before)
    if known is PaymentState.AUTHORISED:
        await till.records.journal("pay-1", known, FEE, before)
    till.simulator.unplug()
    keeper = till.keeper()
    await passing(till.clock, keeper.take_over(await till.records.unresolved_payments()))
    async with kept(till, keeper), watching(keeper.watch()) as statuses:
        assert (await anext(statuses)).fault is PaymentFault.OUTCOME_UNKNOWN
        assert (await passing(till.clock, anext(statuses))).fault is PaymentFault.UNREACHABLE
        till.simulator.plug_in()
        assert (await passing(till.clock, anext(statuses))).fault is PaymentFault.OUTCOME_UNKNOWN
        assert (await passing(till.clock, anext(statuses))).fault is None
    assert await till.records.unresolved_payments() == ()


async def test_a_payment_that_was_kept_without_a_case_is_given_back(till: Till) -> None:
    """Should a terminal keep what nobody confirmed, the citizen gets it back before the next comes."""
    before = await passing(till.clock, till.terminal.last())
    await till.records.journal("pay-1", PaymentState.INTENT, FEE, before)
    await passing(till.clock, till.terminal.authorise("pay-1", FEE, lambda _: None))
    await passing(till.clock, till.terminal.confirm("pay-1"))
    next_one = make_driver(DeviceKind.PAYMENT, till.simulator.describe(), till.clock)
    keeper = TillKeeper(next_one, till.records, till.clock, lambda: True)
    await passing(till.clock, keeper.take_over(await till.records.unresolved_payments()))
    assert await till.records.unresolved_payments() == ()
    assert till.simulator.kept() == ()


async def test_payments_of_other_kinds_are_not_the_card_terminals(till: Till) -> None:
    await till.records.journal("online-1", PaymentState.INTENT, FEE)
    keeper = till.keeper()
    await passing(till.clock, keeper.take_over(await till.records.unresolved_payments()))
    (open_,) = await till.records.unresolved_payments()
    assert open_.reference == "online-1"
    async with kept(till, keeper), watching(keeper.watch()) as statuses:
        assert (await passing(till.clock, anext(statuses))).fault is None
