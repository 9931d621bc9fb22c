"""Walks the pure dialogue machine along a recording, with a citizen who does what led to it."""

import json

from hardware.eid.ausweisapp.card_watch import updated
from hardware.eid.ausweisapp.commands import CancelWorkflow
from hardware.eid.ausweisapp.decoding import decode
from hardware.eid.ausweisapp.messages import Reader, ReaderSeen
from hardware.eid.ausweisapp.state import Authenticate, Phase
from hardware.eid.replay.recording import Event, Said, Trigger
from hardware.eid.replay.scenes import Scene
from kiosk.contracts.eid import Agree, Cancel, EnterSecret
from tests.hardware.eid.conversing import URL, Conversation

DIGITS = {
    "pin": "123456",
    "transport_pin": "12345",
    "new_pin": "654321",
    "can": "222222",
    "puk": "3333333333",
}


def walked(scene: Scene, events: list[Event]) -> Conversation:
    """Answer the conversation at the end of these events."""
    start = next(
        number
        for number, event in enumerate(events)
        if isinstance(event, Trigger) and event.name.startswith("RUN_")
    )
    told = Conversation(scene.task or Authenticate(URL), *_readers(events[:start]))
    for event in events[start + 1 :]:
        if isinstance(event, Trigger):
            _act(told, event.name.partition(":")[0])
        else:
            message = decode(json.dumps(event.message))
            if message is not None:
                told.hear(message)
    return told


def _readers(events: list[Event]) -> tuple[Reader, ...]:
    """Answer the readers as the client had told of them before the workflow."""
    readers: tuple[Reader, ...] = ()
    for event in events:
        message = decode(json.dumps(event.message)) if isinstance(event, Said) else None
        if isinstance(message, ReaderSeen):
            readers = updated(readers, (message.reader,))
    return readers


def _act(told: Conversation, command: str) -> None:
    """Have the citizen do what led to the command, unless the machine sent it by itself."""
    match command:
        case "SET_ACCESS_RIGHTS" | "ACCEPT" if told.dialogue.phase is Phase.RIGHTS:
            told.reply(Agree())
        case "SET_PIN" | "SET_NEW_PIN" | "SET_CAN" | "SET_PUK":
            asked = told.prompts[-1]
            if isinstance(asked, EnterSecret):
                told.type(asked.kind, DIGITS[asked.kind])
        case "CANCEL" if CancelWorkflow() not in told.commands:
            told.reply(Cancel())
