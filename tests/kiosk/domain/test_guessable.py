"""What a finder of a card would try first is hinted at, and nothing else."""

import pytest

from kiosk.contracts.private import Secret
from kiosk.domain.guessable import is_guessable

EASY = ("000000", "777777", "123456", "654321", "345678", "121212", "123123", "240812", "010170")


@pytest.mark.parametrize("pin", EASY)
def test_a_pattern_or_a_day_of_birth_is_easy(pin: str) -> None:
    assert is_guessable(Secret(pin.encode()))


@pytest.mark.parametrize("pin", ["739156", "135790", "112233", "320812", "241312", "99", ""])
def test_anything_else_is_not(pin: str) -> None:
    assert not is_guessable(Secret(pin.encode()))


def test_looking_changes_nothing() -> None:
    secret = Secret(b"739156")
    is_guessable(secret)
    assert secret.reveal() == b"739156"
