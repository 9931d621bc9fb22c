"""The card's side of terminal and chip authentication (TR-03110-3, B.2 and B.3)."""

import secrets

from hardware.eid.lab import curve, rights, signing, tlv
from hardware.eid.lab.card_pace import Answer
from hardware.eid.lab.card_passwords import NOT_ALLOWED, OK
from hardware.eid.lab.secure_messaging import CA_OID, Channel, token
from hardware.eid.lab.terminal_authority import CVCA_NAME

_NOTHING = b""
_REFUSED = 0x6300
_NO_KEY = 0x6A88
_NONCE_SIZE = 8


class Access:
    """What a terminal proved since PACE, and the rights that this gives it."""

    def __init__(self, root: curve.Point, template: bytes, card_id: bytes, chip_key: int) -> None:
        self.granted = bytes(5)
        self.auxiliary = _NOTHING
        self._trusted = {CVCA_NAME: root}
        self._confirmed = tlv.find(template, 0x7F4C, 0x53) or bytes(5)
        self._certified = bytes(5)
        self._card_id = card_id
        self._chip_key = chip_key
        self._issuer = self._terminal = _NOTHING
        self._ephemeral = _NOTHING
        self._challenge = _NOTHING
        self._proven = False
        self.effective = False

    def choose_issuer(self, name: bytes) -> Answer:
        """MSE:Set DST: the key that verifies the next certificate."""
        self._issuer = name
        return _NOTHING, OK if name in self._trusted else _NO_KEY

    def verify_certificate(self, data: bytes) -> Answer:
        """PSO:Verify Certificate: the certificate's key is trusted where the issuer's signature fits."""
        objects = tlv.decode(data)
        body = next(item for item in objects if item.tag == 0x7F4E)  # noqa: PLR2004 - body
        signature = tlv.values(data)[0x5F37]
        issuer = self._trusted.get(self._issuer)
        if issuer is None or not signing.verifies(issuer, body.raw, signature):
            return _NOTHING, _REFUSED
        fields = tlv.values(body.value)
        if fields[0x42] != self._issuer:
            return _NOTHING, _REFUSED
        self._trusted[fields[0x5F20]] = curve.decode(tlv.find(fields[0x7F49], 0x86) or _NOTHING)
        self._certified = tlv.find(fields[0x7F4C], 0x53) or bytes(5)
        return _NOTHING, OK

    def choose_terminal(self, objects: dict[int, bytes], auxiliary: bytes) -> Answer:
        """MSE:Set AT for terminal authentication: its name, its compressed key, auxiliary data."""
        self._terminal, self._ephemeral = objects[0x83], objects[0x91]
        self.auxiliary = auxiliary
        return _NOTHING, OK if self._terminal in self._trusted else _NO_KEY

    def challenge(self) -> Answer:
        self._challenge = secrets.token_bytes(_NONCE_SIZE)
        return self._challenge, OK

    def authenticate_terminal(self, signature: bytes) -> Answer:
        """EXTERNAL AUTHENTICATE: the terminal signs card id, challenge, its key, auxiliary data."""
        public = self._trusted.get(self._terminal)
        message = self._card_id + self._challenge + self._ephemeral + self.auxiliary
        if public is None or not signing.verifies(public, message, signature):
            return _NOTHING, _REFUSED
        self._proven = True
        return _NOTHING, OK

    def authenticate_chip(self, terminal_key: bytes) -> tuple[Answer, Channel | None]:
        """Agree the channel with the chip's static key; only then rights become effective."""
        public = curve.decode(terminal_key)
        if not self._proven or curve.x_of(public) != self._ephemeral:
            return (_NOTHING, NOT_ALLOWED), None
        nonce = secrets.token_bytes(_NONCE_SIZE)
        channel = Channel.agreed(curve.x_of(curve.multiply(self._chip_key, public)), nonce)
        self.granted = rights.both(self._confirmed, self._certified)
        self.effective = True
        proof = tlv.encode(0x82, token(channel.authentication, CA_OID, public))
        return (tlv.encode(0x7C, tlv.encode(0x81, nonce), proof), OK), channel
