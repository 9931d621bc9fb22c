"""Every number of ZVT has its meaning: for the citizen, for the journal, and for what to do about it."""

import pytest

from hardware.payment import PaymentFault, PaymentProgress
from hardware.payment.zvt import codes
from hardware.payment.zvt.codes import Remedy

# Table 17 of PA00P015 13.08; 41 to 5D are 01 to 1D with "Please remove card!".
NEWS = (*range(0x1E), *range(0x26, 0x2D), *range(0x41, 0x5E), *range(0x66, 0x6E))


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        (0x64, PaymentFault.CARD_UNREADABLE),
        (0x6C, PaymentFault.CANCELLED),
        (0x6F, PaymentFault.OUT_OF_ORDER),
        (0x71, PaymentFault.LIMIT),
        (0x77, PaymentFault.END_OF_DAY_NEEDED),
        (0x78, PaymentFault.CARD_EXPIRED),
        (0x79, PaymentFault.CARD_UNKNOWN),
        (0x7A, PaymentFault.CARD_UNKNOWN),
        (0x83, PaymentFault.OUT_OF_ORDER),
        (0x9A, PaymentFault.OUT_OF_ORDER),
        (0x9C, PaymentFault.BUSY),
        (0xA0, PaymentFault.BANK_UNREACHABLE),
        (0xA1, PaymentFault.BANK_UNREACHABLE),
        (0xA3, PaymentFault.BANK_UNREACHABLE),
        (0xC2, PaymentFault.OUT_OF_ORDER),
        (0xC3, PaymentFault.LIMIT),
        (0xC5, PaymentFault.CARD_UNKNOWN),
        (0xCC, PaymentFault.OUT_OF_ORDER),
        (0xDC, PaymentFault.CARD_LEFT),
        (0xE2, PaymentFault.OUT_OF_ORDER),
        (0xF0, PaymentFault.END_OF_DAY_NEEDED),
        (0xFF, PaymentFault.OUT_OF_ORDER),
        (55, PaymentFault.PIN_WRONG),
        (75, PaymentFault.PIN_WRONG),
        (5, PaymentFault.DECLINED),
        (33, PaymentFault.CARD_EXPIRED),
        (54, PaymentFault.CARD_EXPIRED),
        (61, PaymentFault.LIMIT),
        (91, PaymentFault.BANK_UNREACHABLE),
        (96, PaymentFault.OUT_OF_ORDER),
    ],
)
def test_results_have_their_fault(code: int, fault: PaymentFault) -> None:
    assert codes.fault(code) is fault


def test_no_result_is_without_a_fault_and_none_calls_the_outcome_unknown() -> None:
    """A terminal that says a result has not taken anything."""
    faults = {codes.fault(code) for code in range(1, 256)}
    assert PaymentFault.OUTCOME_UNKNOWN not in faults
    assert PaymentFault.UNREACHABLE not in faults
    assert {codes.fault(code) for code in range(1, 0x64)} >= {
        PaymentFault.DECLINED,
        PaymentFault.PIN_WRONG,
    }


@pytest.mark.parametrize(
    ("code", "progress"),
    [
        (0x00, PaymentProgress.CHOOSE),
        (0x01, PaymentProgress.ENTER_PIN),
        (0x04, PaymentProgress.CONNECTING),
        (0x05, PaymentProgress.GIVING_BACK),
        (0x0A, PaymentProgress.PRESENT_CARD),
        (0x0B, PaymentProgress.REMOVE_CARD),
        (0x0C, PaymentProgress.CARD_WAS_UNREADABLE),
        (0x0E, PaymentProgress.WAIT),
        (0x09, PaymentProgress.CARD_NOT_TAKEN),
        (0x15, PaymentProgress.PIN_WAS_WRONG),
        (0x18, PaymentProgress.DECLINED),
        (0x1C, PaymentProgress.APPROVED),
        (0x2C, PaymentProgress.CHOOSE),
        (0x44, PaymentProgress.REMOVE_CARD),
        (0x55, PaymentProgress.REMOVE_CARD),
        (0x69, PaymentProgress.CHOOSE),
        (0xCC, PaymentProgress.ENTER_PIN),
        (0xE0, PaymentProgress.CHOOSE),
        (0x99, PaymentProgress.WAIT),
    ],
)
def test_news_have_their_progress(code: int, progress: PaymentProgress) -> None:
    assert codes.progress(code) is progress


def test_every_progress_is_reached_and_whoever_must_take_the_card_is_told_so() -> None:
    assert {codes.progress(code) for code in NEWS} == set(PaymentProgress)
    taking = {codes.progress(code) for code in range(0x41, 0x5E) if code != 0x4A}
    assert taking == {PaymentProgress.REMOVE_CARD}


@pytest.mark.parametrize(
    ("code", "fault", "remedy"),
    [
        (0x00, None, Remedy.NONE),
        (0x51, PaymentFault.OUT_OF_ORDER, Remedy.INITIALISE),
        (0x62, PaymentFault.OUT_OF_ORDER, Remedy.DIAGNOSE),
        (0x9C, PaymentFault.BUSY, Remedy.NONE),
        (0xB1, PaymentFault.END_OF_DAY_NEEDED, Remedy.NONE),
        (0xB2, PaymentFault.OUT_OF_ORDER, Remedy.NONE),
        (0xC2, PaymentFault.OUT_OF_ORDER, Remedy.DIAGNOSE),
        (0xCC, PaymentFault.OUT_OF_ORDER, Remedy.NONE),
        (0xDC, PaymentFault.CARD_LEFT, Remedy.EJECT),
        (0xDF, PaymentFault.OUT_OF_ORDER, Remedy.NONE),
        (0xE1, PaymentFault.CARD_LEFT, Remedy.NONE),
        (0xF0, PaymentFault.END_OF_DAY_NEEDED, Remedy.NONE),
        (0x77, PaymentFault.OUT_OF_ORDER, Remedy.NONE),
    ],
)
def test_conditions_have_fault_and_remedy(
    code: int, fault: PaymentFault | None, remedy: Remedy
) -> None:
    assert codes.condition(code) == (fault, remedy)


@pytest.mark.parametrize(
    ("status", "remedy"),
    [
        (0x10, Remedy.NONE),
        (0x11, Remedy.INITIALISE),
        (0x12, Remedy.DIAGNOSE),
        (3, Remedy.INITIALISE),
    ],
)
def test_a_registration_says_what_is_needed_first(status: int, remedy: Remedy) -> None:
    assert codes.needed(status) is remedy
