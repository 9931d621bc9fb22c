"""FIT-Connect's metadata 2.1.0 as the cover sheet of a case: which service, which schema, which sums."""

import hashlib
from collections.abc import Mapping, Sequence

from kiosk.contracts.captures import file_name
from kiosk.courier.fit_connect import PublicService
from kiosk.store.canonical import canonical
from kiosk.store.document import CONTENT_TYPE
from kiosk.store.draft import SealedCapture, SealedRendition

SCHEMA = "https://schema.fitko.de/fit-connect/metadata/2.1.0/metadata.schema.json"
VERSION = "2.1.0"


class FitConnectCover:
    """Implements `kiosk.store.cover.Cover`; made and used where the content is still known."""

    def __init__(self, services: Mapping[str, PublicService]) -> None:
        self._services = services

    def offers(self, service: str) -> bool:
        return service in self._services

    def sheet(self, service: str, document: bytes, captures: Sequence[SealedCapture]) -> bytes:
        """Answer the metadata as JSON. Sums are over the very bytes that are sealed."""
        if service not in self._services:
            raise ValueError(f"FIT-Connect has no public service for '{service}'")
        public = self._services[service]
        return canonical(
            {
                "$schema": SCHEMA,
                "publicService": {"identifier": public.identifier, "name": public.name},
                "contentStructure": {
                    "data": {
                        "hash": _hash(hashlib.sha512(document).hexdigest()),
                        "submissionSchema": {
                            "schemaUri": public.schema,
                            "mimeType": CONTENT_TYPE,
                        },
                    },
                    "attachments": [
                        _attachment(capture.kind, rendition)
                        for capture in captures
                        for rendition in capture.renditions
                    ],
                },
            }
        )


def _attachment(kind: str, rendition: SealedRendition) -> dict[str, object]:
    return {
        "attachmentId": rendition.id,
        "purpose": "attachment",
        "filename": file_name(kind, rendition.name, rendition.media_type),
        "mimeType": rendition.media_type,
        "hash": _hash(rendition.sha512),
    }


def _hash(content: str) -> dict[str, object]:
    return {"type": "sha512", "content": content}
