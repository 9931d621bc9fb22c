"""What a card terminal reports to the till (PA00P015 13.08, chapter 3): values and bytes, both ways."""

from dataclasses import dataclass, field
from enum import StrEnum

from hardware.payment import Voucher
from hardware.payment.zvt import bmp, tlv
from hardware.payment.zvt.apdu import Apdu, ProtocolError
from hardware.payment.zvt.packed import digits, from_text, pack, to_text, unpack
from hardware.payment.zvt.printing import PRINT_BLOCK, PRINT_LINE, Printed, read_print
from hardware.payment.zvt.totals import Totals, pack_totals, read_totals

NEWS = 0x04FF
STATUS = 0x040F
SET_CLOCK = 0x0401
COMPLETION = 0x060F
ABORTED = 0x061E
DISPLAY_LINES, DISPLAY_LINE = 0x24, 0x07
MASKED = 0xE


class CardNumber(StrEnum):
    """How a card's number came. Itself it is dropped as it is read."""

    ABSENT = "absent"
    MASKED = "masked"
    CLEAR = "clear"


@dataclass(frozen=True, slots=True)
class News:
    """3.7: what goes on; `minutes` until the terminal must be heard of again, if it says so."""

    code: int
    minutes: int | None = None
    lines: tuple[str, ...] = ()

    def apdu(self) -> Apdu:
        data = bytes((self.code,))
        if self.minutes is not None or self.lines:
            data += pack(self.minutes or 0, 1)
        if self.lines:
            lines = tlv.encode([tlv.Item(DISPLAY_LINE, from_text(line)) for line in self.lines])
            data += bmp.encode([(bmp.CONTAINER, tlv.encode([tlv.Item(DISPLAY_LINES, lines)]))])
        return Apdu(NEWS, data)


@dataclass(frozen=True, slots=True)
class Status:
    """3.1: how a payment, a reversal or an end of day went. What it does not say is None or empty."""

    result: int = 0
    cents: int | None = None
    voucher: Voucher = field(default_factory=Voucher)
    original_trace: int | None = None
    card_type: int | None = None
    card_name: str = ""
    text: str = ""
    totals: Totals | None = None
    card_number: CardNumber = CardNumber.ABSENT

    def apdu(self) -> Apdu:
        return Apdu(STATUS, bmp.encode(_fields(self)))


@dataclass(frozen=True, slots=True)
class Completion:
    """3.2: done. What it says depends on the order, see `registered` and `condition`."""

    data: bytes = field(default=b"", repr=False)

    def apdu(self) -> Apdu:
        return Apdu(COMPLETION, self.data)


@dataclass(frozen=True, slots=True)
class Aborted:
    """3.3: not done, and why."""

    result: int

    def apdu(self) -> Apdu:
        return Apdu(ABORTED, bytes((self.result,)))


@dataclass(frozen=True, slots=True)
class ClockSet:
    """3.4: the till's clock is to be set; ours has better sources."""


Report = News | Status | Printed | Completion | Aborted | ClockSet


def read_report(apdu: Apdu) -> Report:
    """Answer what a terminal says, as a till reads it. Raises ProtocolError."""
    match apdu.control:
        case 0x04FF:
            return _read_news(apdu.data)
        case 0x040F:
            return _read_status(bmp.decode(apdu.data))
        case 0x060F:
            return Completion(apdu.data)
        case 0x061E:
            if not apdu.data:
                raise ProtocolError("an end without a reason")
            return Aborted(apdu.data[0])
        case 0x0401:
            return ClockSet()
        case control if control in (PRINT_LINE, PRINT_BLOCK):
            return read_print(apdu)
        case _:
            raise ProtocolError(f"a report {apdu} that ZVT has not")


def registered(completion: Completion) -> tuple[int, str]:
    """Answer a registration's status byte (table 3) and the terminal's number. Raises ProtocolError."""
    fields = dict(bmp.decode(completion.data))
    status = fields.get(bmp.KIND, b"\0")[0]
    return status, digits(fields.get(bmp.TERMINAL, b""))


