"""Work at the card terminal: each state of a payment is in the journal before the next one is sought."""

import logging
import secrets

from hardware.failures import DeviceFailed
from hardware.payment import Authorisation, PaymentFault, PaymentOutcome, PaymentTerminal
from kiosk.contracts.clock import Clock
from kiosk.domain.effects import AbortPayment, Authorise, ConfirmPayment, ReversePayment
from kiosk.domain.events import (
    PaymentAuthorised,
    PaymentConfirmed,
    PaymentMoved,
    PaymentReversed,
    StepFailed,
)
from kiosk.session.records import Records
from kiosk.session.workplace import Workplace
from kiosk.store import OpenPayment, PaymentState, StoreFailed

log = logging.getLogger(__name__)
ASK_AGAIN = (0.5, 1.0, 2.0, 4.0, 8.0)


class TillWork:
    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._cents = 0

    def authorise(self, effect: Authorise) -> None:
        self._cents = effect.cents
        self._place.work(self._authorise(f"pay-{secrets.token_hex(8)}", effect.cents))

    def abort(self, _effect: AbortPayment) -> None:
        self._place.aside(self._place.devices.payment.abort())

    def confirm(self, effect: ConfirmPayment) -> None:
        self._place.work(self._confirm(effect.reference))

    def reverse(self, effect: ReversePayment) -> None:
        self._place.work(self._reverse(effect.reference))

    async def _authorise(self, reference: str, cents: int) -> None:
        records, terminal = self._place.records, self._place.devices.payment
        await records.journal(reference, PaymentState.INTENT, cents)
        try:
            given = await terminal.authorise(
                reference, cents, lambda moved: self._place.feed(PaymentMoved(str(moved)))
            )
        except DeviceFailed as failed:
            if failed.fault is not PaymentFault.OUTCOME_UNKNOWN:
                await records.journal(reference, PaymentState.NEVER_AUTHORISED, cents)
                raise
            given = await self._found_out(terminal, reference, cents)
        try:
            await records.journal(reference, PaymentState.AUTHORISED, cents)
        except StoreFailed:
            # What cannot be written down is not kept; if even that fails, the truth is "unknown".
            try:
                await terminal.reverse(reference)
            except DeviceFailed:
                raise DeviceFailed(PaymentFault.OUTCOME_UNKNOWN) from None
            raise
        self._place.feed(PaymentAuthorised(reference, given.card_type))

    async def _found_out(
        self, terminal: PaymentTerminal, reference: str, cents: int
    ) -> Authorisation:
        """Ask the terminal what became of a payment whose end was not heard."""
        match await asked(terminal, reference, self._place.clock):
            case PaymentOutcome.AUTHORISED:
                return Authorisation(reference, cents, "")
            case PaymentOutcome.NEVER_AUTHORISED | PaymentOutcome.REVERSED:
                await self._place.records.journal(reference, PaymentState.NEVER_AUTHORISED, cents)
                raise DeviceFailed(PaymentFault.TIMED_OUT)
            case _:
                await self._place.records.journal(reference, PaymentState.UNKNOWN, cents)
                raise DeviceFailed(PaymentFault.OUTCOME_UNKNOWN)

    async def _confirm(self, reference: str) -> None:
        await self._place.devices.payment.confirm(reference)
        await self._place.records.journal(reference, PaymentState.CONFIRMED, self._cents)
        self._place.feed(PaymentConfirmed())

    async def _reverse(self, reference: str) -> None:
        try:
            await self._place.devices.payment.reverse(reference)
        except DeviceFailed as failed:
            self._place.feed(StepFailed(str(failed.fault)))
            return
        await self._place.records.journal(reference, PaymentState.REVERSED, self._cents)
        self._place.feed(PaymentReversed())


async def settle(
    payments: tuple[OpenPayment, ...], terminal: PaymentTerminal, records: Records, clock: Clock
) -> bool:
    """Bring payments that an earlier process left open to their end; answer whether all are.

    A payment with a stored case is kept, one without is given back (nobody has anything for it).
    """
    settled = True
    for payment in payments:
        reference, cents = payment.reference, payment.cents
        try:
            outcome = await asked(terminal, reference, clock)
            if outcome is PaymentOutcome.AUTHORISED:
                if payment.number is not None:
                    await terminal.confirm(reference)
                    outcome = PaymentOutcome.CONFIRMED
                else:
                    await terminal.reverse(reference)
                    outcome = PaymentOutcome.REVERSED
        except DeviceFailed as failed:
            log.warning("payment.still_open fault=%s", failed.fault)
            outcome = PaymentOutcome.UNKNOWN
        if outcome is PaymentOutcome.UNKNOWN:
            settled = False
        elif outcome is not PaymentOutcome.AUTHORISED:
            await records.journal(reference, _settled(outcome, payment.state), cents)
    return settled


def _settled(outcome: PaymentOutcome, before: PaymentState) -> PaymentState:
    if outcome is PaymentOutcome.CONFIRMED:
        return PaymentState.CONFIRMED
    held = before in (PaymentState.AUTHORISED, PaymentState.BOOKED)
    if outcome is PaymentOutcome.REVERSED or held:
        # A terminal that no longer knows what it authorised holds no money of the citizen's.
        return PaymentState.REVERSED
    return PaymentState.NEVER_AUTHORISED


async def asked(terminal: PaymentTerminal, reference: str, clock: Clock) -> PaymentOutcome:
    """Ask what became of a payment, several times with growing pauses; UNKNOWN if nobody answers."""
    for pause in ASK_AGAIN:
        try:
            outcome = await terminal.outcome(reference)
        except DeviceFailed:
            outcome = PaymentOutcome.UNKNOWN
        if outcome is not PaymentOutcome.UNKNOWN:
            return outcome
        await clock.sleep(pause)
    return PaymentOutcome.UNKNOWN
