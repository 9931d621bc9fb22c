"""A new PIN is proven on the card before anybody is told of it, and no copy of it outlives that."""

import pytest

from hardware.eid.ausweisapp import dialogue as machine
from hardware.eid.ausweisapp.commands import (
    CancelWorkflow,
    Command,
    Continue,
    RunChangePin,
    SetSecret,
)
from hardware.eid.ausweisapp.link import LinkLost
from hardware.eid.ausweisapp.messages import (
    Card,
    ChangePinEnded,
    ChangePinStarted,
    InsertCardAsked,
    Message,
    Paused,
    ReaderSeen,
    Rejected,
    SecretAsked,
)
from hardware.eid.ausweisapp.state import Awaited
from hardware.eid.ausweisapp.workflow import Patience, Workflow
from kiosk.contracts.eid import (
    Broken,
    Cancel,
    CardMoved,
    Digits,
    EidPrompt,
    Finished,
    PinTask,
    Reading,
    Resume,
    SecretKind,
)
from kiosk.contracts.private import Secret
from tests.fake_clock import FakeClock
from tests.hardware.eid.conversing import (
    CLAIMED,
    NOT_CHANGED,
    Conversation,
    card_gone,
    changing,
    enter,
    reader,
    secret,
)

PIN, NEW_PIN, CAN, PUK = SecretKind.PIN, SecretKind.NEW_PIN, SecretKind.CAN, SecretKind.PUK
UNCERTAIN, NOT = "eid.pin_uncertain", "eid.pin_not_changed"
RUN = RunChangePin()


def claimed(task: PinTask = PinTask.CHANGE) -> Conversation:
    """The client has claimed the change; the second workflow is asked for."""
    first = ("12345", SecretKind.TRANSPORT_PIN) if task is PinTask.ACTIVATE else ("123456", PIN)
    told = changing(task).type(first[1], first[0]).hear(enter(NEW_PIN))
    return told.type(NEW_PIN, "654321").hear(CLAIMED)


def tried(task: PinTask = PinTask.CHANGE) -> Conversation:
    """The new PIN was given to the card."""
    return claimed(task).hear(ChangePinStarted(), enter(PIN))


@pytest.mark.parametrize("task", [PinTask.CHANGE, PinTask.ACTIVATE])
def test_a_card_that_takes_the_new_pin_has_it(task: PinTask) -> None:
    told = claimed(task)
    assert told.commands.count(RUN) == 2
    assert told.prompts[-1] == Reading()
    told.hear(ChangePinStarted(), enter(PIN))
    given = told.commands[-1]
    assert isinstance(given, SetSecret)
    assert given.kind is PIN
    assert given.secret is not None
    assert given.secret.reveal() == b"654321"
    assert told.hear(enter(NEW_PIN)).commands[-1] == CancelWorkflow()
    assert not told.ended
    assert told.hear(NOT_CHANGED).prompts[-1] == Finished()
    assert told.prompts.count(Reading()) == 3


@pytest.mark.parametrize("asked", [enter(PIN, 2), enter(CAN, 1), enter(PUK, 0)])
def test_a_card_that_asks_again_has_the_old_pin(asked: SecretAsked) -> None:
    told = tried().hear(asked)
    assert told.commands[-1] == CancelWorkflow()
    assert told.hear(NOT_CHANGED).failure == NOT


def test_a_change_of_which_the_client_tells_the_cards_error_is_proven_too() -> None:
    told = changing().type(PIN, "123456").hear(enter(NEW_PIN)).type(NEW_PIN, "654321")
    told.hear(ChangePinEnded(True, "Change_Pin_Unexpected_Transmit_Status"))
    told.hear(ChangePinStarted(), enter(PIN), enter(PIN, 2))
    assert told.hear(NOT_CHANGED).failure == NOT


def test_a_client_that_stutters_has_not_refused_the_new_pin() -> None:
    told = tried().hear(enter(PIN))
    assert told.commands.count(CancelWorkflow()) == 0
    assert told.hear(enter(NEW_PIN), NOT_CHANGED).prompts[-1] == Finished()


def test_a_change_that_the_client_does_not_claim_is_not_proven() -> None:
    told = changing().type(PIN, "123456").hear(enter(NEW_PIN)).type(NEW_PIN, "654321")
    assert told.hear(NOT_CHANGED).commands.count(RUN) == 1
    assert told.dialogue.new_pin is None


@pytest.mark.parametrize(
    "said",
    [
        card_gone(),
        ReaderSeen(reader(Card(unknown=True))),
        ReaderSeen(reader(Card(deactivated=True))),
        InsertCardAsked(),
        SecretAsked(PIN, reader(Card(3)), misformed=True),
        enter(PIN, keypad=True),
        Rejected("SET_PIN"),
    ],
)
def test_what_comes_between_leaves_both_pins_possible(said: Message) -> None:
    told = tried().hear(said)
    assert told.commands[-1] == CancelWorkflow()
    assert told.hear(NOT_CHANGED).failure == UNCERTAIN


def test_another_card_than_a_moment_ago_proves_nothing() -> None:
    told = claimed().hear(ChangePinStarted(), enter(CAN, 1), NOT_CHANGED)
    assert told.failure == UNCERTAIN


