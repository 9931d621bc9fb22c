"""Pay page port: the citizen pays on the own phone, at a payment provider's page."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class PayPageFault(StrEnum):
    UNREACHABLE = "pay_page.unreachable"
    REFUSED = "pay_page.refused"


class PayPageState(StrEnum):
    OPEN = "open"
    PAID = "paid"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Demand:
    """What is to be paid: `reference` is ours and unique; `purpose` names the service, nobody else."""

    reference: str
    cents: int
    purpose: str


@dataclass(frozen=True, slots=True)
class PayPage:
    """An opened transaction: the provider's name for it, and the address to pay at."""

    transaction: str
    address: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PayPageStatus:
    fault: PayPageFault | None = None


class PayPages(Protocol):
    async def open(self, demand: Demand) -> PayPage:
        """Open a transaction; nothing is charged by it. Raises DeviceFailed(PayPageFault)."""
        ...

    async def state(self, transaction: str) -> PayPageState:
        """Ask whether it was paid. Raises DeviceFailed(PayPageFault)."""
        ...

    def watch(self) -> AsyncIterator[PayPageStatus]: ...
