"""Helps tests to pay at a simulated card terminal on the fake clock."""

import asyncio
from collections.abc import Callable

import pytest

from hardware.failures import DeviceFailed
from hardware.payment import (
    Authorisation,
    PaymentOutcome,
    PaymentProgress,
    PaymentStatus,
    PaymentTerminal,
    Sought,
    Voucher,
)
from hardware.payment.simulator import PaymentSimulator
from hardware.registry import make_driver
from kiosk.contracts.devices import DeviceKind
from tests.fake_clock import FakeClock
from tests.hardware.passing_time import passing
from tests.hardware.watching import watching

FEE = 13_00
TERMINAL = "28004869"


def connect(simulator: PaymentSimulator, clock: FakeClock) -> PaymentTerminal:
    made: PaymentTerminal = make_driver(DeviceKind.PAYMENT, simulator.describe(), clock)
    return made


def sought(clock: FakeClock, reference: str = "P-1", given: Authorisation | None = None) -> Sought:
    return Sought(
        reference, FEE, clock.now(), Voucher(TERMINAL), None if given is None else given.voucher
    )


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
        await passing(clock, payment, at_most=250)
    return failed.value.fault


async def outcome(terminal: PaymentTerminal, clock: FakeClock, of: Sought) -> PaymentOutcome:
    return await passing(clock, terminal.outcome(of))


def fates(simulator: PaymentSimulator) -> list[object]:
    journal = simulator.state()["journal"]
    assert isinstance(journal, list)
    return [entry["outcome"] for entry in journal]
