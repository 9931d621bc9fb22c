"""The 35 states in which a terminal with an ID card can be: each by its number, met in real messages.

Where a recording of the real client exists, it is walked; messages of hardware that is not there
(a pin pad, a card in a bad place) are written by hand and name their source. States that belong to
the session and not to the client (4, 35) show that the driver leaves them alone.
"""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from hardware.eid.ausweisapp.commands import Continue, SetSecret
from hardware.eid.ausweisapp.decoding import decode
from hardware.eid.ausweisapp.state import Authenticate, Phase
from hardware.eid.replay.recording import Event, Said, Trigger, load
from hardware.eid.replay.scenes import SCENES
from kiosk.contracts.eid import (
    Agree,
    Broken,
    Cancel,
    CardMoved,
    ConfirmRights,
    Connecting,
    EidPrompt,
    EnterSecret,
    Finished,
    InsertCard,
    PinTask,
    Reading,
    Resume,
    SecretKind,
)
from tests.hardware.eid.conversing import URL, Conversation
from tests.hardware.eid.walking import DIGITS, walked

PIN, NEW_PIN, CAN, PUK = SecretKind.PIN, SecretKind.NEW_PIN, SecretKind.CAN, SecretKind.PUK
OLD, NEW = "1.26.2", "2.3.1"
NAME = "Virtual PCD 00 00"
CARD = {"deactivated": False, "inoperative": False, "retryCounter": 3}
REFRESH = "https://localhost/"


@dataclass(frozen=True)
class State:
    """One of the states: what it is, the scene in which it was recorded, what it becomes."""

    number: int
    what: str
    scene: str
    becomes: EidPrompt
    versions: tuple[str, ...] = (OLD, NEW)


RECORDED = (
    State(5, "connecting to the provider", "auth_lying", Connecting()),
    State(8, "put the card on", "auth_inserted", InsertCard()),
    State(9, "that is no ID card", "change_other_card", InsertCard(unknown=True), (NEW,)),
    State(10, "online function off", "auth_deactivated", Broken("eid.deactivated")),
    State(10, "online function off, PIN", "change_deactivated_lying", Broken("eid.deactivated")),
    State(12, "PIN", "auth_lying", EnterSecret(PIN, 3)),
    State(13, "PIN wrong, two left", "auth_long_way", EnterSecret(PIN, 2, wrong=True)),
    State(14, "CAN, one try is left", "auth_one_try", EnterSecret(CAN)),
    State(15, "CAN wrong", "auth_long_way", EnterSecret(CAN, wrong=True)),
    State(16, "the last try", "auth_one_try", EnterSecret(PIN, 1)),
    State(18, "PIN blocked: PUK", "auth_blocked", EnterSecret(PUK)),
    State(19, "PUK wrong", "change_long_way", EnterSecret(PUK, wrong=True)),
    State(20, "PUK used up", "auth_puk_used_up", Broken("eid.puk_used_up")),
    State(20, "PUK used up, PIN", "change_puk_used_up", Broken("eid.puk_used_up")),
    State(23, "provider checked", "auth_lying", Reading(20)),
    State(23, "card checked", "auth_lying", Reading(40)),
    State(23, "card read", "auth_lying", Reading(60)),
    State(23, "data on their way", "auth_lying", Reading(80)),
    State(24, "card gone at the PIN", "auth_removed_at_pin", Broken("eid.card_removed")),
    State(24, "card gone while read", "auth_pulled", Broken("eid.card_removed")),
    State(24, "card gone at once", "auth_pulled_at_pace", Broken("eid.card_removed")),
    State(25, "new PIN", "change_lying", EnterSecret(NEW_PIN)),
    State(26, "first activation", "activate", EnterSecret(SecretKind.TRANSPORT_PIN, 3)),
    State(27, "PIN changed", "change_lying", Finished()),
    State(27, "PIN unblocked", "unblock", Finished()),
    State(28, "PIN not changed", "change_pulled_at_pace", Broken("eid.card_removed")),
    State(28, "nobody knows which PIN", "change_pulled", Broken("eid.pin_uncertain")),
    State(29, "read: take your card", "auth_lying", Finished(REFRESH)),
    State(30, "cancelled at the rights", "auth_cancelled", Broken("eid.cancelled")),
    State(30, "cancelled at the card", "auth_cancelled_at_card", Broken("eid.cancelled")),
    State(30, "cancelled at the PIN", "change_cancelled_at_pin", Broken("eid.cancelled")),
    State(30, "cancelled while read", "auth_cancelled_reading", Broken("eid.cancelled")),
    State(32, "no trusted channel", "auth_unreachable", Broken("eid.provider_unreachable")),
    State(33, "provider not genuine", "auth_untrusted", Broken("eid.provider_certificate")),
    State(34, "refused by the eID server", "auth_refused", Broken("eid.provider_refused")),
)
OTHERWISE = frozenset({1, 2, 3, 4, 6, 7, 11, 17, 21, 22, 31, 35})
"""The states that tests of their own show, here below, or for 1 and 2 in test_driver."""


