"""A card terminal's driver, overheard: something can happen right before or after each of its acts."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from hardware.payment import (
    Authorisation,
    DayTotals,
    PaymentOutcome,
    PaymentProgress,
    PaymentStatus,
    PaymentTerminal,
    Slip,
    Sought,
    Voucher,
)


@dataclass(frozen=True, slots=True)
class OverheardTerminal:
    """Implements `hardware.payment.PaymentTerminal` by another one; `passes` hears of each boundary."""

    terminal: PaymentTerminal
    passes: Callable[[str], None]

    async def last(self) -> Voucher:
        return await self.terminal.last()

    async def authorise(
        self, reference: str, cents: int, report: Callable[[PaymentProgress], None]
    ) -> Authorisation:
        def reported(progress: PaymentProgress) -> None:
            self.passes(str(progress))
            report(progress)

        self.passes("before authorise")
        given = await self.terminal.authorise(reference, cents, reported)
        self.passes("after authorise")
        return given

    async def confirm(self, reference: str) -> Slip:
        self.passes("before confirm")
        slip = await self.terminal.confirm(reference)
        self.passes("after confirm")
        return slip

    async def reverse(self, sought: Sought) -> None:
        self.passes("before reverse")
        await self.terminal.reverse(sought)
        self.passes("after reverse")

    async def outcome(self, sought: Sought) -> PaymentOutcome:
        return await self.terminal.outcome(sought)

    async def close_day(self) -> DayTotals:
        return await self.terminal.close_day()

    async def last_closing(self) -> DayTotals | None:
        return await self.terminal.last_closing()

    async def abort(self) -> None:
        await self.terminal.abort()

    def watch(self) -> AsyncIterator[PaymentStatus]:
        return self.terminal.watch()

    async def close(self) -> None:
        await self.terminal.close()
