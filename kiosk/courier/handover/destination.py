"""Delivers containers to the hand-over server, and follows each to its signed deletion receipt."""

import hashlib
from datetime import datetime, timedelta
from pathlib import Path

from kiosk.contracts.clock import Clock
from kiosk.contracts.handover import LEGAL_HOURS, ROOT, Piece, Receipt, Unsigned, Verify, digest
from kiosk.courier.destinations import (
    CourierFault,
    Deleted,
    Refused,
    Remember,
    Submitted,
    Unavailable,
    Waiting,
    Word,
)
from kiosk.courier.handover import Settings
from kiosk.courier.handover.link import Link, ServerRefused
from kiosk.store.canonical import canonical
from kiosk.store.failures import KeyRefused
from kiosk.store.outbox import Parcel
from kiosk.store.signing import load_public_key
from kiosk.store.stamps import moment, stamp
from kiosk.store.tracking import Awaited

# The server is asked ever more seldom, up to once in ten minutes: by a share of the time waited.
SHARE, SELDOM = 0.1, 600.0
# Of a server that has not been heard of for so long after the container's age nothing is expected.
GRACE = timedelta(hours=1)
# Written into the outbox; `kiosk.store.oversight` tells by it that a case waits at a counter.
CONTAINER = "container"


class Handover:
    """Implements `kiosk.courier.destinations.Destination`."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._link = Link(settings, clock)

    def deliver(self, parcel: Parcel, remember: Remember) -> Submitted:
        """Announce, send what the server lacks, complete: each may be repeated and is once.

        The container's id is the case's idempotency key, so that there is never a second one.
        """
        self._verifier()
        pieces = tuple(Piece(part.name, len(part.sealed), part.sha256()) for part in parcel.parts)
        expires = _expires(parcel)
        if parcel.remembered.get(CONTAINER) != parcel.key:
            notes = {CONTAINER: parcel.key, "expires": stamp(expires)}
            remember({**notes, "digest": digest(parcel.key, parcel.kid, pieces)})
        path = f"{ROOT}/{parcel.key}"
        announcement = {
            "kid": parcel.kid,
            "expires": stamp(expires),
            "parts": [
                {"name": piece.name, "size": piece.size, "sha256": piece.sha256} for piece in pieces
            ],
        }
        try:
            standing = self._link.call("PUT", path, canonical(announcement))
            lacking = set(standing.get("missing") or ())
            for part in parcel.parts:
                if standing.get("state") == "arriving" and part.name in lacking:
                    self._link.call("PUT", f"{path}/parts/{part.name}", part.sealed)
            if standing.get("state") == "arriving":
                standing = self._link.call("POST", f"{path}/complete")
        except ServerRefused as refused:
            if refused.word == "absent":
                # Gone while we were at it: the next try announces it anew.
                raise Unavailable(CourierFault.UNREACHABLE, str(refused)) from None
            # By its own word, or before it has read anything (413 of what is in front of it).
            large = refused.word in ("too-large", "refused")
            fault = CourierFault.TOO_LARGE if large else CourierFault.REFUSED
            raise Refused(str(refused), fault) from None
        if standing.get("state") not in ("waiting", "claimed", "deleted"):
            raise Unavailable(CourierFault.UNREACHABLE, "the server does not say that it has it")
        return Submitted(0.0 if standing.get("receipt") else self._settings.look_seconds)

    def follow(self, case: Awaited) -> Word:
        """Ask until the server signs that nothing is left with it.

        What is past its age by an hour is over, with or without the server's word.
        """
        container = case.remembered.get(CONTAINER, "")
        expires = moment(case.remembered["expires"])
        over = self._clock.now() > expires + GRACE
        try:
            told = self._link.call("GET", f"{ROOT}/{container}/status")
        except Unavailable:
            if over:
                return Deleted("", "expired", fetched=False)
            raise
        except ServerRefused as refused:
            if over:
                return Deleted("", "expired", fetched=False)
            raise Refused(f"the server: {refused}", CourierFault.RECEIPT_WRONG) from None
        if receipt := str(told.get("receipt") or ""):
            return self._read(receipt, container, case)
        waited = (self._clock.now() - moment(case.submitted_at)).total_seconds()
        return Waiting(min(max(self._settings.look_seconds, waited * SHARE), SELDOM))

    def tend(self) -> None:
        """Do nothing: the authority's key is pinned by people."""

    def close(self) -> None:
        self._link.close()

    def _read(self, compact: str, container: str, case: Awaited) -> Deleted:
        """Answer what the receipt proves. Raises Refused for one of other bytes or another server."""
        try:
            receipt = Receipt.read(compact, self._verifier())
        except Unsigned as unsigned:
            raise Refused(str(unsigned), CourierFault.RECEIPT_WRONG) from None
        wanted = (container, case.remembered["digest"], self._settings.terminal)
        if (receipt.container, receipt.digest, receipt.terminal) != wanted:
            raise Refused("the receipt speaks of another container", CourierFault.RECEIPT_WRONG)
        if receipt.reason not in ("fetched", "discarded", "expired"):
            raise Refused("the receipt gives no known reason", CourierFault.RECEIPT_WRONG)
        proof = hashlib.sha256(compact.encode("ascii")).hexdigest()
        return Deleted(proof, receipt.reason, fetched=receipt.reason != "expired")

    def _verifier(self) -> Verify:
        try:
            return load_public_key(Path(self._settings.server_key)).verify
        except KeyRefused as refused:
            raise Unavailable(CourierFault.NOT_AUTHORISED, str(refused)) from None


def _expires(parcel: Parcel) -> datetime:
    """Answer when the oldest capture reaches its age; the law's hours bound it."""
    latest = moment(parcel.created_at) + timedelta(hours=LEGAL_HOURS)
    return min(moment(parcel.expires_at), latest) if parcel.expires_at else latest