@pytest.mark.parametrize("ended", [NOT_CHANGED, CLAIMED, ChangePinEnded(True, "Card_Removed")])
def test_a_proof_that_the_client_ends_by_itself_is_none(ended: ChangePinEnded) -> None:
    assert tried().hear(ended).expire().failure == UNCERTAIN
    assert tried().hear(ended, card_gone()).failure == UNCERTAIN


def test_a_card_taken_away_before_the_proof_has_begun_leaves_both_possible() -> None:
    told = claimed().hear(card_gone(), ChangePinStarted())
    assert told.commands[-1] == CancelWorkflow()
    assert told.hear(NOT_CHANGED).failure == UNCERTAIN


def test_a_proof_that_is_refused_or_lost_leaves_both_possible() -> None:
    assert claimed().hear(Rejected("RUN_CHANGE_PIN")).failure == UNCERTAIN
    assert tried().lose().failure == UNCERTAIN
    assert tried().reply(Cancel()).hear(NOT_CHANGED).failure == UNCERTAIN


def test_an_echo_of_the_workflow_before_is_not_the_proofs_end() -> None:
    told = claimed().hear(CLAIMED, Rejected("SET_NEW_PIN"), ChangePinStarted(), enter(PIN))
    assert isinstance(told.commands[-1], SetSecret)
    assert told.hear(enter(NEW_PIN), NOT_CHANGED).prompts[-1] == Finished()


@pytest.mark.parametrize("told", [claimed(), claimed().hear(ChangePinStarted()), tried()])
def test_a_silent_client_is_not_waited_for_without_end(told: Conversation) -> None:
    assert told.dialogue.awaited is Awaited.CLIENT
    assert told.expire().dialogue.awaited is Awaited.RELEASE
    assert told.expire().failure == UNCERTAIN
    assert told.dropped


def test_a_proven_change_is_told_even_where_the_client_does_not_let_go() -> None:
    told = tried().hear(enter(NEW_PIN)).expire()
    assert told.prompts[-1] == Finished()
    assert told.dropped


def test_a_card_in_a_bad_place_can_be_put_straight() -> None:
    told = tried().hear(Paused())
    assert told.prompts[-1] == CardMoved()
    assert told.reply(Resume()).commands[-1] == Continue()
    assert told.hear(enter(NEW_PIN), NOT_CHANGED).prompts[-1] == Finished()


# --- the copy


class Line:
    """Keeps what is sent; wipes nothing, so that only the workflow can have done it."""

    def __init__(self) -> None:
        self.sent: list[Command] = []
        self.cut = False

    async def send(self, command: Command) -> None:
        if self.cut:
            raise LinkLost
        self.sent.append(command)

    def drop(self) -> None:
        self.cut = True


class Talk:
    """A change over a line, up to the claimed success; `copy` is what the proof will need."""

    def __init__(self, clock: FakeClock) -> None:
        self.line = Line()
        self.workflow = Workflow(PinTask.CHANGE, self._begin, clock, Patience(100.0, 20.0))
        self._prompts = self.workflow.prompts()

    async def _begin(self, workflow: Workflow) -> None:
        await workflow.start(machine.begin(workflow.task, (reader(Card(3)),)), self.line)

    async def claimed(self) -> Secret:
        await anext(self._prompts)
        for event in (ChangePinStarted(), enter(PIN), "123456", enter(NEW_PIN), "654321"):
            if isinstance(event, str):
                kind = PIN if event == "123456" else NEW_PIN
                await self.workflow.reply(Digits(kind, secret(event)))
            else:
                await self.workflow.hear(event)
        await self.workflow.hear(CLAIMED)
        dialogue = self.workflow._dialogue  # nobody else may reach that copy
        assert dialogue is not None
        assert dialogue.new_pin is not None
        assert dialogue.new_pin.reveal() == b"654321"
        return dialogue.new_pin

    async def last(self) -> EidPrompt:
        return [prompt async for prompt in self._prompts][-1]


async def test_the_copy_is_wiped_once_it_was_sent(clock: FakeClock) -> None:
    talk = Talk(clock)
    copy = await talk.claimed()
    await talk.workflow.hear(ChangePinStarted())
    await talk.workflow.hear(enter(PIN))
    assert isinstance(talk.line.sent[-1], SetSecret)
    assert len(copy) == 0
    await talk.workflow.hear(enter(NEW_PIN))
    await talk.workflow.hear(NOT_CHANGED)
    assert await talk.last() == Finished()


@pytest.mark.parametrize("happens", ["cancel", "lose", "cut", "gone", "silence"])
async def test_the_copy_is_wiped_whatever_happens(clock: FakeClock, happens: str) -> None:
    talk = Talk(clock)
    copy = await talk.claimed()
    await talk.workflow.hear(ChangePinStarted())
    match happens:
        case "cancel":
            await talk.workflow.reply(Cancel())
        case "lose":
            await talk.workflow.lose()
        case "cut":
            talk.line.cut = True
            await talk.workflow.hear(enter(PIN))
        case "gone":
            await talk.workflow.hear(card_gone())
        case _:
            await clock.advance(21)
    assert len(copy) == 0
    await talk.workflow.hear(NOT_CHANGED)
    assert await talk.last() == Broken(UNCERTAIN)
