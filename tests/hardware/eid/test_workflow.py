"""A dialogue's own patience: no state waits for ever, whatever the client says or does not say."""

from dataclasses import dataclass, field

import pytest

from hardware.eid.ausweisapp import dialogue as machine
from hardware.eid.ausweisapp.commands import CancelWorkflow, Command, RunChangePin, SetSecret
from hardware.eid.ausweisapp.link import LinkLost
from hardware.eid.ausweisapp.messages import (
    AccessRights,
    AuthStarted,
    Certificate,
    ChangePinEnded,
    ChangePinStarted,
    InsertCardAsked,
    Message,
    Paused,
    Progress,
)
from hardware.eid.ausweisapp.state import Authenticate, Task
from hardware.eid.ausweisapp.workflow import Patience, Workflow
from kiosk.contracts.eid import Agree, Broken, Digits, EidPrompt, PinTask
from kiosk.contracts.eid import SecretKind as Kind
from tests.fake_clock import FakeClock
from tests.hardware.eid.conversing import PROVIDER, RIGHTS, URL, enter, reader, secret

CITIZEN, CLIENT, RELEASE, WHOLE = 100.0, 20.0, 5.0, 1000.0
PATIENCE = Patience(CITIZEN, CLIENT, release=RELEASE, whole=WHOLE)
CONSENT: list[Message | Agree | Digits] = [AuthStarted(), RIGHTS, Certificate(PROVIDER)]
AGREED = [
    *CONSENT,
    Agree(),
    AccessRights((*RIGHTS.required,), RIGHTS.optional, ("FamilyName",), "", False),
]


@dataclass
class Line:
    """The far end of the wire: takes what is sent; `cut` is how it breaks."""

    sent: list[Command] = field(default_factory=list)
    dropped: bool = False
    cut: bool = False

    async def send(self, command: Command) -> None:
        if self.cut:
            raise LinkLost
        self.sent.append(command)

    def drop(self) -> None:
        self.dropped = True


class Talk:
    """A dialogue with its clock, its line, and the prompts so far."""

    def __init__(self, task: Task, clock: FakeClock) -> None:
        self.line = Line()
        self.clock = clock
        self.workflow = Workflow(task, self._begin, clock, PATIENCE)
        self._prompts = self.workflow.prompts()
        self.last: EidPrompt | None = None

    async def _begin(self, workflow: Workflow) -> None:
        first = machine.begin(workflow.task, (reader(),))
        await workflow.start(first, self.line)

    async def take(self, *events: Message | Agree | Digits) -> None:
        if self.last is None:
            self.last = await anext(self._prompts)
        for event in events:
            if isinstance(event, Agree | Digits):
                await self.workflow.reply(event)
            else:
                await self.workflow.hear(event)

    async def rest(self) -> list[EidPrompt]:
        return [prompt async for prompt in self._prompts]


def pin() -> Digits:
    return Digits(Kind.PIN, secret("123456"))


@pytest.mark.parametrize(
    ("task", "events", "seconds", "failure"),
    [
        (Authenticate(URL), [], CLIENT, "eid.provider_unreachable"),
        (Authenticate(URL), [AuthStarted()], CLIENT, "eid.provider_unreachable"),
        (Authenticate(URL), [AuthStarted(), RIGHTS], CLIENT, "eid.provider_unreachable"),
        (Authenticate(URL), CONSENT, CITIZEN, "eid.timed_out"),
        (Authenticate(URL), [*CONSENT, Agree()], CLIENT, "eid.timed_out"),
        (Authenticate(URL), AGREED, CLIENT, "eid.timed_out"),
        (Authenticate(URL), [*AGREED, InsertCardAsked()], CITIZEN, "eid.timed_out"),
        (Authenticate(URL), [*AGREED, enter(Kind.PIN)], CITIZEN, "eid.timed_out"),
        (Authenticate(URL), [*AGREED, enter(Kind.CAN, 1)], CITIZEN, "eid.timed_out"),
        (Authenticate(URL), [*AGREED, enter(Kind.PUK, 0)], CITIZEN, "eid.timed_out"),
        (Authenticate(URL), [*AGREED, enter(Kind.PIN, keypad=True)], CITIZEN, "eid.timed_out"),
        (Authenticate(URL), [*AGREED, enter(Kind.PIN), pin()], CLIENT, "eid.timed_out"),
        (
            Authenticate(URL),
            [*AGREED, enter(Kind.PIN), pin(), Paused()],
            CITIZEN,
            "eid.timed_out",
        ),
        (PinTask.CHANGE, [], CLIENT, "eid.timed_out"),
        (PinTask.CHANGE, [ChangePinStarted()], CLIENT, "eid.timed_out"),
        (PinTask.CHECK, [], CITIZEN, "eid.timed_out"),
    ],
)
async def test_each_wait_ends_then_the_client_cancels_or_is_cut_off(
    clock: FakeClock,
    task: Task,
    events: list[Message | Agree | Digits],
    seconds: float,
    failure: str,
) -> None:
    talk = Talk(task, clock)
    await talk.take(*events)
    await clock.advance(seconds - 1)
    assert not talk.workflow.ended.is_set()
    assert CancelWorkflow() not in talk.line.sent
    await clock.advance(2)
    confirmed = len(events) > 0 and task is not PinTask.CHECK
    assert (CancelWorkflow() in talk.line.sent) is confirmed
    await clock.advance(RELEASE)
    assert talk.line.dropped is (task is not PinTask.CHECK)
    assert (await talk.rest())[-1] == Broken(failure)


