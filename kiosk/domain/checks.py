"""Named checks on typed answers; each answers a message id `check.…`, or nothing where all is well."""

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date

from kiosk.domain.service import Question, QuestionKind

Check = Callable[[str], str]

# DIN 91379 group "bnlreg": signs that registers keep in names and addresses, besides letters.
NAME_SIGNS = frozenset(" '\u2019\u02b9\u02ba-.,/()&+:;\"!?@_#%=~§·")
LEAP_YEAR = 2000


def plain_text(value: str) -> str:
    """Letters of any language with the usual signs and digits, as DIN 91379 registers keep them."""
    for character in unicodedata.normalize("NFC", value):
        if character in NAME_SIGNS or unicodedata.category(character)[0] in "LNM":
            continue
        return "check.unknown_sign"
    return ""


def person_name(value: str) -> str:
    """Accept a name of a person: no digits, at least one letter."""
    if any(character.isdigit() for character in value):
        return "check.no_digits_in_names"
    if not any(character.isalpha() for character in value):
        return "check.no_letters"
    return plain_text(value)


def day_month(value: str) -> str:
    """Day and month of birth as DDMM (captures are found again by it; no year is asked)."""
    if len(value) != len("DDMM") or not value.isdigit():
        return "check.day_month_incomplete"
    try:
        date(LEAP_YEAR, int(value[2:]), int(value[:2]))
    except ValueError:
        return "check.no_such_day"
    return ""


CHECKS: Mapping[str, Check] = {
    "plain_text": plain_text,
    "person_name": person_name,
    "day_month": day_month,
}


def check_answer(question: Question, value: str) -> str:
    """Answer what is wrong with the answer to a question as a message id, "" if nothing."""
    value = value.strip()
    if not value:
        if question.optional:
            return ""
        chosen = question.kind in (QuestionKind.CHOICE, QuestionKind.MANY)
        return "check.choose_one" if chosen else "check.missing"
    if question.kind is QuestionKind.CHOICE:
        return "" if value in question.options else "check.choose_one"
    if question.kind is QuestionKind.MANY:
        return "" if set(value.split()) <= set(question.options) else "check.choose_one"
    if len(value) > question.max_length:
        return "check.too_long"
    return CHECKS[question.check](value)
