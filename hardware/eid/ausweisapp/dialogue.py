"""The dialogue machine: a message, a reply or a wait that is over gives prompts and commands.

Pure. It knows AusweisApp's traps (1.26 and 2.x), each seen with the real client: success claimed
for a PIN that was not changed, wrong digits told by nothing but a counter, deactivated cards that
are waited for without end, a stored PIN that serves whatever card is put on next.
"""

from dataclasses import replace

from hardware.eid import EidFault
from hardware.eid.ausweisapp import access, card_watch, digits, outcome
from hardware.eid.ausweisapp.commands import (
    CancelWorkflow,
    Continue,
    RunAuth,
    RunChangePin,
)
from hardware.eid.ausweisapp.messages import (
    AccessRights,
    AuthEnded,
    AuthStarted,
    Certificate,
    ChangePinEnded,
    ChangePinStarted,
    InsertCardAsked,
    Message,
    Paused,
    Progress,
    Reader,
    ReaderSeen,
    ReadersListed,
    Rejected,
    SecretAsked,
)
from hardware.eid.ausweisapp.state import (
    Authenticate,
    Dialogue,
    Move,
    Phase,
    Task,
    break_off,
    end,
    fail,
    send,
    stay,
    wait,
)
from hardware.eid.failures import EidFailure
from kiosk.contracts.eid import (
    Agree,
    Broken,
    Cancel,
    CardMoved,
    Connecting,
    Digits,
    EidReply,
    PinTask,
    Reading,
    Resume,
)

_CARD_NEEDED = (Phase.LOOKING, Phase.CARD, Phase.ENTRY, Phase.WORKING)


def begin(task: Task, readers: tuple[Reader, ...], *, can_allowed: bool = False) -> Move:
    """Start the workflow; `readers` are those that the client told of before."""
    dialogue = Dialogue(task, can_allowed, readers=card_watch.visible(readers))
    match task:
        case Authenticate(url):
            return send(dialogue, Phase.STARTING, RunAuth(url), Connecting())
        case PinTask.CHECK:
            return card_watch.report(dialogue)
        case _:
            return send(dialogue, Phase.STARTING, RunChangePin(), Connecting())


def hear(dialogue: Dialogue, message: Message) -> Move:
    """Take in what the client says."""
    if dialogue.phase is Phase.ENDED:
        return stay(dialogue)
    match message:
        case ReaderSeen(reader):
            return card_watch.seen(dialogue, (reader,))
        case ReadersListed(readers):
            return card_watch.seen(dialogue, readers)
        case _ if dialogue.task is PinTask.CHECK:
            return stay(dialogue)
        case AuthEnded() if isinstance(dialogue.task, Authenticate):
            return outcome.authenticated(dialogue, message)
        case ChangePinEnded() if isinstance(dialogue.task, PinTask):
            return outcome.pin_changed(dialogue, message)
        case AuthStarted() | ChangePinStarted() if not dialogue.started:
            return _started(replace(dialogue, started=True))
        case Rejected(command):
            return _rejected(dialogue, command)
        case _ if dialogue.phase in (Phase.CANCELLING, Phase.SETTLING):
            return stay(dialogue)
        case _:
            return _advance(dialogue, message)


def _started(dialogue: Dialogue) -> Move:
    if dialogue.phase is Phase.CANCELLING:
        return send(dialogue, Phase.CANCELLING, CancelWorkflow())
    if isinstance(dialogue.task, Authenticate):
        return wait(dialogue, Phase.STARTING)
    if dialogue.proving:
        return wait(dialogue, Phase.WORKING)
    return card_watch.look(wait(dialogue, Phase.LOOKING))


def _advance(dialogue: Dialogue, message: Message) -> Move:
    match message:
        case AccessRights():
            return access.offered(dialogue, message)
        case Certificate(provider):
            return access.certified(dialogue, provider)
        case InsertCardAsked():
            return card_watch.asked_for(dialogue)
        case SecretAsked():
            return digits.asked(dialogue, message)
        case Progress(percent) if dialogue.phase is Phase.WORKING and percent > dialogue.percent:
            # Only progress renews the patience: a client that stutters is still stuck.
            return wait(replace(dialogue, percent=percent), Phase.WORKING, Reading(percent))
        case Paused() if dialogue.phase in _CARD_NEEDED:
            return wait(dialogue, Phase.PAUSED, CardMoved())
        case _:
            return stay(dialogue)


def answer(dialogue: Dialogue, reply: EidReply) -> Move:
    """Take in what the citizen says; what does not fit the question changes nothing."""
    match reply:
        case Agree(optional) if dialogue.phase is Phase.RIGHTS:
            return access.agreed(dialogue, optional)
        case Digits() if dialogue.phase is Phase.ENTRY:
            return digits.typed(dialogue, reply)
        case Resume() if dialogue.phase is Phase.PAUSED:
            return send(dialogue, Phase.WORKING, Continue(), Reading())
        case Cancel() if dialogue.task is PinTask.CHECK and dialogue.phase is Phase.CARD:
            return fail(dialogue, EidFailure.CANCELLED)
        case Cancel() if dialogue.phase in (Phase.CANCELLING, Phase.SETTLING, Phase.ENDED):
            return stay(dialogue)
        case Cancel():
            return break_off(dialogue, outcome.uncertain(dialogue, EidFailure.CANCELLED))
        case _:
            return stay(dialogue)


def expire(dialogue: Dialogue) -> Move:
    """Go on when the present wait took too long."""
    match dialogue.phase:
        case Phase.ENDED:
            return stay(dialogue)
        case Phase.SETTLING | Phase.CANCELLING:
            ending = dialogue.ending or Broken(str(EidFailure.UNKNOWN))
            # A client that does not even cancel is cut off: that ends its workflow.
            return replace(end(dialogue, ending), drop=dialogue.phase is Phase.CANCELLING)
        case Phase.CARD if dialogue.task is PinTask.CHECK:
            return fail(dialogue, EidFailure.TIMED_OUT)
        case Phase.STARTING if isinstance(dialogue.task, Authenticate):
            return break_off(dialogue, EidFailure.PROVIDER_UNREACHABLE)
        case _:
            return break_off(dialogue, outcome.uncertain(dialogue, EidFailure.TIMED_OUT))


def lose(dialogue: Dialogue) -> Move:
    """Go on when the connection to the client is gone, and its workflow with it."""
    if dialogue.phase is Phase.ENDED:
        return stay(dialogue)
    if dialogue.ending is not None:
        return end(dialogue, dialogue.ending)
    return fail(dialogue, outcome.uncertain(dialogue, EidFailure.CLIENT_LOST))


def refuse(task: Task, why: EidFault | EidFailure) -> Move:
    """Answer a dialogue that ends before it begins."""
    return fail(Dialogue(task), why)


def _rejected(dialogue: Dialogue, command: str) -> Move:
    if not dialogue.started and not command.startswith("RUN_"):
        return stay(dialogue)  # the workflow before ended by itself just when this was sent to it
    if dialogue.phase is Phase.CANCELLING:
        over = command == "CANCEL" if dialogue.started else command.startswith("RUN_")
        return end(dialogue, dialogue.ending) if over and dialogue.ending else stay(dialogue)
    if dialogue.phase is Phase.SETTLING:
        return stay(dialogue)
    if command.startswith("RUN_") and not dialogue.started:
        return fail(dialogue, outcome.uncertain(dialogue, EidFailure.UNKNOWN))
    return break_off(dialogue, outcome.uncertain(dialogue, EidFailure.UNKNOWN))
