"""Values that must not be seen: secrets are wiped, private texts never reach a log by accident."""

from typing import Self


class Secret:
    """Digits of a PIN, CAN or PUK; readable once by the driver that sends them, then wiped.

    Equality is identity and `repr` shows nothing, so that a secret in an event, a traceback or a
    failing assertion stays hidden.
    """

    __slots__ = ("_digits",)

    def __init__(self, digits: bytes | bytearray) -> None:
        self._digits = bytearray(digits)

    def __repr__(self) -> str:
        return "Secret(…)"

    def __len__(self) -> int:
        return len(self._digits)

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("A secret is not copied, pickled or sent anywhere but to its driver.")

    def reveal(self) -> bytearray:
        """Answer the digits themselves, not a copy: `wipe` clears what was revealed."""
        return self._digits

    def matches(self, other: Self) -> bool:
        """Answer whether both were typed alike (the citizen repeats a new PIN)."""
        return self._digits == other._digits

    def wipe(self) -> None:
        """Overwrite the digits in place and forget them."""
        for index in range(len(self._digits)):
            self._digits[index] = 0
        self._digits.clear()


class Private(str):
    """A text about a person: behaves as `str`, but its `repr` hides it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "Private(…)"
