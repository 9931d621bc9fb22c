"""Take your card: a service is over, and `Leaving` watches over a card that still lies there."""

from kiosk.domain.events import Event
from kiosk.domain.move import Move, StepRules, citizen_awaited, nothing_to_stop, passed
from kiosk.domain.state import Session, Walk


def enter(_session: Session, walk: Walk) -> Move:
    return passed(walk)


def handle(_session: Session, _walk: Walk, _event: Event) -> Move | None:
    return None


RULES = StepRules(enter, handle, nothing_to_stop, citizen_awaited)
