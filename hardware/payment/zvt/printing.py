"""Receipts that a card terminal gives to the till, line by line or as a block (13.08, 3.5 and 3.6)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum

from hardware.payment.zvt import bmp, tlv
from hardware.payment.zvt.apdu import Apdu, ProtocolError
from hardware.payment.zvt.packed import from_text, to_text

PRINT_LINE = 0x06D1
PRINT_BLOCK = 0x06D3
TEXTS, LINE, ATTRIBUTE, KIND = 0x25, 0x07, 0x09, 0x1F07
FEED = 0xFF
NOT_YET = 0x80
INDENT = 0x0F
WIDTH = 24
CENTRED = 0x40
LAST = 0x81
# ISO/IEC 7812: 13 to 19 digits, perhaps in groups; the last four may be shown (PCI DSS 3.4).
CARD_NUMBER = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")
SHOWN = 4


class ReceiptKind(IntEnum):
    """Tag 1F07."""

    UNTOLD = 0
    MERCHANT = 1
    CUSTOMER = 2
    ADMINISTRATION = 3


@dataclass(frozen=True, slots=True)
class Printed:
    """A piece of a receipt. `ends`: with it the receipt is whole."""

    lines: tuple[str, ...] = field(default=(), repr=False)
    kind: ReceiptKind = ReceiptKind.UNTOLD
    ends: bool = False

    def apdu(self) -> Apdu:
        """Answer it as a block."""
        texts = [tlv.Item(LINE, from_text(line)) for line in self.lines]
        if self.ends:
            texts.append(tlv.Item(ATTRIBUTE, bytes((LAST,))))
        items = [tlv.Item(TEXTS, tlv.encode(texts))]
        if self.kind is not ReceiptKind.UNTOLD:
            items.insert(0, tlv.Item(KIND, bytes((self.kind,))))
        return Apdu(PRINT_BLOCK, bmp.encode([(bmp.CONTAINER, tlv.encode(items))]))


def read_print(apdu: Apdu) -> Printed:
    """Answer what is to be printed, card numbers masked. Raises ProtocolError."""
    if apdu.control == PRINT_LINE:
        return _read_line(apdu.data)
    container = dict(bmp.decode(apdu.data)).get(bmp.CONTAINER)
    if container is None:
        raise ProtocolError("a block of text without any")
    items = tlv.decode(container)
    texts = tlv.decode(tlv.find(items, TEXTS) or b"")
    attributes = [item.value[:1] for item in texts if item.tag == ATTRIBUTE]
    return Printed(
        tuple(_lines(texts)), _kind(tlv.find(items, KIND)), _is_last((attributes or [b""])[-1])
    )


def masked(line: str) -> str:
    """Answer the line with all but the last four digits of what may be a card's number hidden."""
    return CARD_NUMBER.sub(_hide, line)


def _read_line(data: bytes) -> Printed:
    if not data:
        raise ProtocolError("a line without an attribute")
    if data[0] == FEED:
        return Printed(("",) * (data[1] if len(data) > 1 else 1))
    return Printed((_set(data[0], data[1:]),), ends=_is_last(data[:1]))


def _lines(texts: tuple[tlv.Item, ...]) -> Iterator[str]:
    attribute = 0
    for item in texts:
        if item.tag == ATTRIBUTE and item.value:
            attribute = item.value[0]
        elif item.tag == LINE:
            yield _set(attribute, item.value)


def _set(attribute: int, text: bytes) -> str:
    line = masked(to_text(text))
    if attribute & CENTRED and not attribute & NOT_YET:
        return line.strip().center(WIDTH).rstrip()
    return " " * (attribute & INDENT if not attribute & NOT_YET else 0) + line.rstrip()


def _kind(value: bytes | None) -> ReceiptKind:
    try:
        return ReceiptKind(value[0]) if value else ReceiptKind.UNTOLD
    except ValueError:
        return ReceiptKind.UNTOLD


def _is_last(attribute: bytes) -> bool:
    """Table 16: from 81 to FE it is the last line of a receipt."""
    return bool(attribute) and NOT_YET < attribute[0] < FEED


def _hide(found: re.Match[str]) -> str:
    digits = [letter for letter in found[0] if letter.isdecimal()]
    if not _is_card(digits):
        return found[0]
    hidden, left = "", len(digits) - SHOWN
    for letter in found[0]:
        if letter.isdecimal():
            hidden += "*" if left > 0 else letter
            left -= 1
        else:
            hidden += letter
    return hidden


def _is_card(digits: list[str]) -> bool:
    """Answer whether the digits bear the check digit of a card's number (ISO/IEC 7812-1, Luhn)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value  # noqa: PLR2004 - the digits' own sum
    return total % 10 == 0
