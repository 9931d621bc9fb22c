"""A step's answer to an event: the walk as it now is, what to do, and where to go."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from kiosk.domain.effects import Effect
from kiosk.domain.events import Event
from kiosk.domain.state import Session, Walk
from kiosk.domain.step_states import StepState


class Then(StrEnum):
    STAY = "stay"
    NEXT = "next"
    BACK = "back"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Move:
    """`failure` is set with FAIL; `question` names the question to change with BACK from "check"."""

    walk: Walk
    effects: tuple[Effect, ...] = ()
    then: Then = Then.STAY
    failure: str = ""
    question: str = ""


@dataclass(frozen=True, slots=True)
class Wait:
    """Devices or the store work and the citizen need not act.

    After `seconds` the step fails with `failure`; a new `phase` starts the time anew.
    """

    phase: str
    seconds: float
    failure: str


@dataclass(frozen=True, slots=True)
class StepRules:
    """How one step kind behaves.

    `enter` starts it (or passes it on), `handle` answers None to an event that is not its matter,
    `leave` stops whatever runs, `patience` answers the wait that is on, None while the citizen is
    awaited.
    """

    enter: Callable[[Session, Walk], Move]
    handle: Callable[[Session, Walk, Event], Move | None]
    leave: Callable[[Walk], tuple[Effect, ...]]
    patience: Callable[[Session, Walk], Wait | None]


def at(walk: Walk, step: StepState) -> Walk:
    """Answer the walk with its step state replaced."""
    return replace(walk, step=step)


def stay(walk: Walk, step: StepState, *effects: Effect) -> Move:
    return Move(replace(walk, step=step), effects)


def passed(walk: Walk, *effects: Effect) -> Move:
    return Move(walk, effects, Then.NEXT)


def failed(walk: Walk, failure: str, *effects: Effect) -> Move:
    return Move(walk, effects, Then.FAIL, failure)


def concerns(failure: str, *places: str) -> bool:
    """Answer whether work at one of these places failed, or nobody knows where.

    What an earlier wait has given up on may still fail, and must not pass for what runs now.
    """
    return failure.partition(".")[0] in (*places, "internal")


def nothing_to_stop(_walk: Walk) -> tuple[Effect, ...]:
    return ()


def citizen_awaited(_session: Session, _walk: Walk) -> Wait | None:
    return None
