"""Questions, one a page. An answer is kept as it is given; Next only checks it."""

from dataclasses import replace
from types import MappingProxyType

from kiosk.contracts.captures import CaptureKind
from kiosk.domain.asking import is_asked
from kiosk.domain.checks import check_answer
from kiosk.domain.events import Answered, BackPressed, Event, NextPressed
from kiosk.domain.move import (
    Move,
    StepRules,
    Then,
    at,
    citizen_awaited,
    nothing_to_stop,
    passed,
    stay,
)
from kiosk.domain.service import Question, QuestionKind
from kiosk.domain.state import Session, Walk
from kiosk.domain.step_states import QuestionsStep


def asked(walk: Walk) -> tuple[Question, ...]:
    """Answer the questions of the current step that the answers so far call for."""
    step = walk.service.steps[walk.position]
    return tuple(q for q in step.questions if is_asked(q, walk))


def enter(_session: Session, walk: Walk) -> Move:
    return _enter_at(walk, 0)


def enter_from_behind(walk: Walk) -> Move:
    """Come back to the last question."""
    return _enter_at(walk, -1)


def _enter_at(walk: Walk, index: int) -> Move:
    questions = asked(walk)
    if not questions:
        return passed(walk)
    return Move(at(walk, QuestionsStep(questions[index].id)))


def handle(_session: Session, walk: Walk, event: Event) -> Move | None:
    step = walk.step
    if not isinstance(step, QuestionsStep):
        return None
    questions = asked(walk)
    index = next(i for i, question in enumerate(questions) if question.id == step.question)
    question = questions[index]
    match event:
        case Answered(name, value) if name == question.id:
            return _keep(walk, step, question, value)
        case NextPressed():
            error = check_answer(question, walk.answers.get(question.id, ""))
            if error:
                return stay(walk, replace(step, error=error))
            if index + 1 == len(questions):
                return passed(walk)
            following = questions[index + 1]
            if step.returning and following.id in walk.answers:
                return passed(walk)
            return stay(walk, QuestionsStep(following.id, returning=step.returning))
        case BackPressed() if step.returning:
            return passed(walk)
        case BackPressed() if index > 0:
            return stay(walk, QuestionsStep(questions[index - 1].id))
        case BackPressed():
            return Move(walk, then=Then.BACK)
        case _:
            return None


def _keep(walk: Walk, step: QuestionsStep, question: Question, value: str) -> Move:
    if question.kind is QuestionKind.MANY:
        value = _toggled(walk.answers.get(question.id, ""), value, question.options)
    else:
        value = value[: question.max_length]
    answers = MappingProxyType({**walk.answers, question.id: value})
    after = replace(walk, answers=answers, step=replace(step, error=""))
    return Move(_without_outdated(walk, after))


def _without_outdated(before: Walk, after: Walk) -> Walk:
    """Let go of a signature that was drawn for other documents than the answers now ask for."""
    for step in after.service.steps:
        wanted = step.signature
        if wanted is not None and wanted.by(before.answers) != wanted.by(after.answers):
            kept = (each for each in after.captures if each.kind is not CaptureKind.SIGNATURE)
            return replace(after, captures=tuple(kept))
    return after


def _toggled(chosen: str, option: str, options: tuple[str, ...]) -> str:
    """Answer the chosen options, blank-separated in the order of the definition, with one turned over."""
    before = set(chosen.split())
    after = before ^ {option}
    return " ".join(name for name in options if name in after)


RULES = StepRules(enter, handle, nothing_to_stop, citizen_awaited)
