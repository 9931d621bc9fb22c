"""Moving along a service's steps: enter, pass on, go back, fail, finish."""

from dataclasses import replace

from kiosk.domain.effects import Effect, Record
from kiosk.domain.events import Event, OtherWayPressed
from kiosk.domain.guards import holds
from kiosk.domain.move import Move, Then
from kiosk.domain.service import Service, StepKind
from kiosk.domain.state import Choosing, Failed, Leaving, Session, Walk, Walking
from kiosk.domain.step_states import ConsentStep, QuestionsStep
from kiosk.domain.steps import questions
from kiosk.domain.steps.table import STEP_RULES

Turn = tuple[Session, tuple[Effect, ...]]
# Steps one can come back to; what was read, captured or paid is not done again.
REVISITABLE = frozenset({StepKind.CONSENT, StepKind.QUESTIONS, StepKind.CHECK})


def begin(session: Session, service: Service, parked: Walk | None) -> Turn:
    """Start a service; what was told before in this session is still known."""
    if parked is not None and parked.service.id == service.id:
        walk = parked
    else:
        walk = Walk(service, 0, ConsentStep())
    started = Record("service.chosen", (("service", service.id),))
    return _onward(session, Move(replace(walk, position=-1), (started,), Then.NEXT))


def step_event(session: Session, walk: Walk, event: Event) -> Turn | None:
    """Let the current step answer the event; None if it is not its matter."""
    rules = STEP_RULES[walk.service.steps[walk.position].kind]
    move = rules.handle(session, walk, event)
    if move is None:
        return None
    after, effects = _onward(session, move)
    return after, (*_told(walk, move, event), *effects)


def enter_again(session: Session, walk: Walk) -> Turn:
    """Start the current step anew after a failure."""
    rules = STEP_RULES[walk.service.steps[walk.position].kind]
    return _onward(session, rules.enter(session, walk))


def stop_running(walk: Walk) -> tuple[Effect, ...]:
    """Answer the effects that stop whatever the current step has running."""
    return STEP_RULES[walk.service.steps[walk.position].kind].leave(walk)


def _onward(session: Session, move: Move) -> Turn:
    effects: list[Effect] = []
    while True:
        effects.extend(move.effects)
        walk = move.walk
        match move.then:
            case Then.NEXT:
                position = _following(walk)
                if position is None:
                    return _finished(session, walk, effects)
                walk = replace(walk, position=position)
                move = STEP_RULES[walk.service.steps[position].kind].enter(session, walk)
            case Then.BACK if move.question:
                return _at(session, _changing(walk, move.question), effects)
            case Then.BACK:
                before = _preceding(walk)
                if before is None:
                    return replace(session, stage=Choosing(parked=walk)), tuple(effects)
                walk = replace(walk, position=before)
                move = _enter_backwards(session, walk)
            case Then.FAIL:
                told = _failure_told(walk, move.failure)
                stage = Failed(walk, move.failure)
                return replace(session, stage=stage), (*effects, told)
            case Then.STAY:
                return _at(session, walk, effects)


def _at(session: Session, walk: Walk, effects: list[Effect]) -> Turn:
    return replace(session, stage=Walking(walk)), tuple(effects)


def _finished(session: Session, walk: Walk, effects: list[Effect]) -> Turn:
    done = Record("service.completed", (("service", walk.service.id),))
    return replace(session, stage=Leaving("completed")), (*effects, done)


def _told(walk: Walk, move: Move, event: Event) -> tuple[Record, ...]:
    what = (("service", walk.service.id), ("step", str(walk.service.steps[walk.position].kind)))
    if isinstance(event, OtherWayPressed):
        return (Record("step.skipped", what),)
    return (Record("step.passed", what),) if move.then is Then.NEXT else ()


def _failure_told(walk: Walk, failure: str) -> Record:
    step = walk.service.steps[walk.position].kind
    what = (("service", walk.service.id), ("step", str(step)), ("failure", failure))
    return Record("step.failed", what)


def _following(walk: Walk) -> int | None:
    steps = walk.service.steps
    for position in range(walk.position + 1, len(steps)):
        if holds(steps[position].when, walk.answers):
            return position
    return None


def _preceding(walk: Walk) -> int | None:
    steps = walk.service.steps
    for position in range(walk.position - 1, -1, -1):
        step = steps[position]
        if step.kind not in REVISITABLE or not holds(step.when, walk.answers):
            continue
        if step.kind is StepKind.QUESTIONS and not _asks(walk, position):
            continue
        return position
    return None


def _asks(walk: Walk, position: int) -> bool:
    return bool(questions.asked(replace(walk, position=position)))


def _enter_backwards(session: Session, walk: Walk) -> Move:
    if walk.service.steps[walk.position].kind is StepKind.QUESTIONS:
        return questions.enter_from_behind(walk)
    return STEP_RULES[walk.service.steps[walk.position].kind].enter(session, walk)


def _changing(walk: Walk, question: str) -> Walk:
    for position, step in enumerate(walk.service.steps):
        if any(asked.id == question for asked in step.questions):
            return replace(walk, position=position, step=QuestionsStep(question, returning=True))
    raise LookupError(f"{walk.service.id}: there is no question '{question}'")
