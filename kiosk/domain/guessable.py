"""New PINs that are easily guessed: a hint for the citizen, never a refusal; pure."""

from datetime import date

from kiosk.contracts.private import Secret

_LENGTH = 6
_LEAP_YEAR = 2000


def is_guessable(secret: Secret) -> bool:
    """Answer whether the digits are among those that a finder of the card would try first.

    Six alike, a run up or down, a repeated group (121212, 123123), or a day of birth as DDMMYY.
    """
    digits = bytes(secret.reveal())
    if len(digits) != _LENGTH or not digits.isdigit():
        return False
    steps = {after - before for before, after in zip(digits, digits[1:], strict=False)}
    repeated = digits[:2] * 3 == digits or digits[:3] * 2 == digits
    return steps in ({0}, {1}, {-1}) or repeated or _is_a_day(digits)


def _is_a_day(digits: bytes) -> bool:
    try:
        date(_LEAP_YEAR, int(digits[2:4]), int(digits[:2]))
    except ValueError:
        return False
    return True
