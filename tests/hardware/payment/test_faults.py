"""Every fault of the port is reached in the simulated card terminal, and followed as it comes and goes."""

from collections.abc import AsyncIterator, Callable, Mapping

import pytest

from hardware.payment import PaymentFault, PaymentTerminal
from hardware.payment.simulator import PaymentSimulator
from hardware.payment.till.mood import Refusal
from tests.fake_clock import FakeClock
from tests.hardware.passing_time import passing
from tests.hardware.payment.paying import connect, paying, refused
from tests.hardware.watching import watching

Mishap = Callable[[PaymentSimulator], None]


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


def card_then(act: Mishap) -> Mishap:
    def strike(simulator: PaymentSimulator) -> None:
        act(simulator)
        simulator.present_card()

    return strike


def refuses(reason: Refusal) -> Mishap:
    return card_then(lambda simulator: simulator.refuse_next(reason))


BEFORE: Mapping[PaymentFault, Mishap] = {
    PaymentFault.UNREACHABLE: lambda simulator: simulator.unplug(),
    PaymentFault.OUT_OF_ORDER: lambda simulator: simulator.break_down(),
    PaymentFault.BUSY: lambda simulator: simulator.become_busy(),
    PaymentFault.END_OF_DAY_NEEDED: lambda simulator: simulator.fill_up(),
}
DURING: Mapping[PaymentFault, Mishap] = {
    PaymentFault.OUTCOME_UNKNOWN: lambda simulator: simulator.fall_silent(),
    PaymentFault.DECLINED: card_then(lambda simulator: simulator.decline_next()),
    PaymentFault.CARD_EXPIRED: refuses(Refusal.EXPIRED),
    PaymentFault.CARD_UNREADABLE: refuses(Refusal.UNREADABLE),
    PaymentFault.CARD_UNKNOWN: refuses(Refusal.UNKNOWN_CARD),
    PaymentFault.PIN_WRONG: refuses(Refusal.WRONG_PIN),
    PaymentFault.LIMIT: refuses(Refusal.TOO_MUCH),
    PaymentFault.BANK_UNREACHABLE: refuses(Refusal.NO_CONNECTION),
    PaymentFault.CARD_LEFT: card_then(lambda simulator: simulator.answer_next(0xDC)),
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
    assert simulator.kept() == ()


async def test_the_condition_follows_the_card_terminal(
    terminal: PaymentTerminal, simulator: PaymentSimulator, clock: FakeClock
) -> None:
    async with watching(terminal.watch()) as statuses:

        async def told() -> PaymentFault | None:
            return (await passing(clock, anext(statuses))).fault

        assert await told() is None
        for act, fault in (
            (simulator.become_busy, PaymentFault.BUSY),
            (simulator.break_down, PaymentFault.OUT_OF_ORDER),
            (simulator.fill_up, PaymentFault.END_OF_DAY_NEEDED),
            (simulator.recover, None),
            (simulator.unplug, PaymentFault.UNREACHABLE),
            (simulator.plug_in, None),
        ):
            act()
            assert await told() is fault
