"""Where a dialogue with the client stands, and the moves that every part of it can make."""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from hardware.eid.ausweisapp.commands import CancelWorkflow, Command
from hardware.eid.ausweisapp.messages import AccessRights, Card, Reader
from kiosk.contracts.eid import Broken, EidPrompt, Finished, PinTask, SecretKind
from kiosk.contracts.private import Secret


@dataclass(frozen=True, slots=True)
class Authenticate:
    """Have the provider behind this URL read the card."""

    tc_token_url: str = field(repr=False)


Task = Authenticate | PinTask


class Phase(StrEnum):
    """What is going on.

    STARTING: the client reaches the provider. LOOKING: it looks for a card. SETTLING: it ended in
    doubt, and what the reader says next tells why.
    """

    STARTING = "starting"
    RIGHTS = "rights"
    CONFIRMING = "confirming"
    LOOKING = "looking"
    CARD = "card"
    ENTRY = "entry"
    WORKING = "working"
    PAUSED = "paused"
    CANCELLING = "cancelling"
    SETTLING = "settling"
    ENDED = "ended"


class Awaited(StrEnum):
    """Whom a phase waits for; AusweisApp itself waits for ever."""

    CITIZEN = "citizen"
    CLIENT = "client"
    RELEASE = "release"
    SETTLEMENT = "settlement"


_AWAITED = {
    Phase.STARTING: Awaited.CLIENT,
    Phase.RIGHTS: Awaited.CITIZEN,
    Phase.CONFIRMING: Awaited.CLIENT,
    Phase.LOOKING: Awaited.CLIENT,
    Phase.CARD: Awaited.CITIZEN,
    Phase.ENTRY: Awaited.CITIZEN,
    Phase.WORKING: Awaited.CLIENT,
    Phase.PAUSED: Awaited.CITIZEN,
    Phase.CANCELLING: Awaited.RELEASE,
    Phase.SETTLING: Awaited.SETTLEMENT,
}


@dataclass(frozen=True, slots=True)
class Dialogue:
    """One workflow at the client.

    `turn` grows with every wait that begins. `started` once the client has confirmed the start.
    `reader` is the one that the workflow uses. `asked` is what the citizen is asked for, `sent`
    what was sent last, `percent` how far the client came since, `ending` what will be told when it
    has let go.

    `new_pin` is a copy of the new PIN for its proof, None as soon as it is sent or no longer needed;
    whoever runs the dialogue wipes it then. `proving` once the workflow is the one of the proof.
    """

    task: Task
    can_allowed: bool = False
    phase: Phase = Phase.STARTING
    turn: int = 0
    started: bool = False
    readers: tuple[Reader, ...] = ()
    reader: str = ""
    rights: AccessRights | None = None
    chosen: tuple[str, ...] = ()
    asked: SecretKind | None = None
    attempts_left: int | None = None
    sent: SecretKind | None = None
    new_pin_sent: bool = False
    new_pin: Secret | None = None
    proving: bool = False
    percent: int = 0
    ending: Finished | Broken | None = None

    @property
    def awaited(self) -> Awaited | None:
        """Answer whom the dialogue waits for, None when it has ended."""
        return _AWAITED.get(self.phase)

    def card(self) -> Card | None:
        """Answer the card that lies on a reader, of several the first."""
        return next((reader.card for reader in self.readers if reader.card), None)


@dataclass(frozen=True, slots=True)
class Move:
    """What follows: the new state, commands to send, prompts to show; `drop` cuts the connection."""

    dialogue: Dialogue
    commands: tuple[Command, ...] = ()
    prompts: tuple[EidPrompt, ...] = field(default=())
    drop: bool = False


def stay(dialogue: Dialogue) -> Move:
    return Move(dialogue)


def wait(dialogue: Dialogue, phase: Phase, *prompts: EidPrompt) -> Move:
    """Begin a wait: the phase's patience starts anew."""
    return Move(replace(dialogue, phase=phase, turn=dialogue.turn + 1), prompts=prompts)


def send(dialogue: Dialogue, phase: Phase, command: Command, *prompts: EidPrompt) -> Move:
    return replace(wait(dialogue, phase, *prompts), commands=(command,))


def end(dialogue: Dialogue, ending: Finished | Broken) -> Move:
    """Tell the ending; nothing follows it."""
    return wait(replace(dialogue, ending=ending, new_pin=None), Phase.ENDED, ending)


def cancel(dialogue: Dialogue, ending: Finished | Broken) -> Move:
    """Have the client stop and release the card; `ending` is told when it has.

    Before the client has confirmed the start it would refuse CANCEL, and then start all the same.
    """
    dialogue = replace(dialogue, ending=ending, new_pin=None)
    if not dialogue.started:
        return wait(dialogue, Phase.CANCELLING)
    return send(dialogue, Phase.CANCELLING, CancelWorkflow())


def settle(dialogue: Dialogue, ending: Broken) -> Move:
    """Wait a moment for the reader to say that the card is gone; otherwise it is `ending`."""
    return wait(replace(dialogue, ending=ending, new_pin=None), Phase.SETTLING)


def break_off(dialogue: Dialogue, failure: StrEnum) -> Move:
    return cancel(dialogue, Broken(str(failure)))


def fail(dialogue: Dialogue, failure: StrEnum) -> Move:
    return end(dialogue, Broken(str(failure)))
