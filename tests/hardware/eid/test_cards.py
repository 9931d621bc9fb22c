"""Cards that come, go, cannot be used, or are no ID cards; and the tasks at them."""

import pytest

from hardware.eid import EidFault
from hardware.eid.ausweisapp.commands import (
    CancelWorkflow,
    Continue,
    SetSecret,
)
from hardware.eid.ausweisapp.messages import (
    AuthEnded,
    AuthStarted,
    Card,
    Certificate,
    ChangePinStarted,
    InsertCardAsked,
    Paused,
    Progress,
    Reader,
    ReaderSeen,
    SecretAsked,
)
from hardware.eid.ausweisapp.state import Authenticate
from kiosk.contracts.eid import (
    Agree,
    Cancel,
    CardMoved,
    CardReport,
    EnterSecret,
    Finished,
    InsertCard,
    PinTask,
    Reading,
    Resume,
    SecretKind,
)
from tests.hardware.eid.conversing import (
    NAME,
    NOT_CHANGED,
    OK,
    PROVIDER,
    RIGHTS,
    URL,
    Conversation,
    agreed,
    authenticating,
    card_gone,
    changing,
    consenting,
    enter,
    reader,
)

PIN, NEW_PIN, CAN, PUK = SecretKind.PIN, SecretKind.NEW_PIN, SecretKind.CAN, SecretKind.PUK
CANCELLED = AuthEnded(ok=False, minor="sal#cancellationByUser")


# --- cards


@pytest.mark.parametrize("task", [Authenticate(URL), PinTask.CHANGE])
@pytest.mark.parametrize(
    ("card", "failure"),
    [
        (Card(0, deactivated=True), "eid.deactivated"),
        (Card(0, inoperative=True), "eid.puk_used_up"),
    ],
)
def test_a_card_that_cannot_be_used_is_not_waited_for(
    task: Authenticate | PinTask, card: Card, failure: str
) -> None:
    told = Conversation(task, reader(card))
    if isinstance(task, PinTask):
        told.hear(ChangePinStarted())
    else:
        told.hear(AuthStarted(), RIGHTS, Certificate(PROVIDER)).reply(Agree()).hear(RIGHTS)
    assert told.commands[-1] == CancelWorkflow()
    told.hear(CANCELLED if isinstance(task, Authenticate) else NOT_CHANGED)
    assert told.failure == failure


def test_a_deactivated_card_laid_on_later_is_not_waited_for() -> None:
    told = agreed().hear(InsertCardAsked(), ReaderSeen(reader(Card(0, deactivated=True))))
    assert told.hear(CANCELLED).failure == "eid.deactivated"


def test_the_puk_used_up_for_the_last_time_ends_it() -> None:
    told = authenticating(1).type(PIN, "000000").hear(enter(PUK, 0)).type(PUK, "3" * 10)
    told.hear(ReaderSeen(reader(Card(0, inoperative=True))))
    assert told.hear(CANCELLED).failure == "eid.puk_used_up"


@pytest.mark.parametrize(
    "told",
    [authenticating(), authenticating().type(PIN, "123456").hear(Progress(40))],
    ids=["at the question", "at work"],
)
def test_a_card_taken_away_cancels_before_another_can_be_put_on(told: Conversation) -> None:
    told.hear(card_gone())
    assert told.commands[-1] == CancelWorkflow()
    assert told.hear(CANCELLED).failure == "eid.card_removed"


def test_a_card_exchanged_for_another_kind_is_one_taken_away() -> None:
    told = authenticating().hear(ReaderSeen(reader(Card(unknown=True))))
    assert told.commands[-1] == CancelWorkflow()
    assert told.hear(CANCELLED).failure == "eid.card_removed"


def test_a_client_that_keeps_the_pin_for_the_next_card_is_cancelled() -> None:
    told = authenticating().type(PIN, "123456").hear(InsertCardAsked())
    assert told.commands[-1] == CancelWorkflow()
    assert told.hear(CANCELLED).failure == "eid.card_removed"


def test_data_that_left_before_the_card_did_are_not_denied() -> None:
    told = authenticating().type(PIN, "123456").hear(card_gone(), OK)
    assert told.prompts[-1] == Finished()


