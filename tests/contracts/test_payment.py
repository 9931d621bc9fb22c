"""What every card terminal keeps: one charge at most for a reference, kept only when confirmed."""

import asyncio
from collections.abc import AsyncIterator, Mapping

import pytest

from hardware.failures import DeviceFailed
from hardware.payment import (
    PaymentFault,
    PaymentOutcome,
    PaymentProgress,
    PaymentTerminal,
    Sought,
    Voucher,
)
from hardware.payment.simulator import PaymentSimulator
from hardware.payment.till.hands import Card
from hardware.payment.till.procedures import BANKS_TIME
from hardware.registry import make_driver
from kiosk.clock import SystemClock
from kiosk.contracts.devices import DeviceKind
from tests.fake_clock import FakeClock
from tests.hardware.passing_time import passing
from tests.hardware.payment.paying import (
    FEE,
    connect,
    fates,
    now,
    outcome,
    paid,
    paying,
    refused,
    sought,
)
from tests.hardware.watching import watching

KIND = DeviceKind.PAYMENT
# So long the terminal is asked to wait for "booked" at most, see `hardware.payment.zvt.sale`.
HELD_AT_MOST = 90.0


@pytest.fixture
async def simulator(clock: FakeClock) -> AsyncIterator[PaymentSimulator]:
    simulator = PaymentSimulator(clock)
    await simulator.start()
    yield simulator
    await simulator.stop()


@pytest.fixture
async def terminal(simulator: PaymentSimulator, clock: FakeClock) -> AsyncIterator[PaymentTerminal]:
    terminal = connect(simulator, clock)
    yield terminal
    await passing(clock, terminal.close())


@pytest.fixture(params=["zvt", "absent"])
def any_terminal(request: pytest.FixtureRequest, clock: FakeClock) -> PaymentTerminal:
    if request.param == "zvt":
        made: PaymentTerminal = request.getfixturevalue("terminal")
        return made
    absent: PaymentTerminal = make_driver(KIND, {"driver": "absent"}, clock)
    return absent


async def test_each_command_works_or_refuses_by_the_fault_told(
    any_terminal: PaymentTerminal, clock: FakeClock
) -> None:
    fault = (await passing(clock, now(any_terminal))).fault
    never = sought(clock, "never")
    if fault is None:
        assert await outcome(any_terminal, clock, never) is PaymentOutcome.NEVER_AUTHORISED
        assert await passing(clock, any_terminal.last()) == Voucher("28004869")
        assert await passing(clock, any_terminal.last_closing()) is None
        await passing(clock, any_terminal.reverse(never))
        return
    commands = [
        any_terminal.last(),
        any_terminal.authorise("P-1", FEE, lambda _: None),
        any_terminal.confirm("P-1"),
        any_terminal.reverse(never),
        any_terminal.outcome(never),
        any_terminal.close_day(),
        any_terminal.last_closing(),
    ]
    failures = await asyncio.gather(*commands, return_exceptions=True)
    assert [getattr(failure, "fault", None) for failure in failures] == [fault] * 7


async def test_stopping_nothing_and_letting_go_are_harmless(
    any_terminal: PaymentTerminal, clock: FakeClock
) -> None:
    await passing(clock, any_terminal.abort(), at_most=5)
    await passing(clock, any_terminal.close(), at_most=5)
    await passing(clock, any_terminal.close(), at_most=5)


async def test_a_small_amount_goes_without_pin(
    terminal: PaymentTerminal, simulator: PaymentSimulator, clock: FakeClock
) -> None:
    shown: list[PaymentProgress] = []
    payment = await paying(terminal, clock, report=shown.append)
    simulator.present_card(Card.VISA)
    given = await passing(clock, payment)
    assert (given.reference, given.cents, given.card_type) == ("P-1", FEE, "Visa")
    assert given.voucher == Voucher("28004869", 1, 1, given.voucher.at)
    assert given.voucher.at.startswith("11211000")  # the terminal's clock is Berlin's
    assert [str(progress) for progress in shown] == ["present_card", "connecting", "approved"]
    assert await outcome(terminal, clock, sought(clock)) is PaymentOutcome.AUTHORISED


async def test_a_card_in_the_slot_shows_every_progress_and_a_wrong_pin_is_typed_again(
    terminal: PaymentTerminal, simulator: PaymentSimulator, clock: FakeClock
) -> None:
    shown: list[PaymentProgress] = []
    payment = await paying(terminal, clock, report=shown.append)
    simulator.insert_card()
    await clock.advance(0.1)
    simulator.mistype_pin()
    await clock.advance(0.1)
    simulator.enter_pin()
    await clock.advance(BANKS_TIME + 0.1)
    assert not payment.done()
    simulator.take_card()
    assert (await passing(clock, payment)).card_type == "girocard"
    assert shown == [
        PaymentProgress.PRESENT_CARD,
        PaymentProgress.ENTER_PIN,
        PaymentProgress.PIN_WAS_WRONG,
        PaymentProgress.ENTER_PIN,
        PaymentProgress.CONNECTING,
        PaymentProgress.REMOVE_CARD,
        PaymentProgress.APPROVED,
    ]


