"""The card's side of PACE with generic mapping on brainpoolP256r1 (TR-03110-3, B.1)."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from hardware.eid.lab import curve, tlv
from hardware.eid.lab.card_passwords import NOT_ALLOWED, OK, Passwords
from hardware.eid.lab.secure_messaging import PACE_OID, Channel, derive, encrypt, token
from hardware.eid.lab.terminal_authority import CVCA_NAME

_NONCE_SIZE = 16
_NOTHING = b""

Answer = tuple[bytes, int]


@dataclass(frozen=True, slots=True)
class Opened:
    """What PACE agreed: the channel, who opened it, and the card's key for terminal authentication."""

    channel: Channel
    reference: int
    template: bytes
    card_id: bytes


class Pace:
    """One run of the protocol: four GENERAL AUTHENTICATE commands, in order."""

    def __init__(self, passwords: Passwords, reference: int, template: bytes) -> None:
        self.opened: Opened | None = None
        self._passwords = passwords
        self._reference = reference
        self._template = template
        self._next: Callable[[bytes], Answer] | None = self._encrypted_nonce
        self._nonce = 0
        self._generator = curve.GENERATOR
        self._card = self._terminal = curve.GENERATOR
        self._channel = Channel(_NOTHING, _NOTHING)

    @property
    def running(self) -> bool:
        return self._next is not None

    def step(self, value: bytes) -> Answer:
        """Answer one command; `value` is the single data object inside 7C."""
        step, self._next = self._next, None
        return step(value) if step else (_NOTHING, NOT_ALLOWED)

    def _encrypted_nonce(self, _value: bytes) -> Answer:
        status = self._passwords.begin(self._reference)
        if status != OK:
            return _NOTHING, status
        nonce = secrets.token_bytes(_NONCE_SIZE)
        self._nonce = int.from_bytes(nonce, "big")
        key = derive(self._passwords.secret(self._reference), 3)
        self._next = self._mapping
        return tlv.encode(0x7C, tlv.encode(0x80, encrypt(key, bytes(_NONCE_SIZE), nonce))), OK

    def _mapping(self, value: bytes) -> Answer:
        private, public = curve.key_pair()
        shared = curve.multiply(private, curve.decode(value))
        mapped = curve.add(curve.multiply(self._nonce % curve.ORDER, curve.GENERATOR), shared)
        self._generator = mapped or curve.GENERATOR
        self._next = self._agreement
        return tlv.encode(0x7C, tlv.encode(0x82, curve.encode(public))), OK

    def _agreement(self, value: bytes) -> Answer:
        private, self._card = curve.key_pair(self._generator)
        self._terminal = curve.decode(value)
        self._channel = Channel.agreed(curve.x_of(curve.multiply(private, self._terminal)))
        self._next = self._tokens
        return tlv.encode(0x7C, tlv.encode(0x84, curve.encode(self._card))), OK

    def _tokens(self, value: bytes) -> Answer:
        key = self._channel.authentication
        if token(key, PACE_OID, self._card) != value:
            return _NOTHING, self._passwords.refused(self._reference)
        self._passwords.accepted(self._reference)
        self.opened = Opened(self._channel, self._reference, self._template, curve.x_of(self._card))
        answer = tlv.encode(0x86, token(key, PACE_OID, self._terminal))
        if self._template:
            answer += tlv.encode(0x87, CVCA_NAME)
        return tlv.encode(0x7C, answer), OK
