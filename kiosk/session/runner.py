"""The runner: one event after the other through the machine, its effects to the work, its state to the view."""

import logging
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from hardware.keypad import Key
from kiosk.config.model import Capture
from kiosk.contracts.clock import Clock
from kiosk.contracts.devices import DeviceKind
from kiosk.domain import effects as wanted
from kiosk.domain.events import Event
from kiosk.domain.machine import advance
from kiosk.domain.state import Attract, Session
from kiosk.session.capturing import Capturing
from kiosk.session.card_work import CardWork
from kiosk.session.case_work import CaseWork
from kiosk.session.devices import Devices
from kiosk.session.pay_page_work import PayPageWork
from kiosk.session.portal_work import PortalWork
from kiosk.session.records import Records
from kiosk.session.till_keeping import TillKeeper
from kiosk.session.till_work import TillWork
from kiosk.session.timers import Timers
from kiosk.session.watching import watch_all
from kiosk.session.workplace import Workplace
from kiosk.session.writing import Writer

log = logging.getLogger(__name__)
Perform = Callable[[Any], None]


class SessionRunner:
    """Runs one session from attract screen to erasure.

    `show` is called with every new state, `begun` when a citizen starts, `erase` with the outcome
    when the process must end, `crashed` when a worker died. `writer` puts
    into words what is printed and asked; `capture` says how photos are measured and judged.
    """

    def __init__(
        self,
        session: Session,
        devices: Devices,
        records: Records,
        clock: Clock,
        *,
        show: Callable[[Session], None],
        begun: Callable[[], None],
        erase: Callable[[str], None],
        writer: Writer,
        capture: Capture,
    ) -> None:
        self.session = session
        self._show = show
        self._begun = begun
        self._erase = erase
        self._pending: deque[Event] = deque()
        self._busy = False
        self.place = Workplace(devices, records, clock, self.feed)
        self.portal = PortalWork(self.place)
        self.capture = Capturing(self.place, capture, session.site.timing)
        self.till = TillKeeper(
            devices.payment, records, clock, lambda: isinstance(self.session.stage, Attract)
        )
        self._performers = self._table(writer)

    def feed(self, event: Event) -> None:
        """Take in one event. Events that effects bring about at once wait for their turn."""
        self._pending.append(event)
        if self._busy:
            return
        self._busy = True
        try:
            while self._pending:
                self._turn(self._pending.popleft())
        finally:
            self._busy = False

    def watch(self, died: Callable[[], None], press: Callable[[Key], object]) -> None:
        """Start watching the devices."""
        watch_all(self.place, died, press, {DeviceKind.PAYMENT: self.till})
        self.place.worker(self.till.follow(), died)
        self.place.worker(self.till.keep(), died)

    async def close(self) -> None:
        """Stop all work, destroy captures without a case, and close the records."""
        await self.place.close()
        await self.capture.close()
        await self.place.devices.payment.close()
        await self.place.devices.browser.close()
        await self.place.devices.eid.close()
        await self.place.devices.speech.close()
        try:
            await self.place.records.discard_captures()
        finally:
            await self.place.records.close()

    def _turn(self, event: Event) -> None:
        after, effects = advance(self.session, event)
        changed = after is not self.session
        self.session = after
        for effect in effects:
            self._performers[type(effect)](effect)
        if changed:
            self._show(after)

    def _record(self, effect: wanted.Record) -> None:
        self.place.records.note(effect.event, dict(effect.attributes))

    def _table(self, writer: Writer) -> Mapping[type, Perform]:
        place, portal, capture = self.place, self.portal, self.capture
        timers, card, till = (
            Timers(place),
            CardWork(place, lambda: writer.transaction(self.session)),
            TillWork(place),
        )
        case = CaseWork(
            place, lambda: writer.receipt(self.session), lambda: writer.printout(self.session)
        )
        pay_page = PayPageWork(place, lambda: writer.purpose(self.session))
        return {
            wanted.StartTimer: timers.start,
            wanted.StopTimer: timers.stop,
            wanted.BeginSession: lambda _effect: self._begun(),
            wanted.EraseSession: lambda effect: self._erase(effect.outcome),
            wanted.Record: self._record,
            wanted.Identify: card.identify,
            wanted.ManagePin: card.manage_pin,
            wanted.Authenticate: card.authenticate,
            wanted.ReplyEid: card.reply,
            wanted.CancelEid: card.cancel,
            wanted.WipeSecret: card.wipe,
            wanted.OpenPortal: portal.open,
            wanted.ClosePortal: portal.close,
            wanted.GoBackInPortal: portal.back,
            wanted.TypeInPortal: portal.type,
            wanted.PressInPortal: portal.press,
            wanted.AnswerPortal: portal.answer,
            wanted.OpenCamera: capture.photo.open_camera,
            wanted.CloseCamera: capture.photo.close_camera,
            wanted.TakePhoto: capture.photo.take_photo,
            wanted.PreparePhotos: capture.photo.prepare,
            wanted.DropPhotos: capture.photo.drop_photos,
            wanted.PrepareFingers: capture.finger.prepare,
            wanted.CaptureFinger: capture.finger.capture_finger,
            wanted.CancelFinger: capture.finger.cancel_finger,
            wanted.DiscardFingers: capture.finger.discard,
            wanted.DropTries: capture.finger.drop_tries,
            wanted.OpenPad: capture.signature.open_pad,
            wanted.ClosePad: capture.signature.close_pad,
            wanted.ClearPad: capture.signature.clear_pad,
            wanted.TakeBackStroke: capture.signature.take_back,
            wanted.DrawSignature: capture.signature.draw,
            wanted.SealCapture: capture.seal,
            wanted.Authorise: till.authorise,
            wanted.AbortPayment: till.abort,
            wanted.ConfirmPayment: till.confirm,
            wanted.ReversePayment: till.reverse,
            wanted.OpenPayPage: pay_page.open,
            wanted.FollowPayPage: pay_page.follow,
            wanted.SubmitCase: case.submit,
            wanted.PrintReceipt: case.print_receipt,
            wanted.PrintCopy: case.print_copy,
            wanted.Dial: case.dial,
            wanted.HangUp: case.hang_up,
        }
