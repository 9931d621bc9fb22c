"""The terminal's memory: sealed cases, captures, payments and events behind one simple surface."""

import logging
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from hardware.payment import Voucher
from kiosk.contracts.captures import Remarks, Rendition
from kiosk.contracts.clock import Clock
from kiosk.store.captures import Captures
from kiosk.store.cases import Cases
from kiosk.store.catalogue import Catalogue, load_catalogue
from kiosk.store.closings import Closings
from kiosk.store.cover import Cover
from kiosk.store.database import TerminalDatabase
from kiosk.store.draft import CaseDraft, StoredCase
from kiosk.store.events import EventLog
from kiosk.store.failures import StoreFailed, StoreFault
from kiosk.store.outbox import Outbox
from kiosk.store.oversight import Oversight
from kiosk.store.payments import OpenPayment, PaymentJournal, PaymentState
from kiosk.store.retention import Retention
from kiosk.store.sealing import AuthorityKey
from kiosk.store.tracking import Tracking
from kiosk.store.turn import Turn

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


DATABASE = "terminal.db"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """How one installation stores.

    `site` goes into case documents, `origin` names the event log, `link` begins receipt links (a
    slash and the token follow). `capture_hours` is at most 96 (PassDEÜV). New captures and cases
    are refused when less than `reserve_bytes` are left on the disk, so that delivery, journal and
    log can still write.
    """

    site: str = ""
    origin: str = "buergerterminal"
    link: str = "https://localhost/q"
    capture_hours: float = 24
    heads_every: int = 32
    reserve_bytes: int = 32 * 1024 * 1024
    busy_seconds: float = 5.0
    mode: int = 0o600


@dataclass(frozen=True, slots=True)
class Recovery:
    """What the process before left: captures now destroyed, payments that must be asked about."""

    captures: int
    payments: tuple[OpenPayment, ...]


