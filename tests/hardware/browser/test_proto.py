"""Messages of the pipe, what is judged before it leaves, keys, focus and switches: all of it pure."""

import json

import pytest

from hardware.browser.activation import Call, Reply
from hardware.browser.command_line import switches
from hardware.browser.eye import EidLink, Focus, Place, Sign, read
from hardware.browser.hosts import allowed, resolver_rules
from hardware.browser.keys import strokes, typed
from hardware.browser.proto import Answer, Event, decode, encode
from hardware.browser.requests import Go, Paused, Stop, answering, judge, stopping
from hardware.browser.requests import read as read_paused
from hardware.browser.xcb import sides
from kiosk.contracts.portal import Area, FieldEntered, FieldKind, FieldLeft, Portal, PortalKey

PORTAL = Portal("https://portal.example/", ("portal.example", ".gov.example"))
PLACE, OTHER = Place("a", 1), Place("b", 1)


def test_a_command_ends_with_a_zero_byte() -> None:
    sent = encode(7, "Page.navigate", {"url": "https://x"}, "s")
    assert sent.endswith(b"\0")
    assert json.loads(sent[:-1]) == {
        "id": 7, "method": "Page.navigate", "params": {"url": "https://x"}, "sessionId": "s",
    }  # fmt: skip
    assert b"sessionId" not in encode(1, "Browser.close", {}, "")


def test_answers_and_events_are_read() -> None:
    assert decode(b'{"id":3,"result":{"a":1}}\0') == Answer(3, {"a": 1})
    assert decode(b'{"id":3,"error":{"code":-32000,"message":"gone"}}') == Answer(3, {}, "gone")
    assert decode(b'{"method":"X","params":{"b":2},"sessionId":"s"}') == Event("X", "s", {"b": 2})


@pytest.mark.parametrize(
    "frame", [b"", b"\0", b"{", b"[]", b"1", b'{"id":"x"}', b"\xff", b"[" * 100_000]
)
def test_what_is_no_message_is_left(frame: bytes) -> None:
    assert decode(frame) is None


def test_nothing_of_a_page_is_in_a_repr() -> None:
    assert "secret" not in repr(Event("X", "s", {"payload": "secret"}))
    assert "secret" not in repr(Answer(1, {"value": "secret"}, "secret"))
    assert "secret" not in repr(EidLink("eid://127.0.0.1:24727/eID-Client?tcTokenURL=secret"))


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("https://portal.example/a?b", True),
        ("https://PORTAL.example:8443/", True),
        ("wss://www.gov.example/", True),
        ("https://gov.example/", True),
        ("http://portal.example/", False),
        ("https://sub.portal.example/", False),
        ("https://notgov.example/", False),
        ("https://portal.example.evil/", False),
        ("https://portal.example@evil/", False),
        ("file:///portal.example", False),
        ("chrome://portal.example", False),
        ("https://[::1", False),
        ("", False),
    ],
)
def test_what_may_be_fetched(url: str, *, may: bool) -> None:
    assert allowed(PORTAL, url) is may


def test_every_other_name_has_no_address() -> None:
    rules = "MAP * ~NOTFOUND, EXCLUDE portal.example, EXCLUDE gov.example, EXCLUDE *.gov.example"
    assert resolver_rules(PORTAL) == rules
    assert f"--host-resolver-rules={rules}" in tuple(switches(PORTAL, "de", 1.5, (9, 9)))


def test_the_sandbox_is_never_switched_off_here() -> None:
    given = " ".join(switches(PORTAL, "de", 1.0, (9, 9)))
    assert "no-sandbox" not in given
    assert "ignore-certificate-errors" not in given
    assert "ignore-certificate-errors-spki-list=abc=" in " ".join(
        switches(PORTAL, "de", 1.0, (9, 9), "abc=")
    )


def paused(url: str, *, frame: str = "main", page: bool = True) -> Paused:
    return Paused("1", "GET", url, frame, page, "")


