"""What is typed on the pad is nowhere but in the secret that is handed over."""

import gc
import secrets
from collections.abc import Callable, Iterator

import pytest

from kiosk.contracts.eid import Digits, SecretKind
from kiosk.domain.events import EidReplied
from kiosk.presentation.page import Header, Look, Page, PinPad
from screens.semantics import page_text
from screens.widgets.pinpad import PinPadWidget
from tests.screens.sheets import Setting

PIN = "482913"
DECIMALS = {ord(letter): None for letter in "abcdef"}


def asking(serial: int = 1, kind: SecretKind = SecretKind.PIN, length: int = 6) -> Page:
    pad = PinPad(kind, length, length, serial, "OK", "Alles löschen", "Löschen")
    return Page(f"card.secret.{kind}", "PIN", Look(speech=True), Header("Dienst", ""), (pad,))


def enter(setting: Setting, digits: str) -> None:
    for digit in digits:
        setting.press(f"digit.{digit}")


def dots(setting: Setting) -> str:
    return next(node.state for node in setting.sheet.nodes if node.id.endswith(".dots"))


def test_the_pin_is_handed_over_as_a_secret_and_forgotten() -> None:
    setting = Setting(asking())
    enter(setting, PIN)
    setting.press("digits.ok")
    (event,) = setting.emitted
    assert isinstance(event, EidReplied)
    assert isinstance(event.reply, Digits)
    assert event.reply.kind is SecretKind.PIN
    assert bytes(event.reply.secret.reveal()) == PIN.encode()
    assert dots(setting) == "0/6"
    assert PIN not in repr(event)


def test_ok_is_off_until_all_digits_are_there() -> None:
    setting = Setting(asking())
    enter(setting, PIN[:5])
    ok = next(target for target in setting.sheet.targets if target.id == "digits.ok")
    assert not ok.enabled
    ok.act()
    assert setting.emitted == []


def test_neither_what_is_seen_nor_what_is_said_tells_the_digits() -> None:
    one, other = Setting(asking()), Setting(asking())
    enter(one, "111111")
    enter(other, PIN)
    assert one.sheet.finished() == other.sheet.finished()
    assert one.sheet.nodes == other.sheet.nodes
    assert [said.text for said in one.said] == [said.text for said in other.said]
    assert [said.text for said in one.said] == ["1", "2", "3", "4", "5", "6"]
    assert PIN not in page_text(tuple(other.sheet.nodes), "de").text


def test_no_string_of_the_process_holds_the_pin() -> None:
    digits = secrets.token_hex(64).translate(DECIMALS)[:6]
    assert len(digits) == 6
    keys = tuple(map(int, digits))  # what is looked for is no text anywhere but in this frame
    del digits
    before = holders(keys)
    setting = Setting(asking())
    for key in keys:
        setting.press(f"digit.{key}")
    assert dots(setting) == "6/6"
    assert holders(keys) <= before


class Keeper:
    def __init__(self, kept: object) -> None:
        self.kept = kept


@pytest.mark.parametrize("shape", [str, lambda pin: [pin], lambda pin: {"typed": pin}])
def test_a_string_that_holds_a_pin_is_found(shape: Callable[[str], object]) -> None:
    keys = tuple(map(int, PIN))
    before = holders(keys)
    keeper = Keeper(shape(PIN[:3] + PIN[3:]))
    assert holders(keys) - before, keeper


def holders(keys: tuple[int, ...]) -> set[int]:
    """Answer which objects refer to a text in which the digits stand."""
    gc.collect()
    held: set[int] = set()
    for thing in gc.get_objects():
        for text in texts(thing):
            # Written anew each time: a name for it would be held by this very function.
            if "".join(map(str, keys)) in text:
                held.add(id(thing))
    return held


def texts(thing: object) -> Iterator[str]:
    """Answer the texts that `thing` refers to, those in dicts that nobody collects among them."""
    for referred in gc.get_referents(thing):
        if type(referred) is str:
            yield referred
        elif type(referred) is dict and not gc.is_tracked(referred):
            yield from texts(referred)


def test_digits_are_named_to_a_headset_only() -> None:
    nodes = Setting(asking()).sheet.nodes
    assert all(
        node.private for node in nodes if node.id.startswith("digit.") and node.id[6:].isdigit()
    )
    assert not next(node for node in nodes if node.id == "digit.clear").private


def test_delete_clear_and_too_many() -> None:
    setting = Setting(asking())
    enter(setting, "1234567")
    assert dots(setting) == "6/6"
    setting.press("digit.delete")
    assert dots(setting) == "5/6"
    setting.press("digit.clear")
    assert dots(setting) == "0/6"
    setting.press("digit.delete")
    assert dots(setting) == "0/6"


def test_another_serial_empties_the_pad() -> None:
    setting = Setting(asking())
    enter(setting, "123")
    setting.update(asking())
    assert dots(setting) == "3/6"
    setting.update(asking(serial=2))
    assert dots(setting) == "0/6"


def test_leaving_the_page_wipes_what_was_typed() -> None:
    setting = Setting(asking())
    enter(setting, "123")
    (widget,) = setting.view.widgets
    assert isinstance(widget, PinPadWidget)
    typed = widget._typed
    assert typed == b"123"
    widget.close()
    assert typed == bytearray()


def test_a_puk_has_ten_places() -> None:
    setting = Setting(asking(kind=SecretKind.PUK, length=10))
    enter(setting, "0123456789")
    assert dots(setting) == "10/10"
