"""vpcd's virtual reader: connecting inserts a card, closing the connection removes it.

vpcd (vsmartcard, virtualsmartcard/src/vpcd) makes pcscd listen on TCP; frames are a big-endian
16-bit length and that many bytes; one byte alone is a control (0 off, 1 on, 2 reset, 4 ATR).
"""

import contextlib
import socket
import struct
import threading

from hardware.eid.lab.card import CardPulled, SpecimenCard
from hardware.eid.lab.powered_card import PoweredCard

PORT = 35963
NAME = "Virtual PCD 00 00"
_ANSWER_TO_RESET = bytes.fromhex("3b8a80018031f873f741e082900075")
_ASK_ATR = 4
_PATIENCE = 5.0


class VirtualReader:
    """The acts of a hand at the reader. Raises OSError where pcscd with vpcd does not listen."""

    def __init__(self, card: SpecimenCard, port: int = PORT) -> None:
        self._card = card
        self._port = port
        self._lock = threading.Lock()
        self._contact: socket.socket | None = None
        self._thread: threading.Thread | None = None

    @property
    def card_present(self) -> bool:
        return self._contact is not None

    def insert_card(self) -> None:
        """Put the card on the reader; nothing happens where it lies there already."""
        with self._lock:
            if self._contact is not None:
                return
            contact = socket.create_connection(("127.0.0.1", self._port), _PATIENCE)
            contact.settimeout(None)
            self._contact = contact
            self._thread = threading.Thread(
                target=self._answer, args=(contact,), name="test card", daemon=True
            )
            self._thread.start()

    def remove_card(self) -> None:
        """Take the card away, in the middle of whatever it does."""
        with self._lock:
            contact, self._contact = self._contact, None
        if contact is not None:
            _cut(contact)

    def close(self) -> None:
        """Take the card away and wait until it has come to rest."""
        self.remove_card()
        if self._thread is not None:
            self._thread.join(_PATIENCE)

    def _answer(self, contact: socket.socket) -> None:
        powered = PoweredCard(self._card)
        try:
            while (frame := _receive(contact)) is not None:
                if len(frame) > 1:
                    _send(contact, powered.transmit(frame))
                elif frame[0] == _ASK_ATR:
                    _send(contact, _ANSWER_TO_RESET)
                else:
                    powered = PoweredCard(self._card)
        except (CardPulled, OSError):
            pass  # either way the card is off the reader
        with self._lock:
            if self._contact is contact:
                self._contact = None
        _cut(contact)


def _send(contact: socket.socket, data: bytes) -> None:
    contact.sendall(struct.pack(">H", len(data)) + data)


def _receive(contact: socket.socket) -> bytes | None:
    head = _exactly(contact, 2)
    return _exactly(contact, struct.unpack(">H", head)[0]) if head else None


def _exactly(contact: socket.socket, count: int) -> bytes | None:
    data = b""
    while len(data) < count:
        chunk = contact.recv(count - len(data))
        if not chunk:
            return None
        data += chunk
    return data


def _cut(contact: socket.socket) -> None:
    with contextlib.suppress(OSError):  # the other end was faster
        contact.shutdown(socket.SHUT_RDWR)
    contact.close()