def test_requests_are_judged() -> None:
    assert judge(paused("https://portal.example/"), PORTAL, "main") == Go()
    assert judge(paused("https://evil/"), PORTAL, "main") == Stop(told=True)
    assert judge(paused("https://evil/", frame="inner"), PORTAL, "main") == Stop(told=False)
    assert judge(paused("https://evil/", page=False), PORTAL, "main") == Stop(told=False)
    client = "http://127.0.0.1:24727/eID-Client"
    token = f"{client}?tcTokenURL=https%3A%2F%2Fportal.example%2Ft"
    assert judge(paused(token), PORTAL, "main") == Call("https://portal.example/t")
    assert isinstance(judge(paused(f"{client}?Status"), PORTAL, "main"), Reply)


def test_a_page_that_is_stopped_leaves_the_old_one() -> None:
    assert stopping(paused("https://evil/"), Stop(told=True))["errorReason"] == "Aborted"
    assert stopping(paused("https://evil/"), Stop(told=False))["errorReason"] == "BlockedByClient"


def test_a_reply_goes_back_as_the_browser_takes_it() -> None:
    told = answering(paused("x"), Reply(200, (("A", "b"),), "ä".encode()))
    assert told == {
        "requestId": "1", "responseCode": 200, "body": "w6Q=",
        "responseHeaders": [{"name": "A", "value": "b"}],
    }  # fmt: skip


def test_a_paused_request_is_read() -> None:
    data = {
        "requestId": "9", "frameId": "f", "resourceType": "XHR",
        "request": {"url": "u", "method": "GET", "headers": {"Origin": "https://portal.example"}},
    }  # fmt: skip
    assert read_paused(data) == Paused(
        "9", "GET", "u", "f", page=False, origin="https://portal.example"
    )
    assert read_paused({"requestId": "9"}) is None


def test_signs_are_keys_of_their_own() -> None:
    down, up = typed("ß")
    assert (down["type"], down["text"], up["type"]) == ("keyDown", "ß", "keyUp")
    assert [stroke["windowsVirtualKeyCode"] for stroke in typed("a1")] == [65, 65, 49, 49]
    assert list(typed("")) == []


@pytest.mark.parametrize("text", ["a\n", "\x08", "\u200b"])
def test_what_is_no_sign_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="printable"):
        list(typed(text))


@pytest.mark.parametrize("key", PortalKey)
def test_every_key_is_pressed_and_released(key: PortalKey) -> None:
    down, up = strokes(key)
    assert down["key"] == up["key"]
    assert (down["type"], up["type"]) == ("keyDown" if "text" in down else "rawKeyDown", "keyUp")


@pytest.mark.parametrize(
    ("payload", "told"),
    [
        ("hidden", FieldKind.HIDDEN),
        ("left", Sign.LEFT),
        ("eid://127.0.0.1:24727/x", EidLink("eid://127.0.0.1:24727/x")),
        ("anything", None),
        ("", None),
        (None, None),
        ({"kind": "text"}, None),
    ],
)
def test_what_the_eye_tells_is_read(payload: object, told: object) -> None:
    assert read(payload) == told


def test_words_of_two_frames_may_cross() -> None:
    focus = Focus()
    assert focus.entered(PLACE, FieldKind.TEXT) == FieldEntered(FieldKind.TEXT)
    assert focus.entered(OTHER, FieldKind.DIGITS) == FieldEntered(FieldKind.DIGITS)
    assert focus.left(PLACE) is None
    assert focus.left(OTHER) == FieldLeft()
    assert focus.left(OTHER) is None


def test_a_field_goes_with_its_target() -> None:
    focus = Focus()
    focus.entered(PLACE, FieldKind.TEXT)
    assert focus.gone("b") is None
    assert focus.gone("a") == FieldLeft()


def test_what_areas_share() -> None:
    assert sides((Area(0, 0, 10, 10), Area(5, 6, 10, 10))) == Area(5, 6, 5, 4)
    assert sides((Area(0, 0, 10, 10), Area(20, 0, 5, 5))).width == 0
