"""What every payment driver keeps: one charge at most for a reference, kept only when confirmed."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping

import pytest

from hardware.failures import DeviceFailed
from hardware.payment import (
    Authorisation,
    PaymentFault,
    PaymentOutcome,
    PaymentProgress,
    PaymentStatus,
    PaymentTerminal,
)
from hardware.payment.simulator import BANKS_TIME, CONFIRM_WITHIN, Card, PaymentSimulator
from hardware.registry import make_driver
from kiosk.clock import SystemClock
from kiosk.contracts.devices import DeviceKind
from tests.fake_clock import FakeClock
from tests.hardware.passing_time import passing
from tests.hardware.watching import watching

KIND = DeviceKind.PAYMENT
Mishap = Callable[[PaymentSimulator], None]
FEE = 13_00


@pytest.fixture
async def simulator(clock: FakeClock) -> AsyncIterator[PaymentSimulator]:
    simulator = PaymentSimulator(clock)
    await simulator.start()
    yield simulator
    await simulator.stop()


def connect(simulator: PaymentSimulator, clock: FakeClock) -> PaymentTerminal:
    made: PaymentTerminal = make_driver(KIND, simulator.describe(), clock)
    return made


@pytest.fixture
def terminal(simulator: PaymentSimulator, clock: FakeClock) -> PaymentTerminal:
    return connect(simulator, clock)


@pytest.fixture(params=["simulated", "absent"])
def any_terminal(request: pytest.FixtureRequest, clock: FakeClock) -> PaymentTerminal:
    if request.param == "simulated":
        made: PaymentTerminal = request.getfixturevalue("terminal")
        return made
    absent: PaymentTerminal = make_driver(KIND, {"driver": "absent"}, clock)
    return absent


async def now(terminal: PaymentTerminal) -> PaymentStatus:
    async with watching(terminal.watch()) as statuses:
        return await anext(statuses)


async def paying(
    terminal: PaymentTerminal,
    clock: FakeClock,
    reference: str = "P-1",
    cents: int = FEE,
    report: Callable[[PaymentProgress], None] = lambda _: None,
) -> "asyncio.Future[Authorisation]":
    """Begin a payment and answer it once the card terminal asks for a card."""
    payment = asyncio.ensure_future(terminal.authorise(reference, cents, report))
    await clock.advance(0.1)
    return payment


async def paid(
    terminal: PaymentTerminal, simulator: PaymentSimulator, clock: FakeClock, reference: str = "P-1"
) -> Authorisation:
    payment = await paying(terminal, clock, reference)
    simulator.present_card()
    return await passing(clock, payment, at_most=5)


async def refused(payment: "asyncio.Future[Authorisation]", clock: FakeClock) -> object:
    with pytest.raises(DeviceFailed) as failed:
        await passing(clock, payment, at_most=200)
    return failed.value.fault


async def test_each_command_works_or_refuses_by_the_fault_told(
    any_terminal: PaymentTerminal, clock: FakeClock
) -> None:
    fault = (await passing(clock, now(any_terminal))).fault
    if fault is None:
        assert await any_terminal.outcome("never") is PaymentOutcome.NEVER_AUTHORISED
        await any_terminal.reverse("never")
        return
    commands = [
        any_terminal.authorise("P-1", FEE, lambda _: None),
        any_terminal.confirm("P-1"),
        any_terminal.reverse("P-1"),
        any_terminal.outcome("P-1"),
    ]
    failures = await asyncio.gather(*commands, return_exceptions=True)
    assert [getattr(failure, "fault", None) for failure in failures] == [fault] * 4


async def test_stopping_nothing_is_harmless(
    any_terminal: PaymentTerminal, clock: FakeClock
) -> None:
    await passing(clock, any_terminal.abort(), at_most=5)


async def test_a_small_amount_goes_without_pin(
    terminal: PaymentTerminal, simulator: PaymentSimulator, clock: FakeClock
) -> None:
    shown: list[PaymentProgress] = []
    payment = await paying(terminal, clock, report=shown.append)
    simulator.present_card(Card.VISA)
    assert await passing(clock, payment) == Authorisation("P-1", FEE, "Visa")
    assert shown == [PaymentProgress.PRESENT_CARD, PaymentProgress.CONNECTING]
    assert await terminal.outcome("P-1") is PaymentOutcome.AUTHORISED


async def test_a_card_in_the_slot_shows_every_progress(
    terminal: PaymentTerminal, simulator: PaymentSimulator, clock: FakeClock
) -> None:
    shown: list[PaymentProgress] = []
    payment = await paying(terminal, clock, report=shown.append)
    simulator.insert_card()
    await clock.advance(0.1)
    simulator.enter_pin()
    await clock.advance(BANKS_TIME + 0.1)
    assert not payment.done()
    simulator.take_card()
    assert (await passing(clock, payment)).card_type == "girocard"
    assert set(shown) == set(PaymentProgress)


async def test_a_forgotten_card_does_not_undo_the_payment(
    terminal: PaymentTerminal, simulator: PaymentSimulator, clock: FakeClock
) -> None:
    payment = await paying(terminal, clock)
    simulator.insert_card()
    await clock.advance(0.1)
    simulator.enter_pin()
    await passing(clock, payment, at_most=60)
    assert await terminal.outcome("P-1") is PaymentOutcome.AUTHORISED


async def test_confirming_keeps_the_money_and_repeating_is_harmless(
    terminal: PaymentTerminal, simulator: PaymentSimulator, clock: FakeClock
) -> None:
    await paid(terminal, simulator, clock)
    await terminal.confirm("P-1")
    await terminal.confirm("P-1")
    await passing(clock, clock.sleep(CONFIRM_WITHIN + 1))
    assert await terminal.outcome("P-1") is PaymentOutcome.CONFIRMED


async def test_reversing_gives_the_money_back_and_repeating_is_harmless(
    terminal: PaymentTerminal, simulator: PaymentSimulator, clock: FakeClock
) -> None:
    await paid(terminal, simulator, clock)
    await terminal.reverse("P-1")
    await terminal.reverse("P-1")
    assert await terminal.outcome("P-1") is PaymentOutcome.REVERSED


async def test_unconfirmed_money_goes_back_by_itself_and_a_late_confirm_is_told(
    terminal: PaymentTerminal, simulator: PaymentSimulator, clock: FakeClock
) -> None:
    await paid(terminal, simulator, clock)
    await passing(clock, clock.sleep(CONFIRM_WITHIN + 1))
    assert await terminal.outcome("P-1") is PaymentOutcome.REVERSED
    with pytest.raises(DeviceFailed) as failed:
        await terminal.confirm("P-1")
    assert failed.value.fault is PaymentFault.OUTCOME_UNKNOWN


async def test_the_same_reference_is_charged_once(
    terminal: PaymentTerminal, simulator: PaymentSimulator, clock: FakeClock
) -> None:
    first = await paid(terminal, simulator, clock)
    again = await paying(terminal, clock)
    assert await passing(clock, again) == first
    await terminal.confirm("P-1")
    assert await passing(clock, await paying(terminal, clock)) == first
    journal = simulator.state()["journal"]
    assert journal == [{"reference": "P-1", "cents": FEE, "outcome": "confirmed"}]


@pytest.mark.parametrize("cents", [FEE, FEE + 1])
async def test_a_reference_given_back_or_of_another_amount_is_not_charged_again(
    terminal: PaymentTerminal, simulator: PaymentSimulator, clock: FakeClock, cents: int
) -> None:
    await paid(terminal, simulator, clock)
    if cents == FEE:
        await terminal.reverse("P-1")
    again = await paying(terminal, clock, cents=cents)
    assert await refused(again, clock) is PaymentFault.OUTCOME_UNKNOWN


async def test_there_is_no_second_payment_while_one_waits_for_its_confirmation(
    terminal: PaymentTerminal, simulator: PaymentSimulator, clock: FakeClock
) -> None:
    await paid(terminal, simulator, clock)
    second = await paying(terminal, clock, "P-2")
    assert await refused(second, clock) is PaymentFault.BUSY
    await terminal.confirm("P-1")
    await paid(terminal, simulator, clock, "P-2")


async def test_a_stop_before_the_card_ends_the_payment(
    terminal: PaymentTerminal, clock: FakeClock
) -> None:
    payment = await paying(terminal, clock)
    await terminal.abort()
    assert await refused(payment, clock) is PaymentFault.CANCELLED
    assert await terminal.outcome("P-1") is PaymentOutcome.NEVER_AUTHORISED


async def test_a_stop_while_the_bank_is_asked_comes_too_late(
    terminal: PaymentTerminal, simulator: PaymentSimulator, clock: FakeClock
) -> None:
    payment = await paying(terminal, clock)
    simulator.present_card()
    await clock.advance(BANKS_TIME / 2)
    await terminal.abort()
    assert (await passing(clock, payment)).cents == FEE


async def test_a_line_cut_before_the_banks_yes_charges_nothing(
    terminal: PaymentTerminal, simulator: PaymentSimulator, clock: FakeClock
) -> None:
    payment = await paying(terminal, clock)
    simulator.present_card()
    await clock.advance(BANKS_TIME / 2)
    simulator.unplug()
    assert await refused(payment, clock) is PaymentFault.OUTCOME_UNKNOWN
    simulator.plug_in()
    assert await terminal.outcome("P-1") is PaymentOutcome.NEVER_AUTHORISED


@pytest.mark.parametrize("keep", [True, False])
async def test_a_line_cut_after_the_banks_yes_is_cleared_up_by_another_driver(
    terminal: PaymentTerminal, simulator: PaymentSimulator, clock: FakeClock, *, keep: bool
) -> None:
    simulator.cut_after_approval()
    payment = await paying(terminal, clock)
    simulator.present_card()
    assert await refused(payment, clock) is PaymentFault.OUTCOME_UNKNOWN
    after_the_crash = connect(simulator, clock)
    assert await after_the_crash.outcome("P-1") is PaymentOutcome.AUTHORISED
    await (after_the_crash.confirm("P-1") if keep else after_the_crash.reverse("P-1"))
    kept = PaymentOutcome.CONFIRMED if keep else PaymentOutcome.REVERSED
    assert await after_the_crash.outcome("P-1") is kept


async def test_an_exchanged_card_terminal_knows_nothing(
    terminal: PaymentTerminal, simulator: PaymentSimulator, clock: FakeClock
) -> None:
    await paid(terminal, simulator, clock)
    simulator.lose_journal()
    assert await terminal.outcome("P-1") is PaymentOutcome.UNKNOWN
    with pytest.raises(DeviceFailed) as failed:
        await terminal.reverse("P-1")
    assert failed.value.fault is PaymentFault.OUTCOME_UNKNOWN


async def test_giving_up_before_the_card_leaves_it_ready(
    terminal: PaymentTerminal, simulator: PaymentSimulator, clock: FakeClock
) -> None:
    async with watching(terminal.watch()) as statuses:
        await anext(statuses)
        payment = await paying(terminal, clock)
        payment.cancel()
        await asyncio.gather(payment, return_exceptions=True)
        await clock.advance(0.1)
        assert simulator.state()["display"] is None
        assert (await paid(terminal, simulator, clock, "P-2")).reference == "P-2"


def card_then(act: Mishap) -> Mishap:
    def strike(simulator: PaymentSimulator) -> None:
        act(simulator)
        simulator.present_card()

    return strike


BEFORE: Mapping[PaymentFault, Mishap] = {
    PaymentFault.UNREACHABLE: lambda simulator: simulator.unplug(),
    PaymentFault.OUT_OF_ORDER: lambda simulator: simulator.break_down(),
    PaymentFault.BUSY: lambda simulator: simulator.become_busy(),
}
DURING: Mapping[PaymentFault, Mishap] = {
    PaymentFault.OUTCOME_UNKNOWN: lambda simulator: simulator.fall_silent(),
    PaymentFault.DECLINED: card_then(lambda simulator: simulator.decline_next()),
    PaymentFault.CANCELLED: lambda simulator: simulator.press_stop(),
    PaymentFault.TIMED_OUT: lambda _: None,
}


@pytest.mark.parametrize("fault", PaymentFault)
async def test_every_fault_is_reached(
    fault: PaymentFault,
    terminal: PaymentTerminal,
    simulator: PaymentSimulator,
    clock: FakeClock,
) -> None:
    if fault in BEFORE:
        BEFORE[fault](simulator)
    payment = await paying(terminal, clock)
    if fault not in BEFORE:
        DURING[fault](simulator)
    assert await refused(payment, clock) is fault


async def test_the_condition_follows_the_card_terminal(
    terminal: PaymentTerminal, simulator: PaymentSimulator, clock: FakeClock
) -> None:
    async with watching(terminal.watch()) as statuses:
        assert await anext(statuses) == PaymentStatus()
        simulator.become_busy()
        assert await anext(statuses) == PaymentStatus(PaymentFault.BUSY)
        simulator.break_down()
        assert await anext(statuses) == PaymentStatus(PaymentFault.OUT_OF_ORDER)
        simulator.recover()
        assert await anext(statuses) == PaymentStatus()
        simulator.unplug()
        assert await anext(statuses) == PaymentStatus(PaymentFault.UNREACHABLE)
        simulator.plug_in()
        assert await passing(clock, anext(statuses)) == PaymentStatus()


@pytest.mark.device
async def test_the_thing_on_the_desk_takes_a_payment_and_gives_it_back(
    device_table: Mapping[str, object],
) -> None:
    terminal: PaymentTerminal = make_driver(KIND, device_table, SystemClock())
    assert (await now(terminal)).fault is None
    await terminal.authorise("contract-test", 1, lambda _: None)
    await terminal.reverse("contract-test")
    assert await terminal.outcome("contract-test") is PaymentOutcome.REVERSED
