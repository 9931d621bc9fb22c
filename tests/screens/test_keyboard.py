"""The keyboard reaches every letter, without holding a key, and tells every edit."""

import unicodedata

import pytest

from kiosk.domain.events import Answered
from kiosk.presentation.page import Field, Header, Keys, Look, Page
from screens import din91379
from screens.keyboard_layout import COLUMNS, FORM_ROWS, LETTER_ROWS, forms, last_letter, plain
from screens.theme import LANDSCAPE
from tests.screens.sheets import Setting


def asking(value: str = "", keys: Keys = Keys.TEXT, length: int = 80, error: str = "") -> Page:
    field = Field("name", "Name", value, keys, length, error)
    return Page("question.name", "Wie heißen Sie?", Look(), Header("Dienst", ""), (field,))


def typed(setting: Setting) -> str:
    last = setting.emitted[-1]
    assert isinstance(last, Answered)
    return last.value


@pytest.mark.parametrize("letter", sorted(din91379.ALL))
def test_every_letter_of_din_91379_is_two_presses_away(letter: str) -> None:
    setting = Setting(asking("x"))
    base = plain(letter)
    if setting.has("key.ß") and letter == "ß":
        setting.press("key.ß")
    else:
        if base.isupper():
            setting.press("key.shift")
        setting.press(f"key.{base.lower()}")
        if letter != base:
            setting.press("key.forms")
            setting.press(f"key.{letter}")
    assert typed(setting) == "x" + letter
    assert unicodedata.is_normalized("NFC", typed(setting))


def test_forms_fit_their_page_and_every_row_is_full() -> None:
    assert max(len(family) for family in forms().values()) + 1 <= COLUMNS * FORM_ROWS
    assert {sum(key.span for key in row) for row in LETTER_ROWS} == {COLUMNS}


def test_a_name_begins_with_a_capital_and_goes_on_small() -> None:
    setting = Setting(asking())
    for key in ("key.o", "key.l", "key.e"):
        setting.press(key)
    assert typed(setting) == "Ole"


def test_shift_holds_for_one_letter() -> None:
    setting = Setting(asking("a"))
    for key in ("key.shift", "key.b", "key.c"):
        setting.press(key)
    assert typed(setting) == "aBc"


def test_delete_takes_a_letter_with_all_its_marks() -> None:
    setting = Setting(asking("aL̥̄"))
    assert last_letter("aL̥̄") == "L̥̄"
    setting.press("key.delete")
    assert typed(setting) == "a"
    setting.press("key.delete")
    assert typed(setting) == ""
    told = len(setting.emitted)
    setting.press("key.delete")
    assert len(setting.emitted) == told, "nothing was left to delete"


def test_a_form_replaces_the_letter_and_the_letters_come_back() -> None:
    setting = Setting(asking("Jose"))
    setting.press("key.forms")
    setting.press("key.é")
    assert typed(setting) == "José"
    assert setting.has("key.q")


def test_without_a_letter_there_are_no_forms() -> None:
    sheet = Setting(asking("7")).sheet
    assert not next(target for target in sheet.targets if target.id == "key.forms").enabled


def test_no_more_than_the_field_takes() -> None:
    setting = Setting(asking("abc", length=3))
    setting.press("key.d")
    assert setting.emitted == []


def test_the_echo_of_what_was_typed_fast_changes_nothing() -> None:
    setting = Setting(asking("a"))
    setting.press("key.b")
    setting.press("key.c")
    setting.update(asking("ab"))
    setting.press("key.d")
    assert typed(setting) == "abcd"
    setting.update(asking("abc"))
    setting.update(asking("abcd"))
    setting.update(asking("corrected"))
    setting.press("key.e")
    assert typed(setting) == "correctede"


def test_day_and_month_are_told_as_four_digits() -> None:
    setting = Setting(asking("", Keys.DAY_MONTH))
    for digit in "24129":
        setting.press(f"digit.{digit}")
    assert typed(setting) == "2412"
    setting.press("digit.delete")
    assert typed(setting) == "241"


def test_a_date_is_told_as_people_write_it() -> None:
    setting = Setting(asking("", Keys.DATE), LANDSCAPE)
    for digit in "24121990":
        setting.press(f"digit.{digit}")
    assert typed(setting) == "24.12.1990"
    for _ in range(5):
        setting.press("digit.delete")
    assert typed(setting) == "24.1"


def test_letters_are_said_to_a_headset_only() -> None:
    setting = Setting(asking("a"))
    setting.press("key.b")
    assert [(said.text, said.private) for said in setting.said] == [("b", True)]
    keys = [node for node in setting.sheet.nodes if node.id in ("key.b", "key.space")]
    assert all(node.private for node in keys)


def test_an_error_is_an_alert_beside_the_field() -> None:
    nodes = Setting(asking("Müller4", error="Ohne Ziffern, bitte.")).sheet.nodes
    alert = next(node for node in nodes if node.role == "alert")
    assert alert.saying == "Ohne Ziffern, bitte."
    assert next(node for node in nodes if node.role == "field").state == "error"
