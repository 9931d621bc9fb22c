"""Every form in which a secret could lie somewhere: as text, as hexadecimal digits, packed, encoded."""

import base64
import secrets

from tests.end_to_end.scanner import forms

DIGITS = "123456789"  # no zeros: packed two in a byte they would be nothing


def random_digits(count: int) -> str:
    """Answer digits that nobody chose."""
    return "".join(secrets.choice(DIGITS) for _ in range(count))


def disguised(text: str) -> tuple[bytes, ...]:
    """Answer the text plain, in hexadecimal digits, and in Base64 wherever it begins in a longer one.

    Without its zeros, as the scanner looks for it, plain is UTF-16 and UTF-32 as well.
    """
    found = set(forms(text))
    for plain in (text.encode(), text.encode("utf-16-le")):
        found |= {plain.hex().encode(), plain.hex().upper().encode()}
        found |= {_within(plain, before) for before in range(3)}
    return tuple(sorted(found))


def packed(digits: str) -> tuple[bytes, ...]:
    """Answer digits two in a byte (BCD); their number is even."""
    return (bytes.fromhex(digits),)


def _within(plain: bytes, before: int) -> bytes:
    """Answer the Base64 signs that the bytes alone decide, `before` bytes into something longer."""
    encoded = base64.b64encode(bytes(before) + plain + bytes(2))
    first = -(-before * 8 // 6)
    last = (before + len(plain)) * 8 // 6
    return encoded[first:last]
