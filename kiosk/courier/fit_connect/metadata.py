"""FIT-Connect's metadata 2.1.0 as the cover sheet of a case: which service, which schema, which sums."""

import hashlib
import mimetypes
from collections.abc import Mapping, Sequence

from kiosk.courier.fit_connect import PublicService
from kiosk.store.canonical import canonical
from kiosk.store.document import CONTENT_TYPE
from kiosk.store.draft import SealedCapture

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
                    "attachments": [_attachment(capture) for capture in captures],
                },
            }
        )


def _attachment(capture: SealedCapture) -> dict[str, object]:
    extension = mimetypes.guess_extension(capture.media_type) or ".bin"
    return {
        "attachmentId": capture.id,
        "purpose": "attachment",
        "filename": capture.kind + extension,
        "mimeType": capture.media_type,
        "hash": _hash(capture.sha512),
    }


def _hash(content: str) -> dict[str, object]:
    return {"type": "sha512", "content": content}
