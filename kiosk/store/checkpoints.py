"""Signed tree heads in the C2SP checkpoint format: text that fits on a slip and any note verifier reads.

Sources: C2SP tlog-checkpoint (origin, size, root) and C2SP signed-note (Ed25519, key id).
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (
        Ed25519PrivateKey,
        Ed25519PublicKey,
    )

_ED25519 = b"\x01"
_ORIGIN = re.compile(r"[^\s+]+")
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


class CheckpointRefused(ValueError):
    """The text is no checkpoint, or its signature does not hold under this key."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A tree head: what the log named `origin` looked like when it had `size` records."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def sign(checkpoint: Checkpoint, key: "Ed25519PrivateKey") -> str:
    """Answer the signed note; the origin is the key's name."""
    if not _ORIGIN.fullmatch(checkpoint.origin):
        raise ValueError(f"a log's origin has neither blanks nor plus: '{checkpoint.origin}'")
    text = checkpoint.text()
    identity = _key_id(checkpoint.origin, key.public_key())
    signature = base64.b64encode(identity + key.sign(text.encode())).decode()
    return f"{text}\n\N{EM DASH} {checkpoint.origin} {signature}\n"


def read(note: str, key: "Ed25519PublicKey") -> Checkpoint:
    """Answer the checkpoint of a signed note. Raises CheckpointRefused."""
    text, gap, signatures = note.partition("\n\n")
    text += "\n"
    lines = text.splitlines()
    if not gap or len(lines) != 3 or not _SIZE.fullmatch(lines[1]):  # noqa: PLR2004 - origin, size, root
        raise CheckpointRefused("this is no checkpoint of three lines and a signature")
    checkpoint = Checkpoint(lines[0], int(lines[1]), _decoded(lines[2]))
    if checkpoint.text() != text:
        raise CheckpointRefused("the checkpoint is not written in its one form")
    verify_note(text, signatures, checkpoint.origin, key)
    return checkpoint


def verify_note(text: str, signatures: str, name: str, key: "Ed25519PublicKey") -> None:
    """Check that one signature line by `name` and `key` covers `text`. Raises CheckpointRefused."""
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - start-up is not to pay

    for line in signatures.splitlines():
        dash, _, rest = line.partition(" ")
        signer, _, encoded = rest.rpartition(" ")
        if dash != "\N{EM DASH}" or signer != name:
            continue
        signature = _decoded(encoded)
        if signature[:4] != _key_id(name, key):
            continue
        try:
            key.verify(signature[4:], text.encode())
        except InvalidSignature:
            break
        return
    raise CheckpointRefused("no signature of this key holds")


def _key_id(name: str, key: "Ed25519PublicKey") -> bytes:
    raw = key.public_bytes_raw()
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + raw).digest()[:4]


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise CheckpointRefused("a line is not Base64") from None
