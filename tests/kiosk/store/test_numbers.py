"""Case numbers that are read out loud and typed in again."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.store.numbers import ALPHABET, new_number, new_token, read_number, token_hash


def test_a_number_has_eight_digits_in_two_groups() -> None:
    number = new_number()
    assert len(number) == 9
    assert number[4] == "-"
    assert set(number.replace("-", "")) <= set(ALPHABET)


def test_numbers_do_not_repeat() -> None:
    assert len({new_number() for _ in range(2000)}) == 2000


@given(digits=st.text(ALPHABET, min_size=8, max_size=8), lower=st.booleans(), gap=st.booleans())
def test_a_number_is_understood_however_it_is_typed(*, digits: str, lower: bool, gap: bool) -> None:
    shown = f"{digits[:4]}-{digits[4:]}"
    typed = digits.replace("0", "O").replace("1", "l") if gap else shown
    assert read_number(typed.lower() if lower else typed) == shown


@pytest.mark.parametrize("typed", ["", "ABCD-123", "ABCD-12345", "ABCU-1234", "ABCD-12#4"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="eight letters and digits"):
        read_number(typed)


def test_a_token_holds_128_bits_and_only_its_hash_is_kept() -> None:
    token = new_token()
    assert len(token) == 22
    assert token_hash(token) == hashlib.sha256(token.encode()).digest()
    assert len({new_token() for _ in range(500)}) == 500
