"""Secure messaging with AES-128 and CMAC, both ends of it (TR-03110-3, annex F)."""

import hashlib
from dataclasses import dataclass
from typing import NamedTuple

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC

from hardware.eid.lab import curve, tlv

_BLOCK = 16
_SHORT = 0xFF

# Data objects of secure messaging (ISO/IEC 7816-4, 10.2).
_CRYPTOGRAM = 0x87
_EXPECTED = 0x97
_STATUS = 0x99
_CHECKSUM = 0x8E

PACE_OID = bytes.fromhex("04007f00070202040202")  # id-PACE-ECDH-GM-AES-CBC-CMAC-128
CA_OID = bytes.fromhex("04007f00070202030202")  # id-CA-ECDH-AES-CBC-CMAC-128


class SecureMessagingError(ValueError):
    """A cryptographic checksum does not fit, or a data object is missing."""


class Command(NamedTuple):
    """A command APDU; `expected` is the answer's greatest length, None for no answer data."""

    cla: int
    ins: int
    p1: int
    p2: int
    data: bytes
    expected: int | None


def derive(secret: bytes, counter: int, nonce: bytes = b"") -> bytes:
    """Answer a 128-bit key (TR-03110-3, A.2.3: counter 1 encrypts, 2 authenticates, 3 is PACE's π)."""
    digest = hashlib.sha1(secret + nonce + counter.to_bytes(4, "big"), usedforsecurity=False)
    return digest.digest()[:_BLOCK]


def encrypt(key: bytes, iv: bytes, data: bytes) -> bytes:
    encryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    return encryptor.update(data) + encryptor.finalize()


def decrypt(key: bytes, iv: bytes, data: bytes) -> bytes:
    decryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    return decryptor.update(data) + decryptor.finalize()


def checksum(key: bytes, data: bytes) -> bytes:
    code = CMAC(algorithms.AES(key))
    code.update(data)
    return code.finalize()[:8]


def token(key: bytes, protocol: bytes, public: curve.Point) -> bytes:
    """Answer the authentication token over a public key (TR-03110-3, A.2.4)."""
    point = tlv.encode(0x86, curve.encode(public))
    return checksum(key, tlv.encode(0x7F49, tlv.encode(0x06, protocol), point))


@dataclass
class Channel:
    """One side of a secured channel; `counter` is the send sequence counter."""

    encryption: bytes
    authentication: bytes
    counter: int = 0

    @classmethod
    def agreed(cls, secret: bytes, nonce: bytes = b"") -> "Channel":
        return cls(derive(secret, 1, nonce), derive(secret, 2, nonce))

    # --- the terminal's side

    def wrap(self, command: Command) -> bytes:
        """Answer the secured APDU."""
        self.counter += 1
        head = bytes([command.cla | 0x0C, command.ins, command.p1, command.p2])
        objects = self._cryptogram(command.data)
        if command.expected is not None:
            wide = command.expected > _SHORT + 1
            length = command.expected % (1 << 16 if wide else 1 << 8)
            objects += tlv.encode(_EXPECTED, length.to_bytes(1 + wide, "big"))
        objects += tlv.encode(_CHECKSUM, self._over(_padded(head), objects))
        if len(objects) > _SHORT:
            return head + b"\0" + len(objects).to_bytes(2, "big") + objects + b"\0\0"
        return head + bytes([len(objects)]) + objects + b"\0"

    def unwrap_answer(self, answer: bytes) -> tuple[bytes, int]:
        """Answer data and status word. Raises SecureMessagingError."""
        self.counter += 1
        objects = self._checked(b"", answer[:-2])
        if _STATUS not in objects:
            raise SecureMessagingError("The answer carries no status.")
        data = self._plain(objects[_CRYPTOGRAM]) if _CRYPTOGRAM in objects else b""
        return data, int.from_bytes(objects[_STATUS], "big")

    # --- the card's side

    def unwrap(self, command: Command) -> Command:
        """Answer the command inside. Raises SecureMessagingError."""
        self.counter += 1
        head = bytes([command.cla, command.ins, command.p1, command.p2])
        objects = self._checked(_padded(head), command.data)
        data = self._plain(objects[_CRYPTOGRAM]) if _CRYPTOGRAM in objects else b""
        expected = None
        if _EXPECTED in objects:
            wanted = int.from_bytes(objects[_EXPECTED], "big")
            expected = wanted or (1 << 8 * len(objects[_EXPECTED]))
        return Command(command.cla & ~0x0C, command.ins, command.p1, command.p2, data, expected)

    def wrap_answer(self, data: bytes, status: int) -> bytes:
        self.counter += 1
        objects = self._cryptogram(data) + tlv.encode(_STATUS, status.to_bytes(2, "big"))
        objects += tlv.encode(_CHECKSUM, self._over(b"", objects))
        return objects + status.to_bytes(2, "big")

    # --- both

    def _iv(self) -> bytes:
        return encrypt(self.encryption, bytes(_BLOCK), self._counter_block())

    def _counter_block(self) -> bytes:
        return self.counter.to_bytes(_BLOCK, "big")

    def _cryptogram(self, data: bytes) -> bytes:
        if not data:
            return b""
        return tlv.encode(_CRYPTOGRAM, b"\x01", encrypt(self.encryption, self._iv(), _padded(data)))

    def _plain(self, cryptogram: bytes) -> bytes:
        return _unpadded(decrypt(self.encryption, self._iv(), cryptogram[1:]))

    def _over(self, head: bytes, objects: bytes) -> bytes:
        covered = _padded(objects) if objects else b""
        return checksum(self.authentication, self._counter_block() + head + covered)

    def _checked(self, head: bytes, data: bytes) -> dict[int, bytes]:
        objects = tlv.decode(data)
        covered = b"".join(item.raw for item in objects if item.tag != _CHECKSUM)
        found = {item.tag: item.value for item in objects}
        if found.get(_CHECKSUM) != self._over(head, covered):
            raise SecureMessagingError("The checksum does not fit.")
        return found


def _padded(data: bytes) -> bytes:
    return data + b"\x80" + bytes(-(len(data) + 1) % _BLOCK)


def _unpadded(data: bytes) -> bytes:
    stripped = data.rstrip(b"\0")
    if stripped[-1:] != b"\x80":
        raise SecureMessagingError("The padding is broken.")
    return stripped[:-1]
