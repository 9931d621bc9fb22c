"""Messages as AusweisApp sends them, as it might send them some day, and as nobody should."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.eid.ausweisapp.decoding import decode
from hardware.eid.ausweisapp.messages import (
    AccessRights,
    ApiLevel,
    AuthEnded,
    AuthStarted,
    Card,
    Certificate,
    ChangePinEnded,
    ChangePinStarted,
    Info,
    Message,
    Paused,
    Progress,
    Reader,
    ReaderSeen,
    ReadersListed,
    Rejected,
    SecretAsked,
)
from hardware.eid.ausweisapp.state import Authenticate, Task
from hardware.eid.replay.recording import Said, load, versions
from kiosk.contracts.eid import (
    Agree,
    Cancel,
    Digits,
    EidReply,
    PinTask,
    Provider,
    Resume,
    SecretKind,
)
from tests.hardware.eid.conversing import Conversation, secret
from tests.hardware.eid.odd_messages import ERROR, JSON, MESSAGES, OK

TAPPED = {"name": "NFC", "attached": True, "keypad": False}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"msg": "AUTH"}, AuthStarted()),
        ({"msg": "AUTH", "error": "tcTokenURL cannot be undefined"}, AuthEnded(ok=False)),
        (
            {"msg": "AUTH", "result": {"major": OK}, "url": "https://x/?s=1"},
            AuthEnded(ok=True, refresh="https://x/?s=1"),
        ),
        ({"msg": "AUTH", "result": {"major": OK}, "url": ""}, AuthEnded(ok=True)),
        ({"msg": "AUTH", "result": {"major": OK}, "url": 7}, AuthEnded(ok=True)),
        ({"msg": "AUTH", "result": {"major": OK}, "url": "javascript:x"}, AuthEnded(ok=True)),
        ({"msg": "AUTH", "result": {"major": OK}, "url": "http://x/"}, AuthEnded(ok=True)),
        ({"msg": "AUTH", "result": {"major": OK}, "url": "https://x/ y"}, AuthEnded(ok=True)),
        (
            {"msg": "AUTH", "result": {"major": OK}, "url": "https://x/" + "y" * 9000},
            AuthEnded(ok=True),
        ),
        (
            {"msg": "AUTH", "result": {"major": ERROR, "minor": "a/b/sal#c"}, "url": "https://x"},
            AuthEnded(ok=False, minor="sal#c"),
        ),
        (
            {"msg": "AUTH", "result": {"major": ERROR, "reason": "Card_Removed"}, "url": ""},
            AuthEnded(ok=False, reason="Card_Removed"),
        ),
        ({"msg": "CHANGE_PIN"}, ChangePinStarted()),
        ({"msg": "CHANGE_PIN", "success": True}, ChangePinEnded(success=True)),
        ({"msg": "CHANGE_PIN", "success": 1}, ChangePinEnded(success=False)),
        (
            {"msg": "CHANGE_PIN", "success": False, "reason": "User_Cancelled"},
            ChangePinEnded(success=False, reason="User_Cancelled"),
        ),
        ({"msg": "API_LEVEL", "error": "Unknown level", "current": 1}, ApiLevel(1, refused=True)),
        ({"msg": "API_LEVEL", "current": 3}, ApiLevel(3, refused=False)),
        ({"msg": "INFO", "VersionInfo": {"Implementation-Version": "2.5.3"}}, Info("2.5.3")),
        ({"msg": "INFO", "VersionInfo": []}, Info("")),
        ({"msg": "PAUSE", "cause": "BadCardPosition"}, Paused()),
        ({"msg": "STATUS", "workflow": "AUTH", "progress": 40, "state": None}, Progress(40)),
        ({"msg": "STATUS", "workflow": None, "progress": None, "state": None}, None),
        ({"msg": "STATUS", "progress": 900}, Progress(100)),
        ({"msg": "BAD_STATE", "error": "SET_PIN"}, Rejected("SET_PIN")),
        (
            {"msg": "READER", **TAPPED, "card": {}},
            ReaderSeen(Reader("NFC", card=Card(unknown=True))),
        ),
        ({"msg": "READER", **TAPPED, "card": None}, ReaderSeen(Reader("NFC"))),
        ({"msg": "READER", "attached": True}, None),
        (
            {"msg": "READER", **TAPPED, "attached": False, "card": {"retryCounter": 3}},
            ReaderSeen(Reader("NFC", attached=False)),
        ),
        ({"msg": "READER_LIST", "readers": [TAPPED, 7, {}]}, ReadersListed((Reader("NFC"),))),
        (
            {"msg": "ENTER_PIN", "error": "You must provide 6 digits"},
            SecretAsked(SecretKind.PIN, None, misformed=True),
        ),
        ({"msg": "ENTER_CAN", "reader": TAPPED}, SecretAsked(SecretKind.CAN, Reader("NFC"), False)),
        ({"msg": "CERTIFICATE"}, Certificate(Provider("", "", "", "", ""))),
        (
            {"msg": "ACCESS_RIGHTS", "chat": {"required": ["Address", 5]}},
            AccessRights(("Address",), (), (), "", refused=False),
        ),
        ({"msg": "A_MESSAGE_OF_VERSION_9", "x": 1}, None),
        ({"msg": ["AUTH"]}, None),
        ({}, None),
    ],
    ids=str,
)
def test_a_message_is_understood_or_nothing(
    fields: dict[str, Any], message: Message | None
) -> None:
    assert decode(json.dumps(fields)) == message


def test_every_recorded_message_is_understood() -> None:
    idle = {"STATUS"}
    for recording in (events for version in versions() for events in load(version).values()):
        for event in recording:
            if isinstance(event, Said) and event.message["msg"] not in idle:
                assert decode(json.dumps(event.message)) is not None


def test_half_a_surrogate_pair_reaches_no_page() -> None:
    description = {"subjectName": "Stadt \ud800", "purpose": "Antrag"}
    told = decode(json.dumps({"msg": "CERTIFICATE", "description": description, "validity": {}}))
    assert isinstance(told, Certificate)
    assert told.provider.name == "Stadt ?"


def test_an_address_to_follow_is_kept_of_success_alone_and_never_shown() -> None:
    def told(major: str) -> AuthEnded:
        fields = {"msg": "AUTH", "result": {"major": major}, "url": "https://portal.example/?s=1"}
        ended = decode(json.dumps(fields))
        assert isinstance(ended, AuthEnded)
        return ended

    assert told(ERROR).refresh == ""
    assert told(OK).refresh == "https://portal.example/?s=1"
    assert "portal" not in repr(told(OK))


@pytest.mark.parametrize(
    "frame",
    [b"\xff\xfe", b"", "[" * 100_000, "nul", '{"msg":1e999}', '{"msg":' + "9" * 5000 + "}", "[]"],
    ids=["no UTF-8", "empty", "deep", "cut", "infinite", "long number", "list"],
)
def test_what_is_no_message_is_nothing(frame: str | bytes) -> None:
    assert decode(frame) is None


REPLIES: st.SearchStrategy[EidReply] = st.one_of(
    st.builds(Agree, st.lists(st.sampled_from(["A", "B", "CanAllowed"])).map(tuple)),
    st.builds(Cancel),
    st.builds(Resume),
    st.builds(
        lambda kind, digits: Digits(kind, secret(digits)),
        st.sampled_from(SecretKind),
        st.sampled_from(["123456", "12345", "3333333333", "", "x"]),
    ),
)
TASKS: st.SearchStrategy[Task] = st.sampled_from([Authenticate("https://x"), *PinTask])


@given(st.binary() | st.text() | JSON.map(json.dumps))
def test_no_frame_raises(frame: str | bytes) -> None:
    decode(frame)


@given(TASKS, st.lists(MESSAGES | REPLIES | st.sampled_from(["expire", "lose"]), max_size=12))
def test_no_order_of_messages_raises_and_the_end_is_told_once(
    task: Task, events: list[Any]
) -> None:
    told = Conversation(task)
    for event in events:
        if event == "expire":
            told.expire()
        elif event == "lose":
            told.lose()
        elif isinstance(event, dict):
            message = decode(json.dumps(event))
            if message is not None:
                told.hear(message)
        else:
            told.reply(event)
    told.expire()
    told.expire()
    told.expire()
    assert told.ended
    assert sum(type(prompt).__name__ in ("Finished", "Broken") for prompt in told.prompts) == 1
