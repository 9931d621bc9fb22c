"""The keys and papers of the laboratory's provider: as they must be, and wrong in each way."""

from dataclasses import replace
from datetime import date, timedelta

from cryptography import x509

from hardware.eid.lab import provider, signing
from hardware.eid.lab.eac import Terminal
from hardware.eid.lab.misbehaviour import Misbehaviour
from hardware.eid.lab.terminal_authority import terminal_authority

_ELSEWHERE = "https://elsewhere.example"
_OTHER_ROOT = b"DETESTOTHER00001"
_LONG_AGO = timedelta(days=60)


class Terminals:
    """`right` is the terminal as it must be; `cards` is the anchor that the server trusts cards by."""

    def __init__(
        self, origin: str, tls_certificate: bytes, cards: x509.Certificate, today: date
    ) -> None:
        self._origin = origin
        self._tls_certificate = tls_certificate
        self._today = today
        description = provider.description(origin, tls_certificate)
        self.right = Terminal(terminal_authority(today, description), description, cards)

    def with_flaw(self, wrong: Misbehaviour | None) -> Terminal:
        """Answer the terminal with that flaw; the right one where the flaw is none of a terminal's."""
        right, authority = self.right, self.right.authority
        anchor, sector = authority.anchor, authority.sector
        match wrong:
            case Misbehaviour.SUBJECT_FOREIGN:
                foreign = provider.description(_ELSEWHERE, self._tls_certificate)
                made = terminal_authority(self._today, foreign, anchor, sector_key=sector)
                return replace(right, authority=made, description=foreign)
            case Misbehaviour.DESCRIPTION_FORGED:
                forged = right.description.replace(b"Musterstadt", b"Mustersteht")
                return replace(right, description=forged)
            case Misbehaviour.PROVIDER_EXPIRED:
                made = terminal_authority(self._today - _LONG_AGO, right.description, anchor)
            case Misbehaviour.PROVIDER_STRANGER:
                made = terminal_authority(self._today, right.description)
            case Misbehaviour.PROVIDER_OTHER_ROOT:
                made = terminal_authority(self._today, right.description, name=_OTHER_ROOT)
            case Misbehaviour.PROVIDER_SIGNATURE:
                made = replace(authority, key=signing.new_key())
            case _:
                return right
        return replace(right, authority=made)