async def test_a_forgotten_card_does_not_undo_the_payment(
    terminal: PaymentTerminal, simulator: PaymentSimulator, clock: FakeClock
) -> None:
    payment = await paying(terminal, clock)
    simulator.insert_card()
    await clock.advance(0.1)
    simulator.enter_pin()
    await passing(clock, payment, at_most=60)
    assert fates(simulator) == ["held"]


async def test_confirming_keeps_the_money_gives_the_slip_and_repeating_is_harmless(
    terminal: PaymentTerminal, simulator: PaymentSimulator, clock: FakeClock
) -> None:
    given = await paid(terminal, simulator, clock)
    slip = await passing(clock, terminal.confirm("P-1"))
    assert await terminal.confirm("P-1") == slip
    assert "Kundenbeleg" in slip.lines[0]
    assert "############4771" in slip.lines
    assert "Betrag EUR         13,00" in slip.lines
    assert "Kundenbeleg" not in repr(slip)
    await passing(clock, clock.sleep(HELD_AT_MOST))
    assert simulator.kept() == ((given.voucher.receipt, FEE),)
    assert await outcome(terminal, clock, sought(clock)) is PaymentOutcome.CONFIRMED


@pytest.mark.parametrize("seconds", [0, 11, 25, 60])
async def test_booking_may_take_its_time(
    terminal: PaymentTerminal, simulator: PaymentSimulator, clock: FakeClock, seconds: int
) -> None:
    """84 9C keeps the terminal asking; the answer comes at once, or when it asks the next time."""
    await paid(terminal, simulator, clock)
    await passing(clock, clock.sleep(seconds))
    await passing(clock, terminal.confirm("P-1"), at_most=3)
    assert fates(simulator) == ["stored"]


async def test_reversing_gives_the_money_back_and_repeating_is_harmless(
    terminal: PaymentTerminal, simulator: PaymentSimulator, clock: FakeClock
) -> None:
    given = await paid(terminal, simulator, clock)
    for _ in range(2):
        await passing(clock, terminal.reverse(sought(clock, given=given)))
    assert fates(simulator) == ["reversed"]
    assert await outcome(terminal, clock, sought(clock)) is PaymentOutcome.REVERSED


@pytest.mark.parametrize("another_process", [False, True])
async def test_a_kept_payment_can_be_given_back_too(
    terminal: PaymentTerminal,
    simulator: PaymentSimulator,
    clock: FakeClock,
    *,
    another_process: bool,
) -> None:
    given = await paid(terminal, simulator, clock)
    await passing(clock, terminal.confirm("P-1"))
    mine = connect(simulator, clock) if another_process else terminal
    for _ in range(2):
        await passing(clock, mine.reverse(sought(clock, given=given)))
    assert simulator.kept() == ()
    assert fates(simulator) == ["reversed", "stored"]  # the payment, and the reversal of its own


async def test_unconfirmed_money_goes_back_by_itself_and_a_late_confirm_is_told(
    terminal: PaymentTerminal, simulator: PaymentSimulator, clock: FakeClock
) -> None:
    await paid(terminal, simulator, clock)
    await passing(clock, clock.sleep(HELD_AT_MOST))
    assert fates(simulator) == ["reversed"]
    assert await outcome(terminal, clock, sought(clock)) is PaymentOutcome.REVERSED
    with pytest.raises(DeviceFailed) as failed:
        await terminal.confirm("P-1")
    assert failed.value.fault is PaymentFault.OUTCOME_UNKNOWN


async def test_letting_go_gives_unconfirmed_money_back_at_once(
    terminal: PaymentTerminal, simulator: PaymentSimulator, clock: FakeClock
) -> None:
    await paid(terminal, simulator, clock)
    await passing(clock, terminal.close(), at_most=1.2)
    await clock.advance(BANKS_TIME)
    assert fates(simulator) == ["reversed"]


async def test_the_same_reference_is_charged_once(
    terminal: PaymentTerminal, simulator: PaymentSimulator, clock: FakeClock
) -> None:
    first = await paid(terminal, simulator, clock)
    again = await paying(terminal, clock)
    assert (await passing(clock, again)).voucher == first.voucher
    await passing(clock, terminal.confirm("P-1"))
    assert (await passing(clock, await paying(terminal, clock))).voucher == first.voucher
    assert fates(simulator) == ["stored"]


