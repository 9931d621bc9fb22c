"""The case document: what the authority reads after opening, in one fixed, versioned form."""

import dataclasses
from collections.abc import Sequence
from datetime import datetime

from kiosk.contracts.identity import Identity
from kiosk.domain.transfer import creditor_reference
from kiosk.store.canonical import canonical
from kiosk.store.draft import CaseDraft, SealedCapture
from kiosk.store.stamps import stamp

FORMAT = "buergerterminal/case"
VERSION = 2
CONTENT_TYPE = "application/json"


def case_document(
    draft: CaseDraft,
    captures: Sequence[SealedCapture],
    *,
    number: str,
    site: str,
    created: datetime,
    given_back: bool = False,
) -> bytes:
    """Answer the document as canonical JSON: what was asked for this service, and nothing else.

    Renditions of captures are named by id and SHA-256; their bytes travel as JWEs of their own
    beside it. (Version 1 had one rendition a capture, and the remarks beside its id.)
    `given_back` words it for a payment that the card terminal reversed after the case was stored.
    """
    document: dict[str, object] = {
        "format": FORMAT,
        "version": VERSION,
        "number": number,
        "service": draft.service,
        "created": stamp(created),
        "site": site,
        "answers": dict(draft.answers),
    }
    if draft.identity is not None:
        document["identity"] = _attributes(draft.identity)
    if captures:
        document["captures"] = [_capture(capture) for capture in captures]
    if draft.left:
        document["left"] = dict(draft.left)
    if draft.payment is not None:
        document["payment"] = {
            "reference": draft.payment.reference,
            "cents": draft.payment.cents,
            "currency": "EUR",
            **({"card_type": draft.payment.card_type} if draft.payment.card_type else {}),
            **({"state": "reversed"} if given_back else {}),
        }
    if draft.demand is not None:
        document["demand"] = {
            "way": str(draft.demand.way),
            "cents": draft.demand.cents,
            "currency": "EUR",
            "reference": draft.demand.reference or creditor_reference(number),
        }
    return canonical(document)


def _attributes(identity: Identity) -> dict[str, object]:
    """Answer the attributes that were read; those that were not asked for are absent."""
    fields = dataclasses.asdict(identity)
    return {name: value for name, value in fields.items() if value not in ("", None)}


def _capture(capture: SealedCapture) -> dict[str, object]:
    return {
        "id": capture.id,
        "kind": capture.kind,
        "remarks": capture.remarks,
        "renditions": [
            {
                "id": rendition.id,
                "name": rendition.name,
                "media_type": rendition.media_type,
                "sha256": rendition.sha256,
                "size": rendition.size,
            }
            for rendition in capture.renditions
        ],
    }
