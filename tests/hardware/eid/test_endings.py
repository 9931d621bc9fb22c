"""How a dialogue ends: what AusweisApp claims is believed only where it must be true."""

import pytest

from hardware.eid.ausweisapp.commands import (
    CancelWorkflow,
    RunAuth,
    RunChangePin,
)
from hardware.eid.ausweisapp.messages import (
    AuthEnded,
    AuthStarted,
    ChangePinEnded,
    ChangePinStarted,
    InsertCardAsked,
    Paused,
    Progress,
    Rejected,
)
from hardware.eid.ausweisapp.state import Authenticate, Awaited
from kiosk.contracts.eid import (
    Agree,
    Cancel,
    EnterSecret,
    Finished,
    PinTask,
    SecretKind,
)
from tests.hardware.eid.conversing import (
    CLAIMED,
    NOT_CHANGED,
    OK,
    URL,
    Conversation,
    agreed,
    authenticating,
    card_gone,
    changing,
    consenting,
    enter,
    secret,
)

PIN, NEW_PIN, CAN, PUK = SecretKind.PIN, SecretKind.NEW_PIN, SecretKind.CAN, SecretKind.PUK
CANCELLED = AuthEnded(ok=False, minor="sal#cancellationByUser")


# --- success is not always success


def test_a_pin_is_changed_only_after_a_new_one_was_asked_for_and_sent() -> None:
    told = changing().type(PIN, "123456").hear(enter(NEW_PIN)).type(NEW_PIN, "654321").hear(CLAIMED)
    assert not told.ended
    told.hear(ChangePinStarted(), enter(PIN), enter(NEW_PIN), NOT_CHANGED)
    assert told.prompts[-1] == Finished()


def test_success_claimed_before_a_new_pin_is_not_believed() -> None:
    told = changing().type(PIN, "123456").hear(CLAIMED)
    assert not told.ended
    assert told.expire().failure == "eid.pin_not_changed"


def test_success_with_a_reason_is_not_believed() -> None:
    told = changing().type(PIN, "123456").hear(enter(NEW_PIN)).type(NEW_PIN, "654321")
    told.hear(ChangePinEnded(success=True, reason="Card_Removed"))
    assert told.expire().failure == "eid.pin_uncertain"


def test_after_a_doubtful_end_the_reader_tells_that_the_card_was_pulled() -> None:
    told = changing().type(PIN, "123456").hear(CLAIMED, card_gone())
    assert told.failure == "eid.card_removed"


def test_a_card_pulled_while_the_new_pin_is_written_leaves_both_possible() -> None:
    told = changing().type(PIN, "123456").hear(enter(NEW_PIN)).type(NEW_PIN, "654321")
    assert told.hear(NOT_CHANGED, card_gone()).failure == "eid.pin_uncertain"


def test_authentication_is_over_only_with_the_major_ok() -> None:
    assert authenticating().type(PIN, "123456").hear(OK).prompts[-1] == Finished()


def test_an_ok_without_any_digits_is_not_believed() -> None:
    assert agreed().hear(OK).failure == "eid.unknown"


# --- endings


def test_a_citizen_who_cancels_is_told_so_and_the_client_lets_go() -> None:
    told = authenticating().reply(Cancel())
    assert told.commands[-1] == CancelWorkflow()
    assert told.hear(Progress(80), CANCELLED).failure == "eid.cancelled"


def test_cancelling_while_the_new_pin_is_written_promises_nothing() -> None:
    told = changing().type(PIN, "123456").hear(enter(NEW_PIN)).type(NEW_PIN, "654321")
    assert told.reply(Cancel()).hear(NOT_CHANGED).failure == "eid.pin_uncertain"


def test_cancelling_twice_sends_once() -> None:
    told = authenticating().reply(Cancel()).reply(Cancel())
    assert told.commands.count(CancelWorkflow()) == 1


def test_cancelling_what_has_just_ended_is_no_failure_of_its_own() -> None:
    told = authenticating().reply(Cancel()).hear(Rejected("CANCEL"))
    assert told.failure == "eid.cancelled"


@pytest.mark.parametrize(
    ("minor", "reason", "failure"),
    [
        ("dp#trustedChannelEstablishmentFailed", "", "eid.provider_unreachable"),
        ("signature#invalidCertificatePath", "", "eid.provider_certificate"),
        ("common#unknownError", "Get_TcToken_Network_Error", "eid.provider_unreachable"),
        (
            "common#unknownError",
            "Certificate_Check_Failed_Hash_Mismatch",
            "eid.provider_certificate",
        ),
        ("common#unknownError", "Start_Paos_Response_Error", "eid.provider_refused"),
        ("common#internalError", "", "eid.provider_unreachable"),
        ("common#somethingElse", "", "eid.unknown"),
        ("", "", "eid.unknown"),
    ],
)
def test_the_clients_words_for_a_failure_are_translated(
    minor: str, reason: str, failure: str
) -> None:
    told = Conversation(Authenticate(URL)).hear(AuthStarted(), AuthEnded(False, minor, reason))
    assert told.failure == failure


