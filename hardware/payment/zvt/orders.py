"""What the till orders of a card terminal (PA00P015 13.08, chapter 2): values and bytes, both ways."""

from dataclasses import dataclass, field

from hardware.payment.zvt import bmp, tlv
from hardware.payment.zvt.apdu import Apdu, ProtocolError
from hardware.payment.zvt.packed import digits, pack, unpack

REGISTER = 0x0600
AUTHORISE = 0x0601
LOG_OFF = 0x0602
REPEAT_RECEIPT = 0x0620
REVERSE = 0x0630
END_OF_DAY = 0x0650
DIAGNOSE = 0x0670
INITIALISE = 0x0693
ABORT = 0x06B0
ENQUIRE = 0x0501

PRINT_BLOCK = 0x06D3

# All receipts are ours to print, as blocks; news on the way; nobody starts anything at the terminal.
UNATTENDED = 0xBE
# Table 5: send the last transaction's status information, print nothing.
LAST_TRANSACTION = 0x03
# Table 12: no software version.
CONDITION_ALONE = 0x02
ANY_CARD = 0x40
PERMITTED, COMMAND = 0x26, 0x0A
PASSWORD_BYTES = 3
AMOUNT_BYTES = 6


@dataclass(frozen=True, slots=True)
class Password:
    """Six digits that the terminal asks of a till; set at the terminal, 000000 as delivered."""

    secret: str = field(default="000000", repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) != 2 * PASSWORD_BYTES or not self.secret.isdecimal():
            raise ValueError("the card terminal's password must be six digits")

    def encode(self) -> bytes:
        return bytes.fromhex(self.secret)


@dataclass(frozen=True, slots=True)
class Register:
    """2.1; `blocks`: receipts may come as text blocks (06 D3) instead of single lines."""

    password: Password
    config: int = UNATTENDED
    blocks: bool = True

    def apdu(self) -> Apdu:
        permitted = tlv.Item(COMMAND, PRINT_BLOCK.to_bytes(2, "big"))
        container = bmp.encode(
            [(bmp.CONTAINER, tlv.encode([tlv.Item(PERMITTED, tlv.encode([permitted]))]))]
        )
        head = self.password.encode() + bytes((self.config,)) + bmp.EURO
        return Apdu(REGISTER, head + (container if self.blocks else b""))


@dataclass(frozen=True, slots=True)
class Authorise:
    """2.2; `patience` seconds the terminal waits for "booked", asking again `most_statuses` times."""

    cents: int
    patience: int | None = None
    most_statuses: int | None = None

    def apdu(self) -> Apdu:
        fields = [
            (bmp.AMOUNT, pack(self.cents, AMOUNT_BYTES)),
            (bmp.CURRENCY, bmp.EURO),
            (bmp.KIND, bytes((ANY_CARD,))),
        ]
        if self.patience is not None:
            fields.append((bmp.TIMEOUT, bytes((self.patience,))))
        if self.most_statuses is not None:
            fields.append((bmp.MOST_STATUSES, bytes((self.most_statuses,))))
        return Apdu(AUTHORISE, bmp.encode(fields))


@dataclass(frozen=True, slots=True)
class Reverse:
    """2.9: give back the payment with that receipt number, if it was over that amount."""

    password: Password
    receipt: int
    cents: int

    def apdu(self) -> Apdu:
        fields = [
            (bmp.RECEIPT, pack(self.receipt, 2)),
            (bmp.AMOUNT, pack(self.cents, AMOUNT_BYTES)),
        ]
        return Apdu(REVERSE, self.password.encode() + bmp.encode(fields))


@dataclass(frozen=True, slots=True)
class RepeatReceipt:
    """2.20, to learn how the last transaction ended."""

    password: Password
    service: int = LAST_TRANSACTION

    def apdu(self) -> Apdu:
        service = bmp.encode([(bmp.SERVICE, bytes((self.service,)))])
        return Apdu(REPEAT_RECEIPT, self.password.encode() + service)


