"""Which timers a session needs: derived from its state, so that no wait is ever without a way out."""

from dataclasses import dataclass, replace

from kiosk.contracts.paying import PayWay
from kiosk.contracts.portal import PortalTouched
from kiosk.domain.effects import Effect, StartTimer, StopTimer
from kiosk.domain.events import (
    CardSeen,
    CitizenEvent,
    Event,
    FingerTaken,
    HeadsetSeen,
    StepFailed,
    StrokesChanged,
    Timer,
)
from kiosk.domain.move import Wait
from kiosk.domain.payment_events import PayPageMoved
from kiosk.domain.photo_events import PhotoTaken
from kiosk.domain.portal_events import PortalTold
from kiosk.domain.state import (
    Attract,
    Closed,
    Failed,
    Leaving,
    Money,
    Overlay,
    Session,
    Walking,
)
from kiosk.domain.step_states import (
    PhotoStep,
    PortalStep,
    ReceiptPhase,
    ReceiptStep,
)
from kiosk.domain.steps import photo, portal
from kiosk.domain.steps.table import STEP_RULES

IN_CALL = frozenset({"waiting", "connected"})
# What only the citizen can bring about, beside touches in a portal's window.
SIGNS_OF_LIFE = (CardSeen, StrokesChanged, PhotoTaken, FingerTaken, HeadsetSeen, PayPageMoved)
MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Alarm:
    """A timer that must run; a changed `phase` starts it anew."""

    timer: Timer
    seconds: float
    phase: str


def alarms(session: Session) -> frozenset[Alarm]:
    """Answer the timers this state needs."""
    stage = session.stage
    if isinstance(stage, Attract | Closed):
        return frozenset()
    timing = session.site.timing
    if isinstance(stage, Leaving):
        reminder = Alarm(Timer.SECOND, timing.card_reminder, f"leaving {stage.reminders}")
        return frozenset({Alarm(Timer.STEP, timing.take_card, "leaving"), reminder})
    needed = set()
    wait = waiting(session)
    if wait is not None:
        needed.add(Alarm(Timer.STEP, wait.seconds, wait.phase))
    elif session.overlay is Overlay.STILL_THERE:
        needed.add(Alarm(Timer.SECOND, 1.0, f"still_there {session.countdown}"))
    elif idles(session):
        # Who pays on the own phone looks at that, not at us.
        seconds = timing.on_the_phone if _pays_on_the_phone(session) else timing.idle
        needed.add(Alarm(Timer.IDLE, seconds, "idle"))
    needed |= _at_the_camera(session)
    minutes = _minutes_at_portal(session)
    if minutes is not None:
        needed.add(Alarm(Timer.MINUTE, MINUTE, f"portal {minutes}"))
    return frozenset(needed)


def idles(session: Session) -> bool:
    """Answer whether it is the citizen's turn, so that silence means that they may have gone."""
    here = not isinstance(session.stage, Attract | Leaving | Closed)
    asked = session.overlay is Overlay.STILL_THERE
    return here and not in_call(session) and not asked and waiting(session) is None


def in_call(session: Session) -> bool:
    """Answer whether a clerk is being waited for or talked to."""
    return session.call is not None and session.call.phase in IN_CALL


def citizen_need_not_act(session: Session, event: Event) -> bool:
    """Answer whether "are you still there?" is settled: somebody stirred, or the devices work."""
    return stirs(event) or waiting(session) is not None


def stirs(event: Event) -> bool:
    """Answer whether a device tells of somebody in front of the terminal."""
    if isinstance(event, PortalTold):
        return isinstance(event.news, PortalTouched)
    return isinstance(event, SIGNS_OF_LIFE)


def waiting(session: Session) -> Wait | None:
    """Answer the wait that is on, None while the citizen is awaited."""
    stage = session.stage
    if isinstance(stage, Failed) and stage.walk.money is Money.AUTHORISED:
        return Wait("failed.reversing", session.site.timing.storing, "payment.outcome_unknown")
    if not isinstance(stage, Walking):
        return None
    step = stage.walk.service.steps[stage.walk.position]
    return STEP_RULES[step.kind].patience(session, stage.walk)


def expired_wait(session: Session) -> StepFailed | None:
    """Answer what a wait that took too long comes to."""
    wait = waiting(session)
    return None if wait is None else StepFailed(wait.failure)


def wound(before: Session, after: Session, event: Event) -> tuple[Effect, ...]:
    """Answer the timer effects that lead from one state to the next; any act restarts IDLE."""
    old, new = alarms(before), alarms(after)
    acted = isinstance(event, CitizenEvent) or stirs(event)
    stop = {alarm.timer for alarm in old} - {alarm.timer for alarm in new}
    start = [a for a in new if a not in old or (acted and a.timer is Timer.IDLE)]
    ordered = sorted(start, key=lambda alarm: alarm.timer)
    return (
        *(StopTimer(timer) for timer in sorted(stop)),
        *(StartTimer(alarm.timer, alarm.seconds) for alarm in ordered),
    )


def asked_still_there(session: Session) -> Session:
    """Answer the session asking "are you still there?"."""
    seconds = session.site.timing.still_there
    return replace(session, overlay=Overlay.STILL_THERE, countdown=seconds)


def visit_is_long(session: Session) -> bool:
    """Answer whether a visit to a portal has lasted so long that the citizen must be asked."""
    stage = session.stage
    return isinstance(stage, Walking) and portal.time_is_up(stage.walk)


def given_time(session: Session) -> Session:
    """Answer the session of a citizen who said that they are here: a visit that was too long may go on."""
    stage = session.stage
    if not isinstance(stage, Walking):
        return session
    return replace(session, stage=Walking(portal.extended(session, stage.walk)))


def _pays_on_the_phone(session: Session) -> bool:
    stage = session.stage
    if not isinstance(stage, Walking) or not isinstance(stage.walk.step, ReceiptStep):
        return False
    paying = stage.walk.step.phase is ReceiptPhase.PAYING
    return paying and stage.walk.way is PayWay.PAY_PAGE


def _at_the_camera(session: Session) -> set[Alarm]:
    stage = session.stage
    step = stage.walk.step if isinstance(stage, Walking) else None
    running = photo.timers(session, step) if isinstance(step, PhotoStep) else ()
    return {Alarm(*timer) for timer in running}


def _minutes_at_portal(session: Session) -> int | None:
    stage = session.stage
    step = stage.walk.step if isinstance(stage, Walking) else None
    return step.minutes if isinstance(step, PortalStep) and step.open else None
