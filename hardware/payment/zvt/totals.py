"""The turnover of a day as BMP 60 counts it, by kind of card (PA00P015 13.08, 3.1.3)."""

from dataclasses import dataclass

from hardware.payment.zvt.apdu import ProtocolError
from hardware.payment.zvt.packed import pack, unpack

KINDS = ("girocard", "JCB", "Mastercard", "American Express", "Visa", "Diners", "others")
ENTRY = 7  # one byte of how many, six of how much
HEAD = 4


@dataclass(frozen=True, slots=True)
class Totals:
    """Receipts from the first to the last number; `parts` are how many and how much for each of KINDS."""

    first: int
    last: int
    parts: tuple[tuple[int, int], ...]

    @property
    def count(self) -> int:
        return sum(count for count, _ in self.parts)

    @property
    def cents(self) -> int:
        return sum(cents for _, cents in self.parts)


def pack_totals(totals: Totals) -> bytes:
    parts = b"".join(bytes((count,)) + pack(cents, 6) for count, cents in totals.parts)
    return pack(totals.first, 2) + pack(totals.last, 2) + parts


def read_totals(data: bytes) -> Totals:
    """Answer the totals. Raises ProtocolError."""
    if len(data) < HEAD or (len(data) - HEAD) % ENTRY:
        raise ProtocolError("totals that break off")
    parts = tuple(
        (data[at], unpack(data[at + 1 : at + ENTRY])) for at in range(HEAD, len(data), ENTRY)
    )
    return Totals(unpack(data[:2]), unpack(data[2:4]), parts)
