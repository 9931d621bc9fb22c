"""Walks the pure dialogue machine: messages and replies in, commands and prompts out."""

from typing import Any

from hardware.eid.ausweisapp import dialogue as machine
from hardware.eid.ausweisapp.commands import Command
from hardware.eid.ausweisapp.messages import (
    AccessRights,
    AuthEnded,
    AuthStarted,
    Card,
    Certificate,
    ChangePinEnded,
    ChangePinStarted,
    Message,
    Reader,
    ReaderSeen,
    SecretAsked,
)
from hardware.eid.ausweisapp.state import Authenticate, Dialogue, Move, Phase, Task
from kiosk.contracts.eid import (
    Agree,
    Broken,
    Digits,
    EidPrompt,
    EidReply,
    PinTask,
    Provider,
    SecretKind,
)
from kiosk.contracts.private import Secret

NAME = "Some reader"
URL = "https://service.example/tctoken"
RIGHTS = AccessRights(("FamilyName",), ("DateOfBirth", "BirthName"), ("FamilyName",), "T", False)
PROVIDER = Provider("Musterstadt", "https://service.example", "Test", "Terms", "DVCA")


def secret(digits: str) -> Secret:
    return Secret(digits.encode())


def reader(card: Card | None = None, **fields: Any) -> Reader:
    return Reader(NAME, card=card, **fields)


def card_gone() -> ReaderSeen:
    return ReaderSeen(reader())


def enter(kind: SecretKind, left: int = 3, **fields: Any) -> SecretAsked:
    return SecretAsked(kind, reader(Card(left), **fields), False)


class Conversation:
    """Keeps every command and prompt since the start."""

    def __init__(self, task: Task, *readers: Reader, can_allowed: bool = False) -> None:
        self.commands: list[Command] = []
        self.prompts: list[EidPrompt] = []
        self.dropped = False
        self.dialogue: Dialogue
        self._take(machine.begin(task, readers, can_allowed=can_allowed))

    def hear(self, *messages: Message) -> "Conversation":
        for message in messages:
            self._take(machine.hear(self.dialogue, message))
        return self

    def reply(self, reply: EidReply) -> "Conversation":
        self._take(machine.answer(self.dialogue, reply))
        return self

    def type(self, kind: SecretKind, digits: str) -> "Conversation":
        return self.reply(Digits(kind, secret(digits)))

    def expire(self) -> "Conversation":
        self._take(machine.expire(self.dialogue))
        return self

    def lose(self) -> "Conversation":
        self._take(machine.lose(self.dialogue))
        return self

    @property
    def ended(self) -> bool:
        return self.dialogue.phase is Phase.ENDED

    @property
    def failure(self) -> str:
        last = self.prompts[-1]
        assert isinstance(last, Broken), last
        return last.failure

    def _take(self, move: Move) -> None:
        self.dialogue = move.dialogue
        self.commands += move.commands
        self.prompts += move.prompts
        self.dropped |= move.drop


def consenting() -> Conversation:
    """An authentication at the question whether the citizen agrees."""
    return Conversation(Authenticate(URL), reader()).hear(
        AuthStarted(), RIGHTS, Certificate(PROVIDER)
    )


def agreed() -> Conversation:
    """An authentication that looks for the card."""
    return consenting().reply(Agree()).hear(RIGHTS)


def authenticating(left: int = 3) -> Conversation:
    """An authentication that asks for the PIN."""
    return agreed().hear(enter(SecretKind.PIN, left))


def changing(task: PinTask = PinTask.CHANGE) -> Conversation:
    """A PIN change that asks for the old PIN, or the transport PIN."""
    return Conversation(task, reader(Card(3))).hear(ChangePinStarted(), enter(SecretKind.PIN))


OK = AuthEnded(ok=True)
CLAIMED = ChangePinEnded(success=True)
NOT_CHANGED = ChangePinEnded(success=False)
