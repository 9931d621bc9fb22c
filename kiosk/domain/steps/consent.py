"""Consent: nothing is read, captured or sent before the citizen agreed to this service's purposes."""

from dataclasses import replace

from kiosk.domain.effects import Record
from kiosk.domain.events import BackPressed, Event, NextPressed
from kiosk.domain.move import Move, StepRules, Then, at, citizen_awaited, nothing_to_stop, passed
from kiosk.domain.state import Session, Walk
from kiosk.domain.step_states import ConsentStep


def enter(_session: Session, walk: Walk) -> Move:
    return Move(at(walk, ConsentStep()))


def handle(_session: Session, walk: Walk, event: Event) -> Move | None:
    match event:
        case NextPressed():
            given = Record("consent.given", (("service", walk.service.id),))
            return passed(replace(walk, consented=True), given)
        case BackPressed():
            return Move(walk, then=Then.BACK)
        case _:
            return None


RULES = StepRules(enter, handle, nothing_to_stop, citizen_awaited)
