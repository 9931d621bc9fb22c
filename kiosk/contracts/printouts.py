"""What is printed on A4 sheets for the citizen to take along: a copy of what they applied for."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Printout:
    """A document in the citizen's language, top to bottom; it is personal and never kept.

    `rows` are label and value; `link` is what the QR symbol carries, an opaque token; `rtl` says that
    the language is written from right to left, `large` that the citizen reads large print.
    """

    town: str
    place: str
    title: str
    number: str
    rows: tuple[tuple[str, str], ...] = field(repr=False)
    link: str = field(repr=False)
    notes: tuple[str, ...]
    rtl: bool = False
    large: bool = False
