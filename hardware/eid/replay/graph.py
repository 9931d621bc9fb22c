"""What AusweisApp answers in which state, learned from recordings; pure.

A recording is one path. Where two paths pass the same state, the graph joins them, so that more
can be replayed than was ever walked at once, yet every message was said by the real client.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from hardware.eid.replay.recording import READER, Event, Said, Trigger

ABSENT = "absent"
UNKNOWN = "unknown"
CANCEL = "CANCEL"
INSERT = "insert"
REMOVE = "remove"
_WORKFLOWS = {"RUN_AUTH": "AUTH", "RUN_CHANGE_PIN": "CHANGE_PIN"}
_PLACES = (
    "RUN_AUTH",
    "RUN_CHANGE_PIN",
    "ACCEPT",
    "CANCEL",
    "SET_PIN",
    "SET_NEW_PIN",
    "SET_CAN",
    "SET_PUK",
)
_QUESTIONS = (
    "ACCESS_RIGHTS",
    "INSERT_CARD",
    "ENTER_PIN",
    "ENTER_NEW_PIN",
    "ENTER_CAN",
    "ENTER_PUK",
    "PAUSE",
)


@dataclass(frozen=True, slots=True)
class State:
    """The running workflow, the last command or question in it, and the card as last told."""

    workflow: str = ""
    place: str = ""
    card: str = ABSENT

    @property
    def working(self) -> bool:
        """Answer whether the card is at work."""
        return self.place.startswith("SET_")

    def after(self, event: Event) -> "State":
        match event:
            case Trigger(name):
                return self._commanded(name.partition(":")[0])
            case Said(_, message):
                return self._told(message)

    def _commanded(self, command: str) -> "State":
        if command in _WORKFLOWS:
            return replace(self, workflow=_WORKFLOWS[command], place=command)
        if command in _PLACES and self.workflow:
            return replace(self, place=command)
        return self

    def _told(self, message: dict[str, Any]) -> "State":
        name = message.get("msg")
        if name == "READER" and message["name"] == READER:
            return replace(self, card=condition(message.get("card")))
        if name == self.workflow and ({"result", "success", "error"} & set(message)):
            return replace(self, workflow="", place="")
        if name in _QUESTIONS and self.workflow:
            return replace(self, place=str(name))
        return self


def condition(card: dict[str, Any] | None) -> str:
    """Answer what a READER message tells of the card, in a word."""
    if card is None:
        return ABSENT
    if not card:
        return UNKNOWN
    for word in ("deactivated", "inoperative"):
        if card[word]:
            return word
    return str(card["retryCounter"])


class Graph:
    """All that was recorded."""

    def __init__(self, recordings: Iterable[Iterable[Event]]) -> None:
        self._answers: dict[tuple[State, str], list[Said]] = {}
        for recording in recordings:
            for key, said in _edges(recording):
                # Of several answers the longest: the others were cut off by what came next.
                if len(said) >= len(self._answers.get(key, [])):
                    self._answers[key] = said

    def answer(self, state: State, trigger: str) -> tuple[Said, ...] | None:
        """Answer what the client said there; None where nothing like it was recorded.

        Where the exact state was not, the nearest will do: a workflow is cancelled alike wherever it
        stands, a card is lost alike whatever it worked at, and outside a workflow's waits the
        readers tell of cards as they do without one.
        """
        candidates = [state]
        if trigger == CANCEL or (trigger == REMOVE and state.working):
            candidates += [
                known
                for known, name in self._answers
                if name == trigger
                and known.workflow == state.workflow
                and (trigger == CANCEL or known.working)
            ]
        candidates += [State(card=state.card), State()]
        return next(
            (
                tuple(self._answers[known, trigger])
                for known in candidates
                if (known, trigger) in self._answers
            ),
            None,
        )


def _edges(recording: Iterable[Event]) -> list[tuple[tuple[State, str], list[Said]]]:
    edges: list[tuple[tuple[State, str], list[Said]]] = []
    state = State()
    for event in recording:
        if isinstance(event, Trigger):
            edges.append(((state, event.name), []))
        else:
            edges[-1][1].append(event)
        state = state.after(event)
    return edges
