"""How a session ends: ask once, stop what runs, never while money moves, and not without the card."""

from dataclasses import replace

from kiosk.domain import timekeeping, walking
from kiosk.domain.effects import Effect, EraseSession, HangUp, Record
from kiosk.domain.events import BackPressed
from kiosk.domain.state import Choosing, Closed, Failed, Leaving, Money, Overlay, Session, Walking
from kiosk.domain.step_states import PayPhase, PayStep, SubmitStep
from kiosk.domain.steps import portal
from kiosk.domain.walking import Turn


def asked_to_end(session: Session) -> Turn:
    """Ask once before anything is lost; where there is nothing to lose, end at once."""
    match session.stage:
        case Walking(walk) if _paying(session):
            return walking.step_event(session, walk, BackPressed()) or (session, ())
        case Walking() if money_moves(session) or _storing(session):
            return session, ()
        case Failed() | Choosing(parked=None):
            return left(session, "failed" if isinstance(session.stage, Failed) else "left")
        case _:
            return replace(session, overlay=Overlay.CONFIRM_END), ()


def left(session: Session, outcome: str) -> Turn:
    """End the session: stop what runs, then wait for the card to be taken."""
    stage = session.stage
    if money_moves(session) or _paying(session) or _storing(session):
        # From the card terminal's start, or the case's way to the disk, nobody can end before the case
        # is there: whoever left with "not sent" in mind would find it sent. The wait has its limit.
        return replace(session, overlay=None, countdown=0), ()
    stop: tuple[Effect, ...] = ()
    if isinstance(stage, Walking):
        stop = walking.stop_running(stage.walk)
        if stage.walk.case is not None:
            outcome = "completed"
    elif isinstance(stage, Failed):
        stop = portal.leave(stage.walk)
    return replace(session, stage=Leaving(outcome), overlay=None, countdown=0), stop


def closed(session: Session, outcome: str, effects: tuple[Effect, ...]) -> Turn:
    """Answer the closed session; its last effect is the erasure."""
    hang_up = (HangUp(),) if timekeeping.in_call(session) else ()
    ended = Record("session.ended", (("outcome", outcome),))
    closing = (*effects, *hang_up, ended, EraseSession(outcome))
    return replace(session, stage=Closed(outcome), overlay=None), closing


def waited_too_long(session: Session) -> Turn:
    """Answer what becomes of a wait whose time is over."""
    if isinstance(session.stage, Leaving):
        return closed(session, session.stage.outcome, (Record("card.forgotten"),))
    late = timekeeping.expired_wait(session)
    if late is None or not isinstance(session.stage, Walking):
        return session, ()
    walk = session.stage.walk
    return walking.step_event(session, walk, late) or (session, ())


def money_moves(session: Session) -> bool:
    """Answer whether a payment is authorised and neither kept nor given back yet."""
    stage = session.stage
    return isinstance(stage, Walking | Failed) and stage.walk.money is Money.AUTHORISED


def _paying(session: Session) -> bool:
    stage = session.stage
    if not isinstance(stage, Walking):
        return False
    step = stage.walk.step
    return isinstance(step, PayStep) and step.phase is PayPhase.RUNNING


def _storing(session: Session) -> bool:
    stage = session.stage
    return isinstance(stage, Walking) and isinstance(stage.walk.step, SubmitStep)
