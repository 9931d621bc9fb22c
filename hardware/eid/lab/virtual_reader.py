"""vpcd's virtual reader: connecting inserts a card, closing the connection removes it.

vpcd (vsmartcard, virtualsmartcard/src/vpcd) makes pcscd listen on TCP; frames are a big-endian
16-bit length and that many bytes; one byte alone is a control (0 off, 1 on, 2 reset, 4 ATR).
"""

import socket
import struct
import threading
from contextlib import suppress

from hardware.eid.lab.card import CardPulled, Kind, SpecimenCard
from hardware.eid.lab.powered_card import PoweredCard
from kiosk.contracts.clock import Clock

PORT = 35963
NAME = "Virtual PCD 00 00"
_ANSWER_TO_RESET = bytes.fromhex("3b8a80018031f873f741e082900075")
_OTHER_ANSWER = bytes.fromhex("3b80800101")  # a contactless card that tells nothing of itself
_ASK_ATR = 4
_PATIENCE = 5.0
# pcscd looks every 0.4 s; a card that is back sooner was never away to it, and then stays mute.
_HAND = 1.0


class VirtualReader:
    """The acts of a hand at the reader; they return at once."""

    def __init__(self, card: SpecimenCard, clock: Clock, port: int = PORT) -> None:
        self._card = card
        self._clock = clock
        self._port = port
        self._lock = threading.Lock()
        self._visit: _Visit | None = None
        self._free_since = -_HAND
        self._last: threading.Thread | None = None

    @property
    def card_present(self) -> bool:
        return self._visit is not None

    def insert_card(self) -> None:
        """Put the card on the reader; nothing happens where it lies there already."""
        with self._lock:
            if self._visit is None:
                elapsed = self._clock.monotonic() - self._free_since
                self._visit = visit = _Visit(max(0.0, _HAND - elapsed))
                self._last = threading.Thread(
                    target=self._lie_there, args=(visit,), name="test card", daemon=True
                )
                self._last.start()

    def remove_card(self) -> None:
        """Take the card away, in the middle of whatever it does."""
        with self._lock:
            if self._visit is not None:
                self._visit.end()
                self._forget()

    def close(self) -> None:
        """Take the card away and wait until it has come to rest."""
        self.remove_card()
        if self._last is not None:
            self._last.join(_PATIENCE)

    def _lie_there(self, visit: "_Visit") -> None:
        with suppress(CardPulled, OSError):  # either way the card is off the reader
            contact = visit.begin(self._port)
            if contact is not None:
                self._answer(visit, contact)
        visit.end()
        with self._lock:
            if self._visit is visit:
                self._forget()

    def _forget(self) -> None:
        self._visit = None
        self._free_since = self._clock.monotonic()

    def _answer(self, visit: "_Visit", contact: socket.socket) -> None:
        powered = PoweredCard(self._card)
        while frame := _receive(contact):
            if len(frame) > 1:
                answer = powered.transmit(frame)
                visit.linger(self._card.delay)
                _send(contact, answer)
            elif frame[0] == _ASK_ATR:
                strange = self._card.kind is Kind.OTHER_CARD
                _send(contact, _OTHER_ANSWER if strange else _ANSWER_TO_RESET)
            else:
                powered = PoweredCard(self._card)


class _Visit:
    """One stay of the card on the reader."""

    def __init__(self, delay: float) -> None:
        self._delay = delay
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._contact: socket.socket | None = None

    def begin(self, port: int) -> socket.socket | None:
        """Connect after the hand's time; None if the card was taken away before."""
        if self._over.wait(self._delay):
            return None
        contact = socket.create_connection(("127.0.0.1", port), _PATIENCE)
        contact.settimeout(None)
        with self._lock:
            self._contact = contact
        if self._over.is_set():
            self.end()
        return contact

    def linger(self, seconds: float) -> None:
        """Wait, unless the card is taken away meanwhile."""
        if seconds:
            self._over.wait(seconds)

    def end(self) -> None:
        self._over.set()
        with self._lock:
            contact, self._contact = self._contact, None
        if contact is not None:
            with suppress(OSError):  # the other end was faster
                contact.shutdown(socket.SHUT_RDWR)
            contact.close()


def _send(contact: socket.socket, data: bytes) -> None:
    contact.sendall(struct.pack(">H", len(data)) + data)


def _receive(contact: socket.socket) -> bytes | None:
    head = _exactly(contact, 2)
    return _exactly(contact, struct.unpack(">H", head)[0]) if head else None


def _exactly(contact: socket.socket, count: int) -> bytes | None:
    data = b""
    while len(data) < count:
        # vpcd writes length and content apart; a delayed acknowledgement would cost 40 ms each.
        contact.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        chunk = contact.recv(count - len(data))
        if not chunk:
            return None
        data += chunk
    return data
