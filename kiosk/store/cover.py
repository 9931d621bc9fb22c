"""A cover sheet: what a destination wants sealed beside the case, as its receiver reads it first."""

from collections.abc import Sequence
from typing import Protocol

from kiosk.store.draft import SealedCapture

COVER_PART = "cover"
COVER_TYPE = "application/json"

GIVEN_BACK = ".given_back"
"""Ends the names of the same pieces as they are worded if the payment is reversed after all.

Nobody can word them later: whoever learns of it cannot open what is sealed.
"""


class Cover(Protocol):
    """Made by a destination's driver; called by the session while it still knows the content.

    Whoever carries the case cannot make it: a cover sheet holds sums of what lies sealed.
    """

    def sheet(self, service: str, document: bytes, captures: Sequence[SealedCapture]) -> bytes:
        """Answer the sheet for a case document and its captures, as JSON.

        Raises ValueError for a service that the destination does not offer.
        """
        ...

    def offers(self, service: str) -> bool:
        """Answer whether the destination takes cases of this service."""
        ...
