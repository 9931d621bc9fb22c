"""PIN, CAN and PUK: AusweisApp tells a wrong one by nothing but asking again."""

from hardware.eid.ausweisapp.commands import (
    SetSecret,
)
from hardware.eid.ausweisapp.messages import (
    AuthEnded,
    Card,
    ChangePinEnded,
    ChangePinStarted,
    Progress,
    SecretAsked,
)
from hardware.eid.ausweisapp.state import Phase
from kiosk.contracts.eid import (
    EnterSecret,
    Finished,
    PinTask,
    SecretKind,
)
from tests.hardware.eid.conversing import (
    CLAIMED,
    OK,
    Conversation,
    agreed,
    authenticating,
    enter,
    reader,
)

PIN, NEW_PIN, CAN, PUK = SecretKind.PIN, SecretKind.NEW_PIN, SecretKind.CAN, SecretKind.PUK
CANCELLED = AuthEnded(ok=False, minor="sal#cancellationByUser")


# --- wrong digits are told by nothing but being asked again


def test_a_wrong_pin_is_known_by_the_counter() -> None:
    told = authenticating().type(PIN, "000000").hear(enter(PIN, 2))
    assert told.prompts[-1] == EnterSecret(PIN, 2, wrong=True)


def test_a_pin_asked_for_again_with_the_same_counter_was_not_wrong() -> None:
    told = authenticating().type(PIN, "123456").hear(enter(PIN, 3))
    assert told.prompts[-1] == EnterSecret(PIN, 3, wrong=False)


def test_two_wrong_pins_lead_to_the_can_and_the_last_try() -> None:
    told = authenticating(2).type(PIN, "000000").hear(enter(CAN, 1))
    assert told.prompts[-1] == EnterSecret(CAN)
    assert told.type(CAN, "999999").hear(enter(CAN, 1)).prompts[-1] == EnterSecret(CAN, wrong=True)
    assert told.type(CAN, "222222").hear(enter(PIN, 1)).prompts[-1] == EnterSecret(PIN, 1)


def test_three_wrong_pins_lead_to_the_puk_and_three_tries() -> None:
    told = authenticating(1).type(PIN, "000000").hear(enter(PUK, 0))
    assert told.prompts[-1] == EnterSecret(PUK)
    assert told.type(PUK, "1" * 10).hear(enter(PUK, 0)).prompts[-1] == EnterSecret(PUK, wrong=True)
    assert told.type(PUK, "3" * 10).hear(enter(PIN, 3)).prompts[-1] == EnterSecret(PIN, 3)


def test_digits_without_the_right_form_cost_no_try_and_are_not_sent() -> None:
    told = authenticating()
    before = list(told.commands)
    for digits in ("12345", "1234567", "12345a", ""):
        assert told.type(PIN, digits).prompts[-1] == EnterSecret(PIN, 3)
    assert told.commands == before


def test_digits_that_the_client_calls_misformed_are_not_called_wrong() -> None:
    again = SecretAsked(PIN, reader(Card(3)), misformed=True)
    told = authenticating().type(PIN, "123456").hear(again)
    assert told.prompts[-1] == EnterSecret(PIN, 3, wrong=False)


def test_digits_of_another_kind_than_asked_for_change_nothing() -> None:
    told = authenticating()
    before = list(told.commands)
    told.type(CAN, "222222")
    assert told.commands == before
    assert told.dialogue.phase is Phase.ENTRY


# --- pin pad readers


def test_a_pin_pad_takes_the_digits_and_the_terminal_does_not() -> None:
    told = agreed().hear(enter(PIN, 3, keypad=True))
    assert told.prompts[-1] == EnterSecret(PIN, 3, on_reader=True)
    assert told.commands[-1] == SetSecret(PIN, None)
    assert told.hear(Progress(20), OK).prompts[-1] == Finished()


def test_a_pin_pad_may_say_that_the_citizen_cancelled() -> None:
    told = changing_at_the_pad().hear(ChangePinEnded(False, "Change_Pin_Card_User_Cancelled"))
    assert told.expire().failure == "eid.cancelled"


def test_a_pin_change_at_the_pad_counts_when_the_new_pin_was_asked_for() -> None:
    told = changing_at_the_pad().hear(enter(NEW_PIN, 3, keypad=True))
    assert told.commands[-1] == SetSecret(NEW_PIN, None)
    assert told.hear(CLAIMED).prompts[-1] == Finished()


def changing_at_the_pad() -> Conversation:
    return Conversation(PinTask.CHANGE).hear(ChangePinStarted(), enter(PIN, 3, keypad=True))