def test_a_card_taken_away_while_the_rights_are_read_is_simply_asked_for() -> None:
    told = consenting().hear(ReaderSeen(reader(Card(3))), card_gone()).reply(Agree())
    told.hear(RIGHTS, InsertCardAsked())
    assert told.prompts[-1] == InsertCard()


def test_a_card_of_another_kind_is_named_and_another_waited_for() -> None:
    told = agreed().hear(InsertCardAsked(), ReaderSeen(reader(Card(unknown=True))))
    assert told.prompts[-1] == InsertCard(unknown=True)
    assert told.hear(card_gone()).prompts[-1] == InsertCard()
    assert told.hear(enter(PIN)).prompts[-1] == EnterSecret(PIN, 3)


def test_a_card_put_askew_can_be_put_straight() -> None:
    told = authenticating().type(PIN, "123456").hear(Paused())
    assert told.prompts[-1:] == [CardMoved()]
    assert told.reply(Resume()).commands[-1] == Continue()
    assert told.prompts[-1:] == [Reading()]


def test_a_reader_unplugged_ends_it_by_name() -> None:
    told = authenticating().hear(ReaderSeen(Reader(NAME, attached=False)))
    assert told.hear(CANCELLED).failure == EidFault.NO_READER


def test_the_built_in_simulator_is_neither_shown_nor_used() -> None:
    simulator = Reader("Simulator", card=Card(3))
    told = Conversation(PinTask.CHECK, simulator)
    assert told.prompts == [InsertCard()]
    told = agreed().hear(SecretAsked(PIN, simulator, misformed=False))
    assert told.commands[-1] == CancelWorkflow()


def test_a_card_that_cannot_be_read_is_told_apart_from_one_that_was_pulled() -> None:
    unknown = AuthEnded(ok=False, minor="common#unknownError")
    assert authenticating().type(PIN, "123456").hear(unknown).expire().failure == (
        "eid.card_unreadable"
    )
    pulled = authenticating().type(PIN, "123456").hear(unknown, card_gone())
    assert pulled.failure == "eid.card_removed"


# --- tasks


def test_first_activation_asks_for_the_transport_pin() -> None:
    told = changing(PinTask.ACTIVATE)
    assert told.prompts[-1] == EnterSecret(SecretKind.TRANSPORT_PIN, 3)
    told.type(SecretKind.TRANSPORT_PIN, "12345")
    sent = told.commands[-1]
    assert isinstance(sent, SetSecret)
    assert sent.kind is SecretKind.TRANSPORT_PIN


def test_unblocking_is_done_when_the_pin_is_asked_for_again() -> None:
    told = Conversation(PinTask.UNBLOCK).hear(ChangePinStarted(), enter(PUK, 0))
    told.type(PUK, "3" * 10).hear(enter(PIN, 3))
    assert told.commands[-1] == CancelWorkflow()
    assert told.hear(NOT_CHANGED).prompts[-1] == Finished()


@pytest.mark.parametrize("asked", [enter(PIN), enter(CAN, 1)])
def test_a_card_that_is_not_blocked_needs_no_unblocking(asked: SecretAsked) -> None:
    told = Conversation(PinTask.UNBLOCK).hear(ChangePinStarted(), asked)
    assert told.hear(NOT_CHANGED).failure == "eid.not_blocked"


@pytest.mark.parametrize(
    ("card", "report"),
    [
        (Card(3), CardReport(3, deactivated=False, blocked=False)),
        (Card(1), CardReport(1, deactivated=False, blocked=False)),
        (Card(0), CardReport(0, deactivated=False, blocked=True)),
        (Card(0, deactivated=True), CardReport(0, deactivated=True, blocked=False)),
        (Card(0, inoperative=True), CardReport(0, deactivated=False, blocked=True)),
    ],
)
def test_the_card_check_needs_no_pin_and_no_workflow(card: Card, report: CardReport) -> None:
    told = Conversation(PinTask.CHECK).hear(ReaderSeen(reader(card)))
    assert told.prompts == [InsertCard(), report, Finished()]
    assert told.commands == []


def test_the_card_check_can_be_cancelled_and_times_out() -> None:
    assert Conversation(PinTask.CHECK).reply(Cancel()).failure == "eid.cancelled"
    assert Conversation(PinTask.CHECK).expire().failure == "eid.timed_out"