def test_no_state_is_left_out() -> None:
    assert {state.number for state in RECORDED} | OTHERWISE == set(range(1, 36))


@pytest.mark.parametrize(
    ("version", "state"),
    [
        pytest.param(version, state, id=f"{state.number} {state.what}, {version}")
        for state in RECORDED
        for version in state.versions
    ],
)
def test_a_recorded_state_becomes_its_prompt(version: str, state: State) -> None:
    scene = next(scene for scene in SCENES if scene.name == state.scene)
    told = walked(scene, load(version)[state.scene])
    if told.dialogue.phase is Phase.SETTLING:
        told.expire()
    assert state.becomes in told.prompts


def recorded(scene: str, until: str, version: str = OLD) -> Conversation:
    """Walk a recording up to, and with, the first message of that name."""
    played = next(item for item in SCENES if item.name == scene)
    events: list[Event] = []
    for event in load(version)[scene]:
        events.append(event)
        if isinstance(event, Said) and event.message["msg"] == until:
            break
    return walked(played, events)


def hear(told: Conversation, **message: Any) -> Conversation:
    decoded = decode(json.dumps(message))
    assert decoded is not None
    return told.hear(decoded)


def reader(**fields: Any) -> dict[str, Any]:
    known = {"name": NAME, "attached": True, "insertable": False, "keypad": False, "card": CARD}
    return known | fields


def test_3_a_reader_that_is_gone_ends_it_by_name() -> None:
    """The message is that of 2.3.1, which says it whenever a reader vanishes."""
    gone = next(
        event.message
        for events in load(NEW).values()
        for event in events
        if isinstance(event, Said) and event.message.get("attached") is False
    )
    told = hear(recorded("auth_lying", "ENTER_PIN"), **gone)
    assert told.reply(Cancel()).expire().failure == "eid.no_reader"


def test_4_before_a_service_is_chosen_the_client_is_asked_nothing() -> None:
    before = load(OLD)["auth_lying"]
    start = next(n for n, event in enumerate(before) if event == Trigger("RUN_AUTH"))
    greeting = {
        event.name.partition(":")[0] for event in before[:start] if isinstance(event, Trigger)
    }
    assert greeting == {"connect", "SET_API_LEVEL", "GET_INFO", "GET_READER_LIST", "insert"}


@pytest.mark.parametrize("version", [OLD, NEW])
def test_6_and_7_consent_names_data_and_provider(version: str) -> None:
    told = recorded("auth_lying", "CERTIFICATE", version)
    asked = told.prompts[-1]
    assert isinstance(asked, ConfirmRights)
    assert set(asked.required) == {"FamilyName", "GivenNames", "Address"}
    assert set(asked.optional) == {"DateOfBirth", "BirthName"}
    assert asked.transaction == "Recording"
    assert asked.provider.name == "Musterstadt (Test)"
    assert asked.provider.issuer == "Kiosk Test DVCA"
    assert "Musterstadt" in asked.provider.terms


def test_11_a_card_in_a_bad_place_is_put_straight() -> None:
    """PAUSE: SDK documentation, "Messages"; API level 3, MsgHandlerPause.cpp of 2.x."""
    told = recorded("change_lying", "ENTER_PIN", NEW).type(PIN, DIGITS["pin"])
    hear(told, msg="PAUSE", cause="BadCardPosition")
    assert told.prompts[-1] == CardMoved()
    told.reply(Resume())
    assert told.commands[-1] == Continue()
    assert told.prompts[-2:] == [CardMoved(), Reading()]


