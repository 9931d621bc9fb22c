"""One destination's cases, one after the other: claim, deliver, take note; wait when it must."""

import logging
import random
from collections.abc import Callable, Mapping
from contextlib import suppress

from kiosk.contracts.clock import Clock
from kiosk.courier.authority_file import AuthorityFile
from kiosk.courier.destinations import (
    Accepted,
    CourierFault,
    Deleted,
    Delivered,
    Destination,
    Outcome,
    Refused,
    Rejected,
    Submitted,
    Unavailable,
    Unclaimed,
    Unfinished,
    Waiting,
    Word,
)
from kiosk.courier.retries import Backoff
from kiosk.store import Store, StoreFailed, StoreFault
from kiosk.store.ballast import Ballast
from kiosk.store.outbox import Parcel
from kiosk.store.tracking import Awaited

# Tries that ended without a reason, or with the courier, before a case is set aside.
STRIKES = 5
# Receivers asked after before the next case goes out.
BATCH = 8
# The database will be all right again by itself, or by what the courier delivers.
_PASSING = (StoreFault.LOCKED, StoreFault.DISK_FULL)

_log = logging.getLogger(__name__)


class Lane:
    """Blocks while it works; called from one thread at a time."""

    def __init__(
        self,
        name: str,
        destination: Destination,
        store: Store,
        clock: Clock,
        backoff: Backoff,
        chance: random.Random,
        ballast: Ballast,
        authority: AuthorityFile | None = None,
    ) -> None:
        self.name = name
        self._destination = destination
        self._store = store
        self._clock = clock
        self._backoff = backoff
        self._chance = chance
        self._ballast = ballast
        self._authority = authority
        self._unnoted: Callable[[], None] | None = None
        self._failures = 0
        self._rests_until = 0.0
        self._unavailable = False

    def rests(self) -> bool:
        """Answer whether it is too early for the next try."""
        return self._clock.monotonic() < self._rests_until

    def step(self) -> bool:
        """Bring one case on its way; answer False when there is none or the lane must rest.

        Receivers that are due are asked after first. Raises StoreFailed when the database is lost
        for good.
        """
        try:
            if self._unnoted is not None:
                self._note(self._unnoted)
            self._tend()
            asked = not self.rests() and self._ask()
            if self.rests():
                return False
            parcel = self._store.outbox.claim(self.name)
            return asked if parcel is None else self._carry(parcel)
        except StoreFailed as failed:
            if failed.failure not in _PASSING:
                raise
            _log.warning("destination %s: %s", self.name, failed)
            if failed.failure is StoreFault.DISK_FULL:
                self._make_room()
            self._rest()
            return False

    def _tend(self) -> None:
        """Keep fresh what sessions need of this destination."""
        try:
            jwk = self._destination.tend()
        except Unavailable as away:
            self._away(away)
            return
        if jwk is not None:
            self._here()
        if jwk is not None and self._authority is not None:
            self._authority.leave(jwk)

    def _ask(self) -> bool:
        """Ask after cases whose receivers have not spoken; answer whether one has."""
        tracking, spoken = self._store.tracking, False
        for case in tracking.due(self.name, BATCH):
            try:
                word = self._destination.follow(case)
            except Unavailable as away:
                self._away(away)
                break
            except Refused as refused:
                fault = refused.fault
                _log.error("case %s was set aside: %s", case.number, refused)
                self._note(lambda: tracking.quarantined(case, fault))  # noqa: B023 - at once, or before the next
            except Exception as error:  # noqa: BLE001 - one poisonous case must not stop the others
                _log.error("case %s: %s", case.number, type(error).__name__)
                self._note(lambda: tracking.postponed(case, self._backoff.last))  # noqa: B023 - as above
            else:
                spoken |= self._heard(case, word)
                self._here()
        return spoken

    def _heard(self, case: Awaited, word: Word) -> bool:
        tracking = self._store.tracking
        match word:
            case Waiting(seconds):
                self._note(lambda: tracking.postponed(case, seconds))
                return False
            case Accepted(proven):
                self._note(lambda: tracking.accepted(case, proven=proven))
                _log.info("case %s was accepted by %s", case.number, self.name)
            case Rejected(problems):
                _log.error("case %s was rejected: %s", case.number, ", ".join(problems))
                self._note(lambda: tracking.rejected(case, problems, CourierFault.REJECTED))
            case Unclaimed():
                _log.error("case %s was fetched by nobody in time", case.number)
                self._note(lambda: tracking.unclaimed(case, CourierFault.UNCLAIMED))
            case Deleted(receipt, reason, fetched):
                self._note(lambda: tracking.deleted(case, receipt, reason, fetched=fetched))
                _log.info("case %s is deleted at %s: %s", case.number, self.name, reason)
        return True

    def _make_room(self) -> None:
        self._ballast.drop()
        with suppress(StoreFailed):
            self._store.tidy()

    def _note(self, write: Callable[[], None]) -> None:
        """Write what became of a parcel; if the disk will not have it now, write it first next time."""
        self._unnoted = write
        write()
        self._unnoted = None

    def _carry(self, parcel: Parcel) -> bool:
        outbox = self._store.outbox
        if not parcel.intact:
            _log.error("case %s is damaged on the disk and was set aside", parcel.number)
            self._note(lambda: outbox.quarantined(parcel, CourierFault.DAMAGED))
            return True
        if parcel.strikes >= STRIKES:
            _log.error("case %s failed %d times and was set aside", parcel.number, STRIKES)
            self._note(lambda: outbox.quarantined(parcel, CourierFault.CRASHED))
            return True

        def remember(notes: Mapping[str, str]) -> None:
            outbox.remember(parcel, notes)

        try:
            outcome = self._destination.deliver(parcel, remember)
        except Unavailable as away:
            fault = away.fault
            self._away(away)
            self._note(lambda: outbox.released(parcel, fault))
            return False
        except Refused as refused:
            fault = refused.fault
            _log.error("case %s was refused and set aside: %s", parcel.number, refused)
            self._note(lambda: outbox.quarantined(parcel, fault))
        except StoreFailed:
            # The destination could not put down what it must remember: blameless, and again.
            self._unnoted = lambda: outbox.released(parcel, CourierFault.UNEXPECTED)
            raise
        except Exception as error:  # noqa: BLE001 - one poisonous case must not stop the others
            self._struck(parcel, error)
        else:
            self._settled(parcel, outcome)
        self._here()
        return True

    def _settled(self, parcel: Parcel, outcome: Outcome) -> None:
        match outcome:
            case Delivered():
                self._note(lambda: self._store.outbox.delivered(parcel))
                _log.info("case %s delivered to %s", parcel.number, self.name)
            case Submitted(seconds):
                self._note(lambda: self._store.outbox.submitted(parcel, seconds))
                _log.info("case %s submitted to %s", parcel.number, self.name)
            case Unfinished(seconds):
                self._note(lambda: self._store.outbox.unfinished(parcel, seconds))

    def _struck(self, parcel: Parcel, error: Exception) -> None:
        """Note that a try failed for no known reason; its message may quote content, its type not."""
        strikes = parcel.strikes + 1
        outbox, fault = self._store.outbox, CourierFault.UNEXPECTED
        _log.error("case %s: %s (try %d)", parcel.number, type(error).__name__, strikes)
        if strikes >= STRIKES:
            self._note(lambda: outbox.quarantined(parcel, fault))
        else:
            wait = self._backoff.seconds(strikes, self._chance)
            self._note(lambda: outbox.struck(parcel, fault, wait))

    def _away(self, away: Unavailable) -> None:
        _log.warning("destination %s: %s", self.name, away)
        self._rest(away.seconds)
        if not self._unavailable:
            self._unavailable = True
            self._store.record("destination.unavailable", destination=self.name, fault=away.fault)

    def _here(self) -> None:
        self._failures = 0
        if self._unavailable:
            self._unavailable = False
            self._store.record("destination.available", destination=self.name)

    def _rest(self, least: float = 0.0) -> None:
        self._failures += 1
        wait = max(least, self._backoff.seconds(self._failures, self._chance))
        self._rests_until = self._clock.monotonic() + wait