@dataclass(frozen=True, slots=True)
class EndOfDay:
    """2.16: hand the turnover to the bank."""

    password: Password

    def apdu(self) -> Apdu:
        return Apdu(END_OF_DAY, self.password.encode())


@dataclass(frozen=True, slots=True)
class Initialise:
    password: Password

    def apdu(self) -> Apdu:
        return Apdu(INITIALISE, self.password.encode())


@dataclass(frozen=True, slots=True)
class Diagnose:
    def apdu(self) -> Apdu:
        return Apdu(DIAGNOSE)


@dataclass(frozen=True, slots=True)
class Enquire:
    """2.56: ask the terminal how it is."""

    password: Password

    def apdu(self) -> Apdu:
        service = bmp.encode([(bmp.SERVICE, bytes((CONDITION_ALONE,)))])
        return Apdu(ENQUIRE, self.password.encode() + service)


@dataclass(frozen=True, slots=True)
class Abort:
    def apdu(self) -> Apdu:
        return Apdu(ABORT)


@dataclass(frozen=True, slots=True)
class LogOff:
    def apdu(self) -> Apdu:
        return Apdu(LOG_OFF)


Order = (
    Register
    | Authorise
    | Reverse
    | RepeatReceipt
    | EndOfDay
    | Initialise
    | Diagnose
    | Enquire
    | Abort
    | LogOff
)


class UnknownOrder(ProtocolError):
    """An order that this terminal does not know (84 83)."""


def read_order(apdu: Apdu) -> Order:
    """Answer what a till wants, as a terminal reads it. Raises ProtocolError, UnknownOrder."""
    match apdu.control:
        case 0x0602:
            return LogOff()
        case 0x06B0:
            return Abort()
        case 0x0670:
            return Diagnose()
        case 0x0601:
            return _authorise(dict(bmp.decode(apdu.data)))
        case 0x0600 | 0x0620 | 0x0630 | 0x0650 | 0x0693 | 0x0501:
            return _with_password(apdu)
        case _:
            raise UnknownOrder(f"an order {apdu} that ZVT has not")


def _authorise(fields: dict[int, bytes]) -> Authorise:
    if bmp.AMOUNT not in fields or fields.get(bmp.CURRENCY, bmp.EURO) != bmp.EURO:
        raise ProtocolError("a payment over no amount, or over no euros")
    return Authorise(
        unpack(fields[bmp.AMOUNT]),
        _one(fields.get(bmp.TIMEOUT)),
        _one(fields.get(bmp.MOST_STATUSES)),
    )


def _with_password(apdu: Apdu) -> Order:
    if len(apdu.data) < PASSWORD_BYTES:
        raise ProtocolError("an order without its password")
    password = Password(digits(apdu.data[:PASSWORD_BYTES]))
    rest = apdu.data[PASSWORD_BYTES:]
    if apdu.control == REGISTER:
        return _register(password, rest)
    fields = dict(bmp.decode(rest))
    match apdu.control:
        case 0x0630:
            if bmp.RECEIPT not in fields or bmp.AMOUNT not in fields:
                raise ProtocolError("a reversal of no receipt, or of no amount")
            return Reverse(password, unpack(fields[bmp.RECEIPT]), unpack(fields[bmp.AMOUNT]))
        case 0x0620:
            return RepeatReceipt(password, _one(fields.get(bmp.SERVICE)) or 0)
        case 0x0650:
            return EndOfDay(password)
        case 0x0693:
            return Initialise(password)
        case _:
            return Enquire(password)


def _register(password: Password, rest: bytes) -> Register:
    if not rest or (len(rest) > 1 and rest[1:3] != bmp.EURO):
        raise ProtocolError("a registration without configuration, or in no euros")
    container = dict(bmp.decode(rest[3:])).get(bmp.CONTAINER, b"")
    permitted = tlv.find(tlv.decode(container), PERMITTED) or b""
    wanted = PRINT_BLOCK.to_bytes(2, "big")
    return Register(password, rest[0], any(item.value == wanted for item in tlv.decode(permitted)))


def _one(value: bytes | None) -> int | None:
    return None if value is None else value[0]
