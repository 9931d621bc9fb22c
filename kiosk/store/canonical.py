"""One byte sequence for one value: canonical JSON, what is hashed, signed and sealed."""

import json
from collections.abc import Mapping

# RFC 8785 takes numbers as IEEE doubles; only integers that a double holds exactly are let in,
# and fractions of a size that ECMAScript and Python write alike, without an exponent.
LARGEST = 2**53 - 1
SMALLEST_FRACTION = 1e-4


def canonical(value: object) -> bytes:
    """Answer `value` as JSON by RFC 8785 (JCS).

    Takes mappings with text keys, lists and tuples, text, integers within ±(2^53-1), fractions
    from 0.0001 up, booleans and None; raises ValueError for anything else, so that nothing is hashed by accident.
    """
    return json.dumps(
        _ordered(value), ensure_ascii=False, allow_nan=False, separators=(",", ":")
    ).encode()


def stamped(value: object) -> str:
    """Answer canonical JSON as text, for a column."""
    return canonical(value).decode()


def _ordered(value: object) -> object:
    match value:
        case None | bool():
            return value
        case str():
            return _text(value)
        case int():
            if not -LARGEST <= value <= LARGEST:
                raise ValueError("a number beyond 2^53-1 has no canonical form")
            return int(value)
        case float():
            return _fraction(value)
        case Mapping():
            if not all(isinstance(key, str) for key in value):
                raise ValueError("keys must be text")
            # RFC 8785, 3.2.3: keys sort by their UTF-16 code units
            keys = sorted((_text(key) for key in value), key=lambda key: key.encode("utf-16-be"))
            return {key: _ordered(value[key]) for key in keys}
        case list() | tuple():
            return [_ordered(item) for item in value]
        case _:
            raise ValueError(f"{type(value).__name__} has no canonical form")


def _fraction(value: float) -> float | int:
    if value != 0 and not SMALLEST_FRACTION <= abs(value) <= LARGEST:
        raise ValueError("a fraction so small, or so large, has no canonical form here")
    return int(value) if value.is_integer() else float(value)


def _text(value: str) -> str:
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueError("text with half a surrogate pair has no canonical form")
    return str(value)