async def test_a_client_that_lets_go_when_told_to_is_not_cut_off(clock: FakeClock) -> None:
    talk = Talk(PinTask.CHANGE, clock)
    await talk.take(ChangePinStarted(), enter(Kind.PIN))
    await clock.advance(CITIZEN + 1)
    await talk.take(ChangePinEnded(success=False))
    await clock.advance(RELEASE)
    assert not talk.line.dropped
    assert (await talk.rest())[-1] == Broken("eid.timed_out")


async def test_a_client_that_repeats_its_question_gets_no_more_patience(clock: FakeClock) -> None:
    talk = Talk(PinTask.CHANGE, clock)
    await talk.take(ChangePinStarted(), enter(Kind.PIN))
    for _ in range(int(CITIZEN) + 2):
        await clock.advance(1)
        await talk.take(enter(Kind.PIN))
    assert CancelWorkflow() in talk.line.sent
    await talk.take(ChangePinEnded(success=False))


async def test_a_client_that_repeats_its_progress_gets_no_more_patience(clock: FakeClock) -> None:
    talk = Talk(PinTask.CHANGE, clock)
    await talk.take(ChangePinStarted(), enter(Kind.PIN), pin())
    for _ in range(int(CLIENT) + 2):
        await clock.advance(1)
        await talk.take(Progress(20))
    assert CancelWorkflow() in talk.line.sent
    await talk.take(ChangePinEnded(success=False))


async def test_no_dialogue_is_endless_however_it_is_kept_going(clock: FakeClock) -> None:
    talk = Talk(PinTask.CHANGE, clock)
    await talk.take(ChangePinStarted())
    while not talk.workflow.ended.is_set():
        assert clock.monotonic() <= WHOLE + RELEASE
        await talk.take(enter(Kind.PIN, 2 + int(clock.monotonic()) % 2))
        await clock.advance(CITIZEN - 1)
    assert clock.monotonic() > WHOLE
    assert (await talk.rest())[-1] == Broken("eid.timed_out")
    assert talk.line.dropped


async def test_a_line_that_breaks_while_digits_are_sent_tells_so_and_wipes_them(
    clock: FakeClock,
) -> None:
    talk = Talk(PinTask.CHANGE, clock)
    await talk.take(ChangePinStarted(), enter(Kind.PIN))
    talk.line.cut = True
    typed = pin()
    await talk.take(typed)
    assert (await talk.rest())[-1] == Broken("eid.client_lost")
    assert len(typed.secret) == 0


async def test_digits_nobody_asked_for_are_wiped_and_not_sent(clock: FakeClock) -> None:
    talk = Talk(PinTask.CHANGE, clock)
    await talk.take(ChangePinStarted(), enter(Kind.PIN, 3, keypad=True))
    before = list(talk.line.sent)
    assert before[-1] == SetSecret(Kind.PIN, None)
    typed = Digits(Kind.CAN, secret("222222"))
    await talk.take(typed)
    assert talk.line.sent == before == [RunChangePin(), SetSecret(Kind.PIN, None)]
    assert len(typed.secret) == 0
    await talk.take(ChangePinEnded(success=False))
