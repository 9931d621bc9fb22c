"""Check answers: everything on one page, each answer changeable, before anything is paid or sent."""

from kiosk.domain.asking import is_asked
from kiosk.domain.checks import check_answer
from kiosk.domain.events import BackPressed, ChangePressed, Event, NextPressed
from kiosk.domain.move import Move, StepRules, Then, at, citizen_awaited, nothing_to_stop, passed
from kiosk.domain.service import Question
from kiosk.domain.state import Session, Walk
from kiosk.domain.step_states import CheckStep


def answered(walk: Walk) -> tuple[Question, ...]:
    """Answer the questions that were to be asked, over all steps."""
    return tuple(q for q in walk.service.questions() if is_asked(q, walk))


def enter(_session: Session, walk: Walk) -> Move:
    """Show the page, or lead to the first question whose answer does not (any longer) hold."""
    for question in answered(walk):
        if check_answer(question, walk.answers.get(question.id, "")):
            return Move(walk, then=Then.BACK, question=question.id)
    return Move(at(walk, CheckStep()))


def handle(_session: Session, walk: Walk, event: Event) -> Move | None:
    match event:
        case ChangePressed(name) if any(question.id == name for question in answered(walk)):
            return Move(walk, then=Then.BACK, question=name)
        case NextPressed():
            return passed(walk)
        case BackPressed():
            return Move(walk, then=Then.BACK)
        case _:
            return None


RULES = StepRules(enter, handle, nothing_to_stop, citizen_awaited)
