"""Take your card: the last page stays until the reader is empty."""

from kiosk.domain.events import CardSeen, Event, NextPressed
from kiosk.domain.move import Move, StepRules, Then, at, citizen_awaited, nothing_to_stop
from kiosk.domain.state import Session, Walk
from kiosk.domain.step_states import TakeCardStep


def enter(session: Session, walk: Walk) -> Move:
    if not session.card_present:
        return Move(walk, then=Then.NEXT)
    return Move(at(walk, TakeCardStep()))


def handle(session: Session, walk: Walk, event: Event) -> Move | None:
    match event:
        case CardSeen(present=False):
            return Move(walk, then=Then.NEXT)
        case NextPressed() if not session.card_present:
            return Move(walk, then=Then.NEXT)
        case _:
            return None


RULES = StepRules(enter, handle, nothing_to_stop, citizen_awaited)
