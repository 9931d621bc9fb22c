"""Stands for a card terminal that this terminal does not have."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from hardware.failures import DeviceFailed
from hardware.latest import Latest
from hardware.payment import (
    Authorisation,
    DayTotals,
    PaymentFault,
    PaymentOutcome,
    PaymentProgress,
    PaymentStatus,
    PaymentTerminal,
    Slip,
    Sought,
    Voucher,
)
from kiosk.contracts.clock import Clock


@dataclass(frozen=True, slots=True)
class Settings:
    """There is nothing to set."""


def make(settings: Settings, clock: Clock) -> PaymentTerminal:
    del settings, clock
    return AbsentPaymentTerminal()


class AbsentPaymentTerminal:
    """Implements `hardware.payment.PaymentTerminal`."""

    async def last(self) -> Voucher:
        raise DeviceFailed(PaymentFault.UNREACHABLE)

    async def authorise(
        self, reference: str, cents: int, report: Callable[[PaymentProgress], None]
    ) -> Authorisation:
        del reference, cents, report
        raise DeviceFailed(PaymentFault.UNREACHABLE)

    async def confirm(self, reference: str) -> Slip:
        del reference
        raise DeviceFailed(PaymentFault.UNREACHABLE)

    async def reverse(self, sought: Sought) -> None:
        del sought
        raise DeviceFailed(PaymentFault.UNREACHABLE)

    async def outcome(self, sought: Sought) -> PaymentOutcome:
        del sought
        raise DeviceFailed(PaymentFault.UNREACHABLE)

    async def close_day(self) -> DayTotals:
        raise DeviceFailed(PaymentFault.UNREACHABLE)

    async def last_closing(self) -> DayTotals | None:
        raise DeviceFailed(PaymentFault.UNREACHABLE)

    async def abort(self) -> None:
        """Do nothing: no authorisation can be running."""

    def watch(self) -> AsyncIterator[PaymentStatus]:
        return Latest(PaymentStatus(PaymentFault.UNREACHABLE)).watch()

    async def close(self) -> None:
        """Do nothing: there is nothing to let go of."""
