"""Work at the card terminal: each state of a payment is in the journal before the next one is sought."""

import logging
import secrets
from collections.abc import Sequence
from datetime import datetime

from hardware.failures import DeviceFailed
from hardware.payment import (
    Authorisation,
    PaymentFault,
    PaymentOutcome,
    PaymentTerminal,
    Sought,
)
from kiosk.contracts.clock import Clock
from kiosk.domain.effects import AbortPayment, Authorise, ConfirmPayment, ReversePayment
from kiosk.domain.events import StepFailed
from kiosk.domain.payment_events import (
    PaymentAuthorised,
    PaymentConfirmed,
    PaymentMoved,
    PaymentReversed,
)
from kiosk.session.records import Records
from kiosk.session.workplace import Workplace
from kiosk.store import OpenPayment, PaymentState, StoreFailed

log = logging.getLogger(__name__)
ASK_AGAIN = (0.5, 1.0, 2.0, 4.0, 8.0)
# So our references of payments by card begin; the journal has payments of other kinds as well.
BY_CARD = "pay-"


class TillWork:
    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._sought: dict[str, Sought] = {}

    def authorise(self, effect: Authorise) -> None:
        self._place.work(self._authorise(f"{BY_CARD}{secrets.token_hex(8)}", effect.cents))

    def abort(self, _effect: AbortPayment) -> None:
        self._place.aside(self._place.devices.payment.abort())

    def confirm(self, effect: ConfirmPayment) -> None:
        self._place.work(self._confirm(self._sought[effect.reference]))

    def reverse(self, effect: ReversePayment) -> None:
        self._place.work(self._reverse(self._sought[effect.reference]))

    async def _authorise(self, reference: str, cents: int) -> None:
        records, terminal = self._place.records, self._place.devices.payment
        before = await terminal.last()
        await records.journal(reference, PaymentState.INTENT, cents, before)
        sought = Sought(reference, cents, self._place.clock.now(), before)
        try:
            given = await terminal.authorise(
                reference, cents, lambda moved: self._place.feed(PaymentMoved(str(moved)))
            )
        except DeviceFailed as failed:
            if failed.fault is not PaymentFault.OUTCOME_UNKNOWN:
                await records.journal(reference, PaymentState.NEVER_AUTHORISED, cents)
                raise
            given = await self._found_out(terminal, sought)
        sought = Sought(reference, cents, sought.at, before, given.voucher)
        try:
            await records.journal(reference, PaymentState.AUTHORISED, cents, given.voucher)
        except StoreFailed:
            # What cannot be written down is not kept; if even that fails, the truth is "unknown".
            try:
                await terminal.reverse(sought)
            except DeviceFailed:
                raise DeviceFailed(PaymentFault.OUTCOME_UNKNOWN) from None
            raise
        self._sought[reference] = sought
        self._place.feed(PaymentAuthorised(reference, given.card_type))

    async def _found_out(self, terminal: PaymentTerminal, sought: Sought) -> Authorisation:
        """Ask the terminal what became of a payment whose end was not heard."""
        reference, cents = sought.reference, sought.cents
        match await asked(terminal, sought, self._place.clock):
            case PaymentOutcome.AUTHORISED:
                return Authorisation(reference, cents, "")
            case PaymentOutcome.NEVER_AUTHORISED | PaymentOutcome.REVERSED:
                await self._place.records.journal(reference, PaymentState.NEVER_AUTHORISED, cents)
                raise DeviceFailed(PaymentFault.TIMED_OUT)
            case _:
                await self._place.records.journal(reference, PaymentState.UNKNOWN, cents)
                raise DeviceFailed(PaymentFault.OUTCOME_UNKNOWN)

    async def _confirm(self, sought: Sought) -> None:
        slip = await self._place.devices.payment.confirm(sought.reference)
        await self._place.records.journal(
            sought.reference, PaymentState.CONFIRMED, sought.cents, sought.voucher
        )
        self._place.feed(PaymentConfirmed(slip.lines))

    async def _reverse(self, sought: Sought) -> None:
        try:
            await self._place.devices.payment.reverse(sought)
        except DeviceFailed as failed:
            self._place.feed(StepFailed(str(failed.fault)))
            return
        await self._place.records.journal(sought.reference, PaymentState.REVERSED, sought.cents)
        self._place.feed(PaymentReversed())


async def settle(
    payments: Sequence[OpenPayment], terminal: PaymentTerminal, records: Records, clock: Clock
) -> bool:
    """Bring card payments that an earlier process left open to their end; answer whether all are.

    A payment with a stored case is kept if the terminal kept it; one without is given back: nobody
    has anything for it.
    """
    settled = True
    for payment in payments:
        if not payment.reference.startswith(BY_CARD):
            continue
        try:
            outcome = await _settled(payment, terminal, clock)
        except DeviceFailed as failed:
            log.warning("payment.still_open fault=%s", failed.fault)
            outcome = PaymentOutcome.UNKNOWN
        if outcome is PaymentOutcome.UNKNOWN:
            settled = False
        else:
            state = _state(outcome, payment.state)
            await records.journal(payment.reference, state, payment.cents)
    return settled


async def _settled(payment: OpenPayment, terminal: PaymentTerminal, clock: Clock) -> PaymentOutcome:
    """Answer the payment's end, having brought it about where it was open. Raises DeviceFailed."""
    sought = _sought(payment)
    outcome = await asked(terminal, sought, clock)
    if outcome in (PaymentOutcome.AUTHORISED, PaymentOutcome.CONFIRMED):
        if payment.number is None:
            await terminal.reverse(sought)
            return PaymentOutcome.REVERSED
        if outcome is PaymentOutcome.AUTHORISED:
            await terminal.confirm(payment.reference)
            return PaymentOutcome.CONFIRMED
    return outcome


def _state(outcome: PaymentOutcome, before: PaymentState) -> PaymentState:
    if outcome is PaymentOutcome.CONFIRMED:
        return PaymentState.CONFIRMED
    held = before in (PaymentState.AUTHORISED, PaymentState.BOOKED)
    if outcome is PaymentOutcome.REVERSED or held:
        # A terminal that no longer knows what it authorised holds no money of the citizen's.
        return PaymentState.REVERSED
    return PaymentState.NEVER_AUTHORISED


def _sought(payment: OpenPayment) -> Sought:
    asked_at = datetime.fromisoformat(payment.asked_at or payment.at)
    return Sought(payment.reference, payment.cents, asked_at, payment.before, payment.voucher)


async def asked(terminal: PaymentTerminal, sought: Sought, clock: Clock) -> PaymentOutcome:
    """Ask what became of a payment, several times with growing pauses; UNKNOWN if nobody answers."""
    for pause in ASK_AGAIN:
        try:
            outcome = await terminal.outcome(sought)
        except DeviceFailed:
            outcome = PaymentOutcome.UNKNOWN
        if outcome is not PaymentOutcome.UNKNOWN:
            return outcome
        await clock.sleep(pause)
    return PaymentOutcome.UNKNOWN
