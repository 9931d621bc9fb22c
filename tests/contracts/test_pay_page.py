"""What every pay page keeps: nothing is charged by opening it, and only "paid" is paid."""

from collections.abc import AsyncIterator, Mapping

import pytest

from hardware.failures import DeviceFailed
from hardware.pay_page import Demand, PayPageFault, PayPages, PayPageState, PayPageStatus
from hardware.pay_page.simulator import PayPageSimulator
from hardware.registry import DriverRefused, make_driver
from kiosk.clock import SystemClock
from kiosk.contracts.devices import DeviceKind
from tests.hardware.watching import watching

KIND = DeviceKind.PAY_PAGE
DEMAND = Demand("pay-0123456789abcdef", 1300, "Führungszeugnis")
CLOCK = SystemClock()


@pytest.fixture
async def simulator() -> AsyncIterator[PayPageSimulator]:
    simulator = PayPageSimulator()
    await simulator.start()
    yield simulator
    await simulator.stop()


@pytest.fixture
def pages(simulator: PayPageSimulator) -> PayPages:
    made: PayPages = make_driver(KIND, dict(simulator.describe()) | {"poll": 0.05}, CLOCK)
    return made


async def test_opened_is_not_paid(pages: PayPages, simulator: PayPageSimulator) -> None:
    page = await pages.open(DEMAND)
    assert page.address.endswith(page.transaction)
    assert await pages.state(page.transaction) is PayPageState.OPEN
    assert simulator.state()["paid_cents"] == 0


@pytest.mark.parametrize(
    ("act", "state", "cents"),
    [
        ("pay", PayPageState.PAID, 1300),
        ("decline", PayPageState.FAILED, 0),
        ("cancel", PayPageState.CANCELLED, 0),
    ],
)
async def test_what_becomes_of_it_is_told(
    act: str, state: PayPageState, cents: int, pages: PayPages, simulator: PayPageSimulator
) -> None:
    page = await pages.open(DEMAND)
    getattr(simulator, act)()
    assert await pages.state(page.transaction) is state
    assert simulator.state()["paid_cents"] == cents


async def test_one_reference_opens_one_transaction(
    pages: PayPages, simulator: PayPageSimulator
) -> None:
    await pages.open(DEMAND)
    with pytest.raises(DeviceFailed) as failed:
        await pages.open(DEMAND)
    assert failed.value.fault is PayPageFault.REFUSED
    assert simulator.state()["transactions"] == 1


@pytest.mark.parametrize("act", ["refuse", "ask_too_much"])
async def test_what_is_not_as_asked_is_refused(
    act: str, pages: PayPages, simulator: PayPageSimulator
) -> None:
    getattr(simulator, act)()
    with pytest.raises(DeviceFailed) as failed:
        await pages.open(DEMAND)
    assert failed.value.fault is PayPageFault.REFUSED


async def test_a_token_that_ended_early_is_renewed(
    pages: PayPages, simulator: PayPageSimulator
) -> None:
    page = await pages.open(DEMAND)
    simulator.forget_tokens()
    assert await pages.state(page.transaction) is PayPageState.OPEN


async def test_nonsense_and_nobody_are_unreachable_and_told(
    pages: PayPages, simulator: PayPageSimulator
) -> None:
    async with watching(pages.watch()) as statuses:
        assert await anext(statuses) == PayPageStatus()
        simulator.answer_nonsense()
        assert (await anext(statuses)).fault is PayPageFault.UNREACHABLE
        await simulator.restore()
        assert (await anext(statuses)).fault is None
        await simulator.unplug()
        assert (await anext(statuses)).fault is PayPageFault.UNREACHABLE
    with pytest.raises(DeviceFailed) as failed:
        await pages.open(DEMAND)
    assert failed.value.fault is PayPageFault.UNREACHABLE
    assert failed.value.__cause__ is None


async def test_a_transaction_nobody_knows_is_refused(pages: PayPages) -> None:
    with pytest.raises(DeviceFailed) as failed:
        await pages.state("../status")
    assert failed.value.fault is PayPageFault.REFUSED


@pytest.mark.parametrize("key", ["url", "token_url", "originator", "client", "secret", "poll"])
async def test_a_wrong_setting_is_refused_by_name(key: str, simulator: PayPageSimulator) -> None:
    wrong: Mapping[str, object] = {**simulator.describe(), key: 0 if key == "poll" else ""}
    with pytest.raises(DriverRefused, match=key):
        make_driver(KIND, wrong, CLOCK)