def test_an_error_that_the_server_sent_is_not_laid_on_the_card() -> None:
    ended = AuthEnded(ok=False, minor="common#unknownError", by_server=True)
    assert authenticating().type(PIN, "123456").hear(ended).failure == "eid.provider_refused"


def test_nothing_is_said_after_the_end() -> None:
    told = authenticating().type(PIN, "123456").hear(OK)
    prompts, commands = list(told.prompts), list(told.commands)
    told.hear(card_gone(), OK, enter(PIN)).reply(Cancel()).expire().lose()
    assert (told.prompts, told.commands) == (prompts, commands)


# --- waits


@pytest.mark.parametrize(
    ("told", "awaited", "failure"),
    [
        (
            Conversation(Authenticate(URL)).hear(AuthStarted()),
            Awaited.CLIENT,
            "eid.provider_unreachable",
        ),
        (Conversation(PinTask.CHANGE).hear(ChangePinStarted()), Awaited.CLIENT, "eid.timed_out"),
        (consenting(), Awaited.CITIZEN, "eid.timed_out"),
        (consenting().reply(Agree()), Awaited.CLIENT, "eid.timed_out"),
        (agreed(), Awaited.CLIENT, "eid.timed_out"),
        (agreed().hear(InsertCardAsked()), Awaited.CITIZEN, "eid.timed_out"),
        (authenticating(), Awaited.CITIZEN, "eid.timed_out"),
        (authenticating().type(PIN, "123456"), Awaited.CLIENT, "eid.timed_out"),
        (authenticating().hear(Paused()), Awaited.CITIZEN, "eid.timed_out"),
    ],
)
def test_every_wait_ends_and_lets_the_client_cancel(
    told: Conversation, awaited: Awaited, failure: str
) -> None:
    assert told.dialogue.awaited is awaited
    told.expire()
    assert told.commands[-1] == CancelWorkflow()
    assert told.dialogue.awaited is Awaited.RELEASE
    assert not told.ended
    assert told.expire().failure == failure
    assert told.dropped


def test_cancel_waits_until_the_client_has_confirmed_the_start() -> None:
    """Before, the client answers BAD_STATE to CANCEL, and starts the workflow all the same."""
    told = Conversation(Authenticate(URL)).reply(Cancel())
    assert told.commands == [RunAuth(URL)]
    assert told.hear(AuthStarted()).commands[-1] == CancelWorkflow()
    assert told.hear(CANCELLED).failure == "eid.cancelled"


def test_a_start_that_is_refused_after_all_needs_no_cancelling() -> None:
    told = Conversation(PinTask.CHANGE).reply(Cancel()).hear(Rejected("RUN_CHANGE_PIN"))
    assert told.failure == "eid.cancelled"
    assert told.commands == [RunChangePin()]


def test_what_the_workflow_before_was_sent_too_late_is_not_laid_on_this_one() -> None:
    """The client answers in order: before it confirms the start, it speaks of what was before."""
    told = Conversation(PinTask.CHANGE).hear(Rejected("CANCEL"), Rejected("SET_PIN"))
    assert told.hear(ChangePinStarted(), enter(PIN)).prompts[-1] == EnterSecret(PIN, 3)
    assert told.commands == [RunChangePin()]


def test_a_client_that_never_confirms_the_start_is_cut_off() -> None:
    told = Conversation(PinTask.CHANGE).expire()
    assert not told.ended
    assert told.expire().failure == "eid.timed_out"
    assert told.dropped


def test_a_lost_connection_ends_the_dialogue() -> None:
    assert authenticating().lose().failure == "eid.client_lost"


def test_a_connection_lost_while_cancelling_changes_not_the_cause() -> None:
    assert authenticating().reply(Cancel()).lose().failure == "eid.cancelled"


def test_a_client_that_takes_no_command_ends_the_dialogue() -> None:
    assert Conversation(PinTask.CHANGE).hear(Rejected("RUN_CHANGE_PIN")).failure == "eid.unknown"
    told = authenticating().type(PIN, "123456").hear(Rejected("SET_PIN"))
    assert told.commands[-1] == CancelWorkflow()


def test_secrets_hide_in_every_state_and_command() -> None:
    told = authenticating().type(PIN, "135790")
    assert "135790" not in repr((told.dialogue, told.commands, told.prompts))
    assert repr(secret("135790")) == "Secret(…)"


def test_the_address_of_a_session_hides_in_every_state_and_command() -> None:
    told = Conversation(Authenticate("https://eid.example/token?session=4711"))
    assert isinstance(told.commands[-1], RunAuth)
    assert "4711" not in repr((told.dialogue, told.commands, told.prompts))
