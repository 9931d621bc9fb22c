"""The card's side of terminal and chip authentication (TR-03110-3, B.2 and B.3)."""

import secrets
from datetime import date
from typing import NamedTuple

from hardware.eid.lab import auxiliary, curve, rights, sector, signing, tlv
from hardware.eid.lab.card_files import ChipKeys
from hardware.eid.lab.card_pace import Answer
from hardware.eid.lab.card_passwords import NOT_ALLOWED, OK
from hardware.eid.lab.person import Holder
from hardware.eid.lab.secure_messaging import CA_OID, Channel, token
from hardware.eid.lab.terminal_authority import CVCA_NAME, digits, sector_of

_NOTHING = b""
_REFUSED = 0x6300
_NO_KEY = 0x6A88
_NONCE_SIZE = 8
_ALL_RIGHTS = b"\xff" * 5


class Trust(NamedTuple):
    """A key that the chain led to, with the rights that all links before it left."""

    key: curve.Point
    rights: bytes
    sector: bytes = _NOTHING


class Access:
    """What a terminal proved since PACE, and the rights that this gives it.

    `today` is the card's own idea of the date, which it has from its issue and from certificates.
    """

    def __init__(
        self, root: curve.Point, template: bytes, card_id: bytes, keys: ChipKeys, today: date
    ) -> None:
        self.granted = bytes(5)
        self.effective = False
        self._trusted = {CVCA_NAME: Trust(root, _ALL_RIGHTS)}
        self._confirmed = tlv.find(template, 0x7F4C, 0x53) or bytes(5)
        self._card_id = card_id
        self._keys = keys
        self._today = digits(today)
        self._auxiliary = _NOTHING
        self._issuer = self._terminal = _NOTHING
        self._ephemeral = _NOTHING
        self._challenge = _NOTHING
        self._proven: Trust | None = None

    def choose_issuer(self, name: bytes) -> Answer:
        """MSE:Set DST: the key that verifies the next certificate."""
        self._issuer = name
        return _NOTHING, OK if name in self._trusted else _NO_KEY

    def verify_certificate(self, data: bytes) -> Answer:
        """PSO:Verify Certificate: its key is trusted where issuer, signature and date are right."""
        objects = tlv.decode(data)
        body = next(item for item in objects if item.tag == 0x7F4E)  # noqa: PLR2004 - body
        signature = tlv.values(data)[0x5F37]
        issuer = self._trusted.get(self._issuer)
        if issuer is None or not signing.verifies(issuer.key, body.raw, signature):
            return _NOTHING, _REFUSED
        fields = tlv.values(body.value)
        if fields[0x42] != self._issuer or fields[0x5F24] < self._today:
            return _NOTHING, _REFUSED
        left = rights.both(issuer.rights, tlv.find(fields[0x7F4C], 0x53) or bytes(5))
        key = curve.decode(tlv.find(fields[0x7F49], 0x86) or _NOTHING)
        self._trusted[fields[0x5F20]] = Trust(key, left, sector_of(body.value))
        return _NOTHING, OK

    def choose_terminal(self, objects: dict[int, bytes], auxiliary_data: bytes) -> Answer:
        """MSE:Set AT for terminal authentication: its name, its compressed key, auxiliary data."""
        self._terminal, self._ephemeral = objects[0x83], objects[0x91]
        self._auxiliary = auxiliary_data
        return _NOTHING, OK if self._terminal in self._trusted else _NO_KEY

    def challenge(self) -> Answer:
        self._challenge = secrets.token_bytes(_NONCE_SIZE)
        return self._challenge, OK

    def authenticate_terminal(self, signature: bytes) -> Answer:
        """EXTERNAL AUTHENTICATE: the terminal signs card id, challenge, its key, auxiliary data."""
        trust = self._trusted.get(self._terminal)
        message = self._card_id + self._challenge + self._ephemeral + self._auxiliary
        challenged, self._challenge = bool(self._challenge), _NOTHING
        if trust is None or not challenged or not signing.verifies(trust.key, message, signature):
            return _NOTHING, _REFUSED
        self._proven = trust
        return _NOTHING, OK

    def authenticate_chip(self, terminal_key: bytes) -> tuple[Answer, Channel | None]:
        """Agree the channel with the chip's static key; only then rights become effective."""
        public = curve.decode(terminal_key)
        if self._proven is None or curve.x_of(public) != self._ephemeral:
            return (_NOTHING, NOT_ALLOWED), None
        nonce = secrets.token_bytes(_NONCE_SIZE)
        shared = curve.x_of(curve.multiply(self._keys.authentication, public))
        channel = Channel.agreed(shared, nonce)
        self.granted = rights.both(self._confirmed, self._proven.rights)
        self.effective = True
        proof = tlv.encode(0x82, token(channel.authentication, CA_OID, public))
        return (tlv.encode(0x7C, tlv.encode(0x81, nonce), proof), OK), channel

    # --- once rights are effective

    def verify(self, oid: bytes, holder: Holder) -> Answer:
        """VERIFY: compare what the terminal signed with what the card knows (B.6)."""
        if not self.effective:
            return _NOTHING, auxiliary.NO_ACCESS
        return _NOTHING, auxiliary.verify(oid, self._auxiliary, holder, self.granted)

    def identify(self, asked: bytes) -> Answer:
        """GENERAL AUTHENTICATE for restricted identification: the pseudonym for a sector."""
        if (
            not self.effective
            or self._proven is None
            or not rights.holds(self.granted, "Pseudonym")
        ):
            return _NOTHING, auxiliary.NO_ACCESS
        found = sector.answer(self._keys.pseudonyms, asked, self._proven.sector)
        return (_NOTHING, _REFUSED) if found is None else (found, OK)
