"""Transfers: every wrong digit is found, and banks' apps read what we write."""

from decimal import Decimal

import pytest
import segno
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from segno.helpers import make_epc_qr

from kiosk.contracts.paying import Account
from kiosk.domain.transfer import (
    creditor_reference,
    giro_code,
    grouped,
    is_creditor_reference,
    is_iban,
)

# The example of the Bundesbank, and those of the IBAN registry (SWIFT) for other countries.
IBANS = ["DE89 3704 0044 0532 0130 00", "FR1420041010050500013M02606", "AT611904300234573201"]
TOWN = Account("Stadt Musterstadt, Stadtkasse", "DE89370400440532013000", "COBADEFFXXX")
NUMBERS = st.from_regex(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", fullmatch=True)


@pytest.mark.parametrize("iban", IBANS)
def test_ibans_of_the_registry_are_right(iban: str) -> None:
    assert is_iban(iban)


@pytest.mark.parametrize(
    "iban", ["", "DE8937040044053201300", "DE00370400440532013000", "XX", "12"]
)
def test_what_is_none_is_refused(iban: str) -> None:
    assert not is_iban(iban)


@given(st.integers(4, 21), st.integers(1, 9))
def test_every_single_wrong_digit_of_an_iban_is_found(place: int, by: int) -> None:
    digits = list(TOWN.iban)
    digits[place] = str((int(digits[place]) + by) % 10)
    assert not is_iban("".join(digits))


def test_the_reference_of_the_standards_example() -> None:
    assert creditor_reference("539007547034") == "RF18539007547034"


@given(NUMBERS)
def test_every_case_number_makes_a_reference_that_checks(number: str) -> None:
    reference = creditor_reference(number)
    assert is_creditor_reference(reference)
    assert is_creditor_reference(grouped(reference))
    assert number.replace("-", "") in reference


@given(NUMBERS, NUMBERS)
def test_two_cases_have_two_references(one: str, other: str) -> None:
    assert (creditor_reference(one) == creditor_reference(other)) is (one == other)


@pytest.mark.parametrize("number", ["", "-", "A" * 22])
def test_no_reference_is_made_of_nothing_or_too_much(number: str) -> None:
    with pytest.raises(ValueError, match="reference"):
        creditor_reference(number)


def test_the_code_is_the_one_that_an_independent_library_makes() -> None:
    text = giro_code(TOWN, 1305, creditor_reference("M7K4-92QX"))
    theirs = make_epc_qr(
        name=TOWN.name,
        iban=TOWN.iban,
        amount=Decimal("13.05"),
        reference=creditor_reference("M7K4-92QX"),
        bic=TOWN.bic,
        encoding="utf-8",
    )
    read = _read(theirs)
    assert read.splitlines()[4:8] == text.splitlines()[4:8]
    assert read.splitlines()[9] == text.splitlines()[9]
    assert read.splitlines()[0] == text.splitlines()[0] == "BCD"
    assert len(text.encode()) <= 331  # EPC069-12: version 13 at level M


def _read(symbol: segno.QRCode) -> str:
    rows = [bytes(0 if dark else 255 for dark in row) for row in symbol.matrix]
    small = Image.frombytes("L", (len(rows[0]), len(rows)), b"".join(rows))
    large = Image.new("L", ((small.width + 8) * 4, (small.height + 8) * 4), 255)
    large.paste(small.resize((small.width * 4, small.height * 4)), (16, 16))
    (code,) = zxingcpp.read_barcodes(large)
    return str(code.text)


@pytest.mark.parametrize(("cents", "reference"), [(0, "RF18539007547034"), (1, "RF00X")])
def test_what_no_bank_takes_is_refused(cents: int, reference: str) -> None:
    with pytest.raises(ValueError, match=r"euros|digits"):
        giro_code(TOWN, cents, reference)