@pytest.mark.parametrize("cents", [FEE, FEE + 1])
async def test_a_reference_given_back_or_of_another_amount_is_not_charged_again(
    terminal: PaymentTerminal, simulator: PaymentSimulator, clock: FakeClock, cents: int
) -> None:
    given = await paid(terminal, simulator, clock)
    if cents == FEE:
        await passing(clock, terminal.reverse(sought(clock, given=given)))
    again = await paying(terminal, clock, cents=cents)
    assert await refused(again, clock) is PaymentFault.OUTCOME_UNKNOWN


async def test_there_is_no_second_payment_while_one_waits_for_its_confirmation(
    terminal: PaymentTerminal, simulator: PaymentSimulator, clock: FakeClock
) -> None:
    await paid(terminal, simulator, clock)
    second = await paying(terminal, clock, "P-2")
    assert await refused(second, clock) is PaymentFault.BUSY
    await passing(clock, terminal.confirm("P-1"))
    await paid(terminal, simulator, clock, "P-2")


async def test_a_stop_before_the_card_ends_the_payment(
    terminal: PaymentTerminal, clock: FakeClock
) -> None:
    payment = await paying(terminal, clock)
    await terminal.abort()
    assert await refused(payment, clock) is PaymentFault.CANCELLED
    assert await outcome(terminal, clock, sought(clock)) is PaymentOutcome.NEVER_AUTHORISED


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
    simulator.unplug()
    assert await refused(payment, clock) is PaymentFault.OUTCOME_UNKNOWN
    simulator.plug_in()
    assert await outcome(terminal, clock, sought(clock)) is PaymentOutcome.NEVER_AUTHORISED
    assert fates(simulator) == []


@pytest.mark.parametrize("another_process", [False, True])
async def test_a_line_cut_after_the_banks_yes_gives_the_money_back(
    terminal: PaymentTerminal,
    simulator: PaymentSimulator,
    clock: FakeClock,
    *,
    another_process: bool,
) -> None:
    """While the terminal gives it back nobody can know; then everybody does."""
    simulator.cut_after_approval()
    payment = await paying(terminal, clock)
    simulator.present_card()
    assert await refused(payment, clock) is PaymentFault.OUTCOME_UNKNOWN
    mine = connect(simulator, clock) if another_process else terminal
    assert await outcome(mine, clock, sought(clock)) is PaymentOutcome.UNKNOWN
    await clock.advance(BANKS_TIME + 0.1)
    assert await outcome(mine, clock, sought(clock)) is PaymentOutcome.NEVER_AUTHORISED
    assert fates(simulator) == ["reversed"]


async def test_an_exchanged_card_terminal_knows_nothing(
    terminal: PaymentTerminal, simulator: PaymentSimulator, clock: FakeClock
) -> None:
    given = await paid(terminal, simulator, clock)
    await passing(clock, terminal.confirm("P-1"))
    simulator.lose_journal()
    after_the_crash = connect(simulator, clock)
    mine = sought(clock, given=given)
    assert await outcome(after_the_crash, clock, mine) is PaymentOutcome.UNKNOWN
    with pytest.raises(DeviceFailed) as failed:
        await passing(clock, after_the_crash.reverse(mine))
    assert failed.value.fault is PaymentFault.OUTCOME_UNKNOWN


async def test_giving_up_before_the_card_leaves_it_ready(
    terminal: PaymentTerminal, simulator: PaymentSimulator, clock: FakeClock
) -> None:
    async with watching(terminal.watch()) as statuses:
        await passing(clock, anext(statuses))
        payment = await paying(terminal, clock)
        payment.cancel()
        await asyncio.gather(payment, return_exceptions=True)
        await clock.advance(0.1)
        assert simulator.state()["display"] is None
        assert (await paid(terminal, simulator, clock, "P-2")).reference == "P-2"


async def test_the_day_is_closed_with_what_was_kept(
    terminal: PaymentTerminal, simulator: PaymentSimulator, clock: FakeClock
) -> None:
    for reference in ("P-1", "P-2", "P-3"):
        given = await paid(terminal, simulator, clock, reference)
        await passing(clock, terminal.confirm(reference))
    await passing(clock, terminal.reverse(sought(clock, "P-3", given)))
    totals = await passing(clock, terminal.close_day())
    assert (totals.count, totals.cents) == (2, 2 * FEE)
    assert await passing(clock, terminal.last_closing()) == totals
    assert (await passing(clock, terminal.close_day())).cents == 0


@pytest.mark.device
async def test_the_thing_on_the_desk_takes_a_payment_and_gives_it_back(
    device_table: Mapping[str, object],
) -> None:
    clock = SystemClock()
    terminal: PaymentTerminal = make_driver(KIND, device_table, clock)
    assert (await now(terminal)).fault is None
    before, at = await terminal.last(), clock.now()
    given = await terminal.authorise("contract-test", 1, lambda _: None)
    mine = Sought("contract-test", 1, at, before, given.voucher)
    await terminal.reverse(mine)
    assert await terminal.outcome(mine) is PaymentOutcome.REVERSED
