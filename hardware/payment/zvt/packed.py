"""Digits two a byte (packed BCD), and text as card terminals write it (CP437, chapter 15.2)."""

import re

from hardware.payment.zvt.apdu import ProtocolError

CHARACTERS = "cp437"
# There are terminals that write German letters in ISO 8859-1. What CP437 has in these places is on no
# receipt, but for the rule of C4, which is never alone.
LATIN = re.compile(rb"(?<!\xc4)\xc4(?!\xc4)|[\xd6\xdc\xdf\xe4\xf6\xfc]")


def pack(number: int, size: int) -> bytes:
    """Answer `number` as `size` bytes of BCD. Raises ValueError if it does not fit."""
    digits = f"{number:0{2 * size}d}"
    if number < 0 or len(digits) > 2 * size:
        raise ValueError(f"{number} has no {2 * size} digits")
    return bytes.fromhex(digits)


def unpack(data: bytes) -> int:
    """Answer the number of packed digits. Raises ProtocolError where there is another nibble."""
    return int(digits(data) or "0")


def digits(data: bytes) -> str:
    """Answer the packed digits themselves. Raises ProtocolError where there is another nibble."""
    told = data.hex()
    # isdecimal takes other scripts' digits too; a hexadecimal string holds none.
    if told and not told.isdecimal():
        raise ProtocolError("digits that are none")
    return told


def to_text(data: bytes) -> str:
    """Answer printable text; what would move a printer's head is a blank, NUL at the end nothing."""
    text = LATIN.sub(_german, data.rstrip(b"\0")).decode(CHARACTERS)
    return "".join(letter if letter.isprintable() else " " for letter in text)


def from_text(text: str) -> bytes:
    """Answer the text's bytes; a letter that CP437 has not becomes '?'."""
    return text.encode(CHARACTERS, "replace")


def _german(found: re.Match[bytes]) -> bytes:
    return found[0].decode("latin-1").encode(CHARACTERS)
