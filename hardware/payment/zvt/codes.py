"""What the numbers of ZVT mean to a citizen and to a driver (PA00P015 13.08, 3.7, chapters 10 and 11)."""

from collections.abc import Mapping
from enum import StrEnum

from hardware.payment import PaymentFault, PaymentProgress

READY = 0x00
DONE = 0x00
WAIT = 0x9C
NOT_REGISTERED = 0x6B
ABORTED = 0x6C
PROTOCOL_ERROR = 0x9A
NOT_POSSIBLE = 0x83
PRINTER_NOT_READY = 0xCC
ALREADY_REVERSED = 0xB4
NOT_REVERSIBLE = 0xB5
TAKE_THE_CARD = 0x40  # added to a code: "… Please remove card!"


class Remedy(StrEnum):
    """What makes a terminal ready again (11.1), if not a technician."""

    NONE = "none"
    DIAGNOSE = "diagnose"
    INITIALISE = "initialise"
    EJECT = "eject"


_PROGRESS: Mapping[int, PaymentProgress] = {
    **dict.fromkeys((0x0A, 0x2A), PaymentProgress.PRESENT_CARD),
    **dict.fromkeys((0x01, 0x02, 0xCC), PaymentProgress.ENTER_PIN),
    **dict.fromkeys(
        (0x00, 0x26, 0x27, 0x28, 0x29, 0x2C, 0x66, 0x67, 0x69, 0xE0, 0xE1), PaymentProgress.CHOOSE
    ),
    **dict.fromkeys((0x04, 0x06, 0xD2, 0xD3, 0xF2), PaymentProgress.CONNECTING),
    **dict.fromkeys(
        (0x0E, 0x0F, 0x11, 0x17, 0x1A, 0x2B, 0x68, 0xC7, 0xC8, 0xC9, 0xCA, 0xCB, 0xE2, 0xF1, 0xF3),
        PaymentProgress.WAIT,
    ),
    0x0B: PaymentProgress.REMOVE_CARD,
    0x15: PaymentProgress.PIN_WAS_WRONG,
    **dict.fromkeys((0x0C, 0x19), PaymentProgress.CARD_WAS_UNREADABLE),
    **dict.fromkeys((0x07, 0x08, 0x09, 0x10), PaymentProgress.CARD_NOT_TAKEN),
    **dict.fromkeys((0x03, 0x0D, 0x12, 0x13, 0x14, 0x16, 0x18, 0x1D), PaymentProgress.DECLINED),
    **dict.fromkeys((0x1B, 0x1C), PaymentProgress.APPROVED),
    0x05: PaymentProgress.GIVING_BACK,
}

# 01 to 63 are the host's, decimal as the network says them: 37 is 55. The rest is the terminal's.
_RESULTS: Mapping[int, PaymentFault] = {
    **dict.fromkeys((0x21, 0x36, 0x50, 0x78), PaymentFault.CARD_EXPIRED),
    **dict.fromkeys((0x37, 0x38, 0x4B, 0x51, 0x52), PaymentFault.PIN_WRONG),
    **dict.fromkeys((0x0D, 0x33, 0x3D, 0x40, 0x41, 0x71, 0xC3, 0xC8, 0xC9), PaymentFault.LIMIT),
    **dict.fromkeys(
        (0x06, 0x0E, 0x39, 0x67, 0x68, 0x6E, 0x76, 0x79, 0x7A), PaymentFault.CARD_UNKNOWN
    ),
    **dict.fromkeys((0x7E, 0xC5, 0xC6, 0xD2, 0xE9, 0xEA), PaymentFault.CARD_UNKNOWN),
    **dict.fromkeys((0x64, 0x65, 0x66, 0x72, 0x73, 0x7B, 0x7C), PaymentFault.CARD_UNREADABLE),
    **dict.fromkeys((0x5B, 0x7D, 0x9B, 0xA0, 0xA1, 0xA3, 0xFA), PaymentFault.BANK_UNREACHABLE),
    **dict.fromkeys((0x6A, 0x77, 0xB1, 0xB2, 0xF0), PaymentFault.END_OF_DAY_NEEDED),
    **dict.fromkeys((0xDC, 0xDD, 0xE1), PaymentFault.CARD_LEFT),
    **dict.fromkeys((WAIT, 0xE0), PaymentFault.BUSY),
    ABORTED: PaymentFault.CANCELLED,
}
_LAST_OF_THE_HOST = 0x63
# The host's own troubles: not the card's, and another card will fare no better.
_HOST_TROUBLE = frozenset((0x03, 0x0F, 0x18, 0x1E, 0x3F, 0x4C, 0x56, 0x57, 0x59, 0x5C, 0x5D, 0x60, 0x61, 0x62, 0x63))  # fmt: skip

_CONDITIONS: Mapping[int, tuple[PaymentFault | None, Remedy]] = {
    READY: (None, Remedy.NONE),
    0x51: (PaymentFault.OUT_OF_ORDER, Remedy.INITIALISE),
    0x62: (PaymentFault.OUT_OF_ORDER, Remedy.DIAGNOSE),
    WAIT: (PaymentFault.BUSY, Remedy.NONE),
    0x9D: (PaymentFault.BUSY, Remedy.NONE),
    0xB1: (PaymentFault.END_OF_DAY_NEEDED, Remedy.NONE),
    0xC1: (PaymentFault.OUT_OF_ORDER, Remedy.DIAGNOSE),
    0xC2: (PaymentFault.OUT_OF_ORDER, Remedy.DIAGNOSE),
    0xDC: (PaymentFault.CARD_LEFT, Remedy.EJECT),
    0xE0: (PaymentFault.BUSY, Remedy.NONE),
    0xE1: (PaymentFault.CARD_LEFT, Remedy.NONE),
    0xF0: (PaymentFault.END_OF_DAY_NEEDED, Remedy.NONE),
}
# Table 3, the status byte that ends a registration.
_NEEDS_INITIALISATION, _NEEDS_DIAGNOSIS = 0x01, 0x02


def progress(code: int) -> PaymentProgress:
    """Answer what the citizen is told. Whoever must take the card is told that and nothing else."""
    known = _PROGRESS.get(code)
    if known is None and _PROGRESS.get(code - TAKE_THE_CARD) is not None:
        return PaymentProgress.REMOVE_CARD
    return known or PaymentProgress.WAIT


def fault(result: int) -> PaymentFault:
    """Answer why a payment did not come about (chapter 10); DONE is none and must not be asked for."""
    known = _RESULTS.get(result)
    if known is not None:
        return known
    declined = 0 < result <= _LAST_OF_THE_HOST and result not in _HOST_TROUBLE
    return PaymentFault.DECLINED if declined else PaymentFault.OUT_OF_ORDER


def condition(code: int) -> tuple[PaymentFault | None, Remedy]:
    """Answer a terminal's condition (chapter 11) and what the till can do about it."""
    return _CONDITIONS.get(code, (PaymentFault.OUT_OF_ORDER, Remedy.NONE))


def needed(status: int) -> Remedy:
    """Answer what a freshly registered terminal needs first."""
    if status & _NEEDS_INITIALISATION:
        return Remedy.INITIALISE
    return Remedy.DIAGNOSE if status & _NEEDS_DIAGNOSIS else Remedy.NONE
