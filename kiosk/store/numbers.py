"""Case numbers that people can read out, and opaque tokens that nobody can guess."""

import hashlib
import secrets

# Crockford's base 32: no I, L, O, U, so that no number is misread or spells a word.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
_LENGTH = 8


def new_number() -> str:
    """Answer a random case number as it is shown: XXXX-XXXX, 40 bits."""
    digits = "".join(secrets.choice(ALPHABET) for _ in range(_LENGTH))
    return f"{digits[:4]}-{digits[4:]}"


def read_number(typed: str) -> str:
    """Answer the case number that a person typed or read out; raises ValueError."""
    digits = typed.upper().translate(_MISREAD)
    if len(digits) != _LENGTH or not set(digits) <= set(ALPHABET):
        raise ValueError("a case number has eight letters and digits, XXXX-XXXX, without U")
    return f"{digits[:4]}-{digits[4:]}"


def new_token() -> str:
    """Answer 128 random bits for a link: 22 characters that need no escaping."""
    return secrets.token_urlsafe(16)


def new_session() -> str:
    """Answer the random token of one session, which ties its captures together until a case has them."""
    return secrets.token_hex(16)


def token_hash(token: str) -> bytes:
    """Answer what is stored in the token's place; 128 random bits need neither salt nor stretching."""
    return hashlib.sha256(token.encode()).digest()
