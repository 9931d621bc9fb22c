"""The search for secrets finds them as programs keep them, and takes no table of numbers for one."""

import json

import pytest

from tests.end_to_end.scanner import _alone, _met, forms

PIN, PUK = "482913", "4829136574"


@pytest.mark.parametrize("secret", [PIN, PUK])
@pytest.mark.parametrize("encoding", ["ascii", "utf-16-le", "utf-32-le"])
def test_digits_are_found_as_programs_keep_them(secret: str, encoding: str) -> None:
    frame = json.dumps({"cmd": "SET_PIN", "value": secret})
    for kept in (secret, frame, f"PIN {secret}\n"):
        content = b"\xff\0" + kept.encode(encoding) + b"\0\xff"
        assert list(_met(content, {"secret": forms(secret)}, _alone)) == ["secret"]


@pytest.mark.parametrize("number", [f"0.{PIN}", f"9{PIN}", f"{PIN}7"])
def test_six_digits_of_a_longer_number_are_no_pin(number: str) -> None:
    assert list(_met(number.encode(), {"secret": forms(PIN)}, _alone)) == []


def test_the_digits_of_a_puk_are_found_within_a_longer_number_too() -> None:
    assert list(_met(f"9{PUK}7".encode(), {"secret": forms(PUK)}, _alone)) == ["secret"]
