"""Whether a process on stage still lives, and when the supervisor must look again."""

from collections.abc import Iterator
from dataclasses import replace

from kiosk.config.model import SupervisorLimits
from kiosk.supervisor.stage import Actor, Phase, State


def after_beat(stage: Actor, frames: int, turns: int, now: float) -> Actor:
    """Answer the actor after a beat; a counter that did not grow has not moved."""
    if frames > stage.frames:
        stage = replace(stage, frames=frames, frames_at=now)
    if turns > stage.turns:
        stage = replace(stage, turns=turns, turns_at=now)
    return stage


def reason(stage: Actor, now: float, limits: SupervisorLimits) -> str:
    """Answer why the process on stage must be killed, or nothing."""
    if not stage.shown:
        return "nothing shown in time" if now >= stage.went_on + limits.show else ""
    stood = [
        name
        for name, at in (("interface", stage.frames_at), ("event loop", stage.turns_at))
        if now >= at + limits.hang
    ]
    return f"{' and '.join(stood)} stood still" if stood else ""


def is_healthy(state: State, now: float, limits: SupervisorLimits) -> bool:
    """Answer whether systemd may be told that all is well.

    Out of service is a healthy supervisor: a restart by systemd would only forget the crashes.
    """
    if state.phase in (Phase.OUT_OF_SERVICE, Phase.STOPPING):
        return True
    return state.stage is not None and not reason(state.stage, now, limits)


def next_look(state: State, limits: SupervisorLimits) -> float | None:
    """Answer the monotonic time of the next deadline, None if there is none."""
    return min(_deadlines(state, limits), default=None)


def _deadlines(state: State, limits: SupervisorLimits) -> Iterator[float]:
    for moment in (state.spare_due, state.retry_due, state.stop_by):
        if moment is not None:
            yield moment
    yield from (actor.leave_by for actor in state.leaving if not actor.doomed)
    if state.spare is not None and not state.spare.ready and not state.spare.doomed:
        yield state.spare.spawned + limits.warm
    stage = state.stage
    if stage is None or state.phase is Phase.STOPPING:
        return
    if stage.doomed:
        yield stage.leave_by
    elif stage.shown:
        yield min(stage.frames_at, stage.turns_at) + limits.hang
    else:
        yield stage.went_on + limits.show
