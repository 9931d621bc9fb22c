"""Drives the simulated card terminal over its line."""

from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass

from hardware.failures import DeviceFailed
from hardware.payment import (
    Authorisation,
    PaymentFault,
    PaymentOutcome,
    PaymentProgress,
    PaymentStatus,
    PaymentTerminal,
)
from hardware.simulation.lines import Fields, Garbled, field
from hardware.simulation.link import Condition, Link, LinkDown, LinkLost, Phase, Refused
from kiosk.contracts.clock import Clock

# From the last news until the end of a payment (ZVT 13.08: T4); a citizen has 30 s twice in it.
COMPLETION = 180.0


@dataclass(frozen=True, slots=True)
class Settings:
    """`address` is `HOST:PORT` of the simulator, on loopback."""

    address: str = ""


def make(settings: Settings, clock: Clock) -> PaymentTerminal:
    return SimulatedPaymentTerminal(Link("payment", settings.address, clock, PaymentFault))


class SimulatedPaymentTerminal:
    """Implements `hardware.payment.PaymentTerminal`.

    Whatever breaks after the question has left says OUTCOME_UNKNOWN: it may have been done.
    """

    def __init__(self, link: Link) -> None:
        self._link = link

    async def authorise(
        self, reference: str, cents: int, report: Callable[[PaymentProgress], None]
    ) -> Authorisation:
        answer = await self._ask(
            "authorise",
            {"reference": reference, "cents": cents},
            lambda news: report(_progress(news)),
        )
        try:
            agreed = field(answer, "reference", str) == reference
            if not agreed or field(answer, "cents", int) != cents:
                raise DeviceFailed(PaymentFault.OUTCOME_UNKNOWN)
            return Authorisation(reference, cents, field(answer, "card_type", str))
        except Garbled:
            raise DeviceFailed(PaymentFault.OUTCOME_UNKNOWN) from None

    async def confirm(self, reference: str) -> None:
        await self._ask("confirm", {"reference": reference})

    async def reverse(self, reference: str) -> None:
        await self._ask("reverse", {"reference": reference})

    async def outcome(self, reference: str) -> PaymentOutcome:
        answer = await self._ask("outcome", {"reference": reference})
        try:
            return PaymentOutcome(field(answer, "outcome", str))
        except (Garbled, ValueError):
            return PaymentOutcome.UNKNOWN

    async def abort(self) -> None:
        with suppress(LinkDown, LinkLost):
            await self._link.ask("abort")

    def watch(self) -> AsyncIterator[PaymentStatus]:
        return self._link.watch(_status)

    async def _ask(
        self, verb: str, details: Fields, report: Callable[[Fields], None] = lambda _news: None
    ) -> Fields:
        try:
            return await self._link.ask(verb, details, patience=COMPLETION, report=report)
        except Refused as refused:
            raise DeviceFailed(refused.fault) from None
        except LinkDown:
            raise DeviceFailed(PaymentFault.UNREACHABLE) from None
        except (LinkLost, Garbled):
            raise DeviceFailed(PaymentFault.OUTCOME_UNKNOWN) from None


def _progress(news: Fields) -> PaymentProgress:
    try:
        return PaymentProgress(field(news, "display", str))
    except ValueError:
        raise Garbled("a display that there is not") from None


def _status(condition: Condition) -> PaymentStatus:
    if condition.phase is not Phase.UP:
        return PaymentStatus(PaymentFault.UNREACHABLE)
    fault = field(condition.status, "fault", str)
    try:
        return PaymentStatus(PaymentFault(fault) if fault else None)
    except ValueError:
        raise Garbled("a fault that there is not") from None