class Store:
    """One process's access to terminal.db. Any thread may call, calls take turns, all calls block.

    What a call answers is on disk; when a call raises, nothing of it is. `kiosk.store.outbox` and
    the other parts are for the courier and for tools.
    """

    def __init__(
        self,
        database: TerminalDatabase,
        clock: Clock,
        settings: StoreSettings,
        authorities: Mapping[str, AuthorityKey],
        covers: Mapping[str, Cover],
        key: "Ed25519PrivateKey | None",
        catalogue: Catalogue,
    ) -> None:
        self._database = database
        self._settings = settings
        self._authorities = dict(authorities)
        self._session_turn = Turn(database.path, "session")
        self._closed = False
        self.events = EventLog(
            database, clock, catalogue, key, settings.origin, settings.heads_every
        )
        self.payments = PaymentJournal(database, self.events, clock)
        self.closings = Closings(database, self.events, clock)
        self.captures = Captures(database, self.events, clock, settings.capture_hours)
        self.outbox = Outbox(database, self.events, clock)
        self.tracking = Tracking(database, self.events, clock)
        self.retention = Retention(database, self.events, clock)
        self.oversight = Oversight(database, self.events, clock)
        self._cases = Cases(
            database,
            self.events,
            self.captures,
            self.payments,
            clock,
            self._authorities,
            covers,
            site=settings.site,
            link=settings.link,
        )

    @classmethod
    def open(
        cls,
        path: Path,
        clock: Clock,
        settings: StoreSettings | None = None,
        *,
        authorities: Mapping[str, AuthorityKey] | None = None,
        covers: Mapping[str, Cover] | None = None,
        key: "Ed25519PrivateKey | None" = None,
        catalogue: Catalogue | None = None,
    ) -> Self:
        """Open or make the database.

        `authorities` maps a destination's name to the key that its cases are sealed to, `covers`
        to the cover sheet that it wants, if it wants one; `key` signs the event log (None: another
        process signs). Raises StoreFailed, CatalogueRefused.
        """
        settings = settings or StoreSettings()
        with ExitStack() as undo:
            database = TerminalDatabase(
                path, mode=settings.mode, busy_seconds=settings.busy_seconds
            )
            undo.callback(database.close)
            store = cls(
                database,
                clock,
                settings,
                authorities or {},
                covers or {},
                key,
                catalogue or load_catalogue(),
            )
            with database.transaction():
                if not database.row("SELECT 1 FROM events LIMIT 1"):
                    store.record("log.opened")
            store.events.sign_head()
            undo.pop_all()
        return store

    def close(self) -> None:
        """Sign what was logged and close; the next session may take its turn. Once is enough."""
        if self._closed:
            return
        self._closed = True
        try:
            self.events.sign_head()
        except StoreFailed as failed:
            _log.warning("the log's end stays unsigned until the next start: %s", failed)
        finally:
            self._session_turn.give_back()
            self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def recover(self) -> Recovery:
        """Take the session's turn and put in order what the process before left; call it first.

        A spare process calls it when its turn has come, not before. Raises InUse
        while another session lives.
        """
        self._session_turn.take()
        captures, payments = self.captures.recover(), self.unresolved_payments()
        if captures or payments:
            self.record("terminal.recovered", captures=captures, payments=len(payments))
        return Recovery(captures, payments)

    def check(self) -> None:
        """Raise StoreFailed if a case could not be stored now; ask before the citizen begins."""
        self._keep_reserve()
        with self._database.transaction():
            pass

    def record(self, event: str, /, **attributes: object) -> None:
        """Append one catalogued event (config/events.toml). Raises EventRefused, StoreFailed."""
        self.events.record(event, **attributes)

    def seal_capture(
        self,
        session: str,
        kind: str,
        renditions: Sequence[Rendition],
        remarks: Remarks,
        *,
        destination: str,
    ) -> str:
        """Seal one accepted capture, all of its renditions, to the destination's authority; answer its id.

        It takes the place of an earlier one of its kind. `remarks` is what the case document shall
        say of it (quality, device). Raises StoreFailed; ValueError for a destination without a key
        and for renditions or remarks that make no sense.
        """
        self._keep_reserve(sum(len(rendition.content) for rendition in renditions))
        authority = self._authorities.get(destination)
        if authority is None:
            raise ValueError(f"destination '{destination}' has no authority's key")
        return self.captures.seal(session, kind, renditions, remarks, authority, destination)

    def discard_captures(self, session: str) -> int:
        """Destroy the captures of a session that ends without a case; answer how many."""
        return self.captures.discard(session)

    def store_case(self, draft: CaseDraft) -> StoredCase:
        """Seal and store a case with outbox row, booked payment and event in one transaction.

        Asked again for the same session and service it answers the same case. Raises StoreFailed
        (PaymentMismatch, CaptureGone, DISK_FULL, …); ValueError for a draft without sense.
        """
        self._keep_reserve()
        return self._cases.store(draft)

    def journal(
        self, reference: str, state: PaymentState, cents: int, voucher: Voucher | None = None
    ) -> None:
        """Write a payment's next state (BOOKED is store_case's). Raises PaymentRefused, StoreFailed."""
        self.payments.move(reference, PaymentState(state), cents, voucher)

    def unresolved_payments(self) -> tuple[OpenPayment, ...]:
        """Answer the payments whose end is open, oldest first: the card terminal must be asked."""
        return self.payments.unresolved()

    def expire(self, keep_numbers: timedelta) -> int:
        """Destroy what has reached its age: loose captures, cases with captures, old numbers.

        Answers how many captures and undelivered cases went.
        """
        gone = self.captures.expire() + self.retention.expire()
        if self.retention.forget(keep_numbers) or gone:
            self.tidy()
        return gone

    def tidy(self) -> None:
        """Overwrite in the write-ahead log what was deleted, and give pages back to the disk."""
        self._database.tidy()

    def _keep_reserve(self, more: int = 0) -> None:
        free = self._database.free_bytes() - more
        if free < self._settings.reserve_bytes:
            raise StoreFailed(
                StoreFault.DISK_FULL,
                f"{self._database.path.name}: less than {self._settings.reserve_bytes} bytes are left",
            )
