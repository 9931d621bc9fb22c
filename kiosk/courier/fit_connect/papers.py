"""A parcel as FIT-Connect takes it, and what must be remembered of a submission."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from kiosk.courier.destinations import CourierFault, Refused
from kiosk.store.canonical import stamped
from kiosk.store.cases import CASE_PART
from kiosk.store.cover import COVER_PART
from kiosk.store.outbox import Parcel, Part


@dataclass(frozen=True, slots=True)
class Papers:
    """The three kinds of sealed pieces; attachments bear the ids that the metadata name."""

    data: bytes
    metadata: bytes
    attachments: tuple[Part, ...]

    @classmethod
    def of(cls, parcel: Parcel) -> Self:
        """Raise Refused for a case that was sealed without metadata: nobody here can make them."""
        sealed = {part.name: part.sealed for part in parcel.parts}
        if COVER_PART not in sealed:
            raise Refused(
                "it was sealed for another kind of destination, without FIT-Connect's metadata",
                CourierFault.NOT_ADDRESSED,
            )
        attachments = (part for part in parcel.parts if part.name not in (CASE_PART, COVER_PART))
        return cls(sealed[CASE_PART], sealed[COVER_PART], tuple(attachments))

    def tags(self) -> dict[str, Any]:
        """Answer the authentication tags as a receiver must name them."""
        return {
            "metadata": _tag(self.metadata),
            "data": _tag(self.data),
            "attachments": {part.name: _tag(part.sealed) for part in self.attachments},
        }


@dataclass(frozen=True, slots=True)
class Notes:
    """What outlives the courier, from the moment that the service gave its ids.

    `created` is seconds since 1970 by our clock; `uploaded` are attachments that the service has.
    """

    submission: str
    case: str
    created: int
    tags: Mapping[str, Any]
    uploaded: frozenset[str] = frozenset()

    @classmethod
    def read(cls, remembered: Mapping[str, str]) -> Self | None:
        if "submission" not in remembered:
            return None
        return cls(
            remembered["submission"],
            remembered["case"],
            int(remembered["created"]),
            json.loads(remembered["tags"]),
            frozenset(remembered["uploaded"].split()),
        )

    def written(self) -> dict[str, str]:
        return {
            "submission": self.submission,
            "case": self.case,
            "created": str(self.created),
            "tags": stamped(self.tags),
            "uploaded": " ".join(sorted(self.uploaded)),
        }

    def with_uploaded(self, attachment: str) -> Self:
        return replace(self, uploaded=self.uploaded | {attachment})


def _tag(sealed: bytes) -> str:
    """Answer the fifth part of a compact JWE (RFC 7516, 7.1)."""
    return sealed.rpartition(b".")[2].decode("ascii")
