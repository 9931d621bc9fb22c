"""What is typed on the pad is nowhere but in the secret that is handed over."""

import gc

from kiosk.contracts.eid import Digits, SecretKind
from kiosk.domain.events import EidReplied
from kiosk.presentation.page import Header, Look, Page, PinPad
from screens.semantics import page_text
from screens.widgets.pinpad import PinPadWidget
from tests.screens.sheets import Setting

PIN = "482913"


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
    setting = Setting(asking())
    enter(setting, PIN)
    gc.collect()
    held = [
        thing
        for thing in gc.get_objects()
        if isinstance(thing, (list, tuple, dict)) and thing is not globals()
        for text in (thing.values() if isinstance(thing, dict) else thing)
        if type(text) is str and PIN in text and text != PIN
    ]
    assert held == []


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