def condition(completion: Completion) -> int:
    """Answer the terminal status code that ends an enquiry (2.56.5, chapter 11). Raises ProtocolError."""
    data = completion.data
    if len(data) > 1 and data[1] != bmp.CONTAINER:
        _version, at = bmp.read_counted(data, 0, 3)
        data = data[at:]
    if not data:
        raise ProtocolError("a condition that is not told")
    return data[0]


def _read_news(data: bytes) -> News:
    if not data:
        raise ProtocolError("news without any")
    minutes = unpack(data[1:2]) if len(data) > 1 else None
    container = dict(bmp.decode(data[2:])).get(bmp.CONTAINER, b"")
    lines = tlv.find(tlv.decode(container), DISPLAY_LINES) or b""
    told = (to_text(i.value) for i in tlv.decode(lines) if i.tag == DISPLAY_LINE)
    return News(data[0], minutes, tuple(told))


def _read_status(given: tuple[bmp.Field, ...]) -> Status:
    fields = dict(given)
    return Status(
        result=fields.get(bmp.RESULT, b"\0")[0],
        cents=_number(fields.get(bmp.AMOUNT)),
        voucher=Voucher(
            terminal=digits(fields.get(bmp.TERMINAL, b"")),
            receipt=_number(fields.get(bmp.RECEIPT)) or 0,
            trace=_number(fields.get(bmp.TRACE)) or 0,
            at=digits(fields.get(bmp.DATE, b"") + fields.get(bmp.TIME, b"")),
        ),
        original_trace=_number(fields.get(bmp.ORIGINAL_TRACE)),
        card_type=fields[bmp.CARD_TYPE][0] if bmp.CARD_TYPE in fields else None,
        card_name=to_text(fields.get(bmp.CARD_NAME, b"")),
        text=to_text(fields.get(bmp.TEXT, b"")),
        totals=read_totals(fields[bmp.SINGLE_TOTALS]) if bmp.SINGLE_TOTALS in fields else None,
        card_number=_card_number(fields),
    )


def _card_number(fields: dict[int, bytes]) -> CardNumber:
    """Tell whether a number or a track of a card stands there in clear, and forget it."""
    told = [fields[n] for n in (bmp.PAN, bmp.TRACK_1, bmp.TRACK_2, bmp.TRACK_3) if n in fields]
    if not told:
        return CardNumber.ABSENT
    hidden = all(sum(n in "eE*" for n in value.hex()) >= len(value) // 2 for value in told)
    return CardNumber.MASKED if hidden else CardNumber.CLEAR


def _number(value: bytes | None) -> int | None:
    return None if value is None else unpack(value)


def _fields(status: Status) -> list[bmp.Field]:
    voucher = status.voucher
    fields: list[bmp.Field] = [(bmp.RESULT, bytes((status.result,)))]
    if status.cents is not None:
        fields.append((bmp.AMOUNT, pack(status.cents, 6)))
    if voucher.trace:
        fields.append((bmp.TRACE, pack(voucher.trace, 3)))
    if status.original_trace is not None:
        fields.append((bmp.ORIGINAL_TRACE, pack(status.original_trace, 3)))
    if voucher.at:
        fields += [
            (bmp.TIME, bytes.fromhex(voucher.at[4:])),
            (bmp.DATE, bytes.fromhex(voucher.at[:4])),
        ]
    if voucher.terminal:
        fields.append((bmp.TERMINAL, bytes.fromhex(voucher.terminal)))
    if status.text:
        fields.append((bmp.TEXT, from_text(status.text)))
    fields.append((bmp.CURRENCY, bmp.EURO))
    if status.totals is not None:
        fields.append((bmp.SINGLE_TOTALS, pack_totals(status.totals)))
    if voucher.receipt:
        fields.append((bmp.RECEIPT, pack(voucher.receipt, 2)))
    if status.card_type is not None:
        fields.append((bmp.CARD_TYPE, bytes((status.card_type,))))
    if status.card_name:
        fields.append((bmp.CARD_NAME, from_text(status.card_name) + b"\0"))
    return fields
