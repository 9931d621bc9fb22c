"""A card terminal's driver, overheard: something can happen right before or after each of its acts."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from hardware.payment import (
    Authorisation,
    PaymentOutcome,
    PaymentProgress,
    PaymentStatus,
    PaymentTerminal,
)


@dataclass(frozen=True, slots=True)
class OverheardTerminal:
    """Implements `hardware.payment.PaymentTerminal` by another one; `passes` hears of each boundary."""

    terminal: PaymentTerminal
    passes: Callable[[str], None]

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

    async def confirm(self, reference: str) -> None:
        self.passes("before confirm")
        await self.terminal.confirm(reference)
        self.passes("after confirm")

    async def reverse(self, reference: str) -> None:
        self.passes("before reverse")
        await self.terminal.reverse(reference)
        self.passes("after reverse")

    async def outcome(self, reference: str) -> PaymentOutcome:
        return await self.terminal.outcome(reference)

    async def abort(self) -> None:
        await self.terminal.abort()

    def watch(self) -> AsyncIterator[PaymentStatus]:
        return self.terminal.watch()
