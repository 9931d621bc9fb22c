"""New PINs that are easily guessed: a hint for the citizen, never a refusal; pure."""

from datetime import date
from itertools import pairwise

from kiosk.contracts.private import Secret

_LENGTH = 6
_LEAP_YEAR = 2000
_ZERO = ord("0")


def is_guessable(secret: Secret) -> bool:
    """Answer whether the digits are among those that a finder of the card would try first.

    Six alike, a run up or down, a repeated group (121212, 123123), or a day of birth as DDMMYY.
    """
    digits = secret.reveal()  # looked at one by one: a copy could not be wiped
    if len(digits) != _LENGTH:
        return False
    is_even = len({after - before for before, after in pairwise(digits)}) == 1
    is_run = is_even and abs(digits[1] - digits[0]) <= 1
    return is_run or _repeats(digits, 2) or _repeats(digits, 3) or _begins_with_a_day(digits)


def _repeats(digits: bytearray, group: int) -> bool:
    return all(digits[place] == digits[place - group] for place in range(group, _LENGTH))


def _begins_with_a_day(digits: bytearray) -> bool:
    day, month = (10 * (digits[at] - _ZERO) + digits[at + 1] - _ZERO for at in (0, 2))
    try:
        date(_LEAP_YEAR, month, day)
    except ValueError:
        return False
    return True
