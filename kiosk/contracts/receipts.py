"""The slip a citizen takes along: no name, no serial number (reference: data protection by design)."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is printed, in the citizen's language, top to bottom.

    `rows` are label and value; `link` is what the QR symbol carries: an opaque token, nothing else.
    `rtl` says that the language is written from right to left, `large` that the citizen reads large
    print. `pay` is what a second symbol carries where the fee is still to be paid, a page's address or a
    GiroCode, under the words `pay_here`. `card_slip` is the card terminal's own receipt, line by line as it sets it.
    """

    town: str
    place: str
    title: str
    number: str
    rows: tuple[tuple[str, str], ...]
    link: str
    notes: tuple[str, ...]
    rtl: bool = False
    large: bool = False
    pay: str = field(default="", repr=False)
    pay_here: str = ""
    card_slip: tuple[str, ...] = field(default=(), repr=False)