def test_11_a_card_taken_while_it_should_be_put_straight_ends_it() -> None:
    """The client keeps the PIN over the pause, for whatever card comes next."""
    told = recorded("change_lying", "ENTER_PIN", NEW).type(PIN, DIGITS["pin"])
    hear(told, msg="PAUSE", cause="BadCardPosition")
    hear(told, msg="READER", **reader(card=None))
    hear(told, msg="CHANGE_PIN", success=False, reason="User_Cancelled")
    assert told.failure == "eid.card_removed"


def test_17_the_can_instead_of_the_pin_where_the_profile_allows_it() -> None:
    """A provider with this right is asked for the CAN at once, with all three tries left."""
    told = Conversation(Authenticate(URL), can_allowed=True)
    hear(told, msg="AUTH")
    chat = {"effective": ["FamilyName", "CanAllowed"], "optional": ["CanAllowed"]}
    chat["required"] = ["FamilyName"]
    hear(told, msg="ACCESS_RIGHTS", chat=chat)
    hear(told, msg="CERTIFICATE", description={"subjectName": "Musterstadt"})
    told.reply(Agree())
    hear(told, msg="ACCESS_RIGHTS", chat=chat)
    hear(told, msg="ENTER_CAN", reader=reader())
    assert told.prompts[-1] == EnterSecret(CAN)


@pytest.mark.parametrize(
    "error",
    ["You must provide 5 - 6 digits", "You must provide 6 digits", "Value cannot be undefined"],
)
def test_21_digits_of_a_wrong_form_are_asked_for_again_and_cost_nothing(error: str) -> None:
    """The texts are those of MsgHandlerEnterNumber.cpp and MsgHandlerEnterPin.cpp."""
    told = recorded("change_lying", "ENTER_PIN").type(PIN, DIGITS["pin"])
    hear(told, msg="ENTER_PIN", error=error, reader=reader())
    assert told.prompts[-1] == EnterSecret(PIN, 3, wrong=False)


@pytest.mark.parametrize(
    ("message", "kind"), [("ENTER_PIN", PIN), ("ENTER_CAN", CAN), ("ENTER_PUK", PUK)]
)
def test_22_a_pin_pad_takes_the_digits_itself(message: str, kind: SecretKind) -> None:
    """`keypad`: SDK documentation, "Messages", READER; then SET_… goes without a value."""
    told = hear(Conversation(PinTask.CHANGE), msg="CHANGE_PIN")
    hear(told, msg=message, reader=reader(keypad=True))
    assert told.prompts[-1] == EnterSecret(kind, 3 if kind is PIN else None, on_reader=True)
    assert told.commands[-1] == SetSecret(kind, None)


def test_28_a_change_that_failed_at_the_card_leaves_the_old_pin() -> None:
    told = recorded("change_lying", "ENTER_PIN").type(PIN, DIGITS["pin"])
    hear(told, msg="CHANGE_PIN", success=True)
    assert told.expire().failure == "eid.pin_not_changed"


def test_31_nobody_at_the_card_is_not_waited_for_without_end() -> None:
    told = recorded("auth_inserted", "INSERT_CARD").expire()
    assert told.expire().failure == "eid.timed_out"


def test_34_any_other_end_has_a_code() -> None:
    """A minor of BSI TR-03112-1, 4.2.2.3, that no answer of ours is made for."""
    minor = "http://www.bsi.bund.de/ecard/api/1.1/resultminor/al/common#tooManyResults"
    told = recorded("auth_lying", "CERTIFICATE")
    hear(told, msg="AUTH", result={"major": "…#error", "minor": minor}, url=REFRESH)
    assert told.failure == "eid.unknown"


def test_35_after_the_end_the_card_is_the_sessions_business() -> None:
    told = recorded("auth_lying", "never")
    before = list(told.commands)
    hear(told, msg="READER", **reader(card=None))
    assert told.prompts[-1] == Finished(REFRESH)
    assert told.commands == before
