"""Work on the case: store it sealed, print its slip; and the call for help."""

from collections.abc import Callable

from hardware.failures import DeviceFailed
from kiosk.contracts.paying import PayWay
from kiosk.contracts.printouts import Printout
from kiosk.contracts.receipts import Receipt
from kiosk.domain.effects import Dial, HangUp, PrintCopy, PrintReceipt, SubmitCase
from kiosk.domain.events import CallMoved, CaseStored, CopyPrinted, ReceiptPrinted
from kiosk.session.workplace import Workplace
from kiosk.store import CaseDraft, Demand, Payment


class CaseWork:
    def __init__(
        self, place: Workplace, compose: Callable[[], Receipt], copy: Callable[[], Printout]
    ) -> None:
        self._place = place
        self._compose = compose
        self._copy = copy

    def submit(self, effect: SubmitCase) -> None:
        self._place.work(self._submit(effect))

    def print_receipt(self, _effect: PrintReceipt) -> None:
        self._place.work(self._print(self._compose()))

    def print_copy(self, _effect: PrintCopy) -> None:
        self._place.work(self._print_copy(self._copy()))

    def dial(self, effect: Dial) -> None:
        self._place.work(self._dial(effect))

    def hang_up(self, _effect: HangUp) -> None:
        self._place.aside(self._place.devices.call.hang_up())

    async def _submit(self, effect: SubmitCase) -> None:
        paid, by_card = effect.payment_reference, effect.way is PayWay.CARD
        draft = CaseDraft(
            session=self._place.records.session,
            service=effect.service,
            destination=effect.destination,
            answers=dict(effect.answers),
            identity=effect.identity,
            captures=effect.captures,
            left={str(kind): str(reason) for kind, reason in effect.left},
            payment=Payment(paid, effect.cents) if paid and by_card else None,
            demand=None if by_card else Demand(effect.way, effect.cents, paid),
        )
        stored = await self._place.records.store_case(draft)
        self._place.feed(CaseStored(stored.number, stored.link))

    async def _print(self, receipt: Receipt) -> None:
        await self._place.devices.printer.print_receipt(receipt)
        self._place.feed(ReceiptPrinted())

    async def _print_copy(self, printout: Printout) -> None:
        await self._place.devices.document_printer.print_document(printout)
        self._place.feed(CopyPrinted())

    async def _dial(self, effect: Dial) -> None:
        try:
            await self._place.devices.call.dial(effect.topic, effect.language)
        except DeviceFailed as failed:
            # A call that fails is no failure of the step underneath.
            self._place.feed(CallMoved("ended", fault=str(failed.fault)))
