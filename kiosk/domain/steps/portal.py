"""Portal: a service at somebody else's portal, in a window under the terminal's own bar."""

from dataclasses import replace

from kiosk.contracts.portal import (
    Contrast,
    EidAsked,
    FieldEntered,
    FieldLeft,
    LinkRefused,
    PortalBroken,
    PortalLoading,
    PortalNews,
    PortalShown,
    Visit,
)
from kiosk.domain.effects import (
    AnswerPortal,
    ClosePortal,
    Effect,
    GoBackInPortal,
    OpenPortal,
    PressInPortal,
    Record,
    TypeInPortal,
)
from kiosk.domain.events import (
    BackPressed,
    Event,
    NextPressed,
    StepFailed,
    Timer,
    TimerExpired,
)
from kiosk.domain.move import Move, StepRules, Then, Wait, at, failed, passed, stay
from kiosk.domain.portal_events import PortalKeyPressed, PortalKeysToggled, PortalTold, PortalTyped
from kiosk.domain.state import Session, Walk
from kiosk.domain.step_states import PortalStep
from kiosk.domain.steps import portal_card
from kiosk.domain.steps.identify import waiting

MINUTE = 60.0
ZOOM = {"large": 1.17, "very_large": 1.36}
CONTRAST = {"contrast_light": Contrast.LIGHT, "contrast_dark": Contrast.DARK}
WINDOW = "browser."
"""How failures of the window itself begin: after one of them there is nothing to come back to."""


def enter(session: Session, walk: Walk) -> Move:
    """Open the portal, or come back to its window after a failure at the card."""
    if is_open(walk):
        return Move(walk)
    step = PortalStep(open=True, limit=_minutes(session))
    opened = OpenPortal(_visit(session, walk))
    return stay(walk, step, opened, _record(walk, "portal.opened"))


def handle(_session: Session, walk: Walk, event: Event) -> Move | None:
    step = walk.step
    if not isinstance(step, PortalStep):
        return None
    match event:
        case PortalTold(news):
            return _told(walk, step, news)
        case TimerExpired(Timer.MINUTE):
            return stay(walk, replace(step, minutes=step.minutes + 1))
        case StepFailed(failure) if step.eid is not None and not failure.startswith(WINDOW):
            return portal_card.broke(walk, step, failure)
        case StepFailed(failure):
            return failed(at(walk, PortalStep()), failure, *leave(walk))
    if step.eid is not None:
        return portal_card.handle(walk, step, step.eid, event)
    return _at_window(walk, step, event)


def leave(walk: Walk) -> tuple[Effect, ...]:
    step = walk.step
    if not isinstance(step, PortalStep) or not step.open:
        return ()
    talking = portal_card.silenced(step.eid) if step.eid is not None else ()
    return (*talking, ClosePortal(), _record(walk, "portal.closed"))


def patience(session: Session, walk: Walk) -> Wait | None:
    step = walk.step
    if not isinstance(step, PortalStep):
        return None
    if step.eid is not None:
        return waiting(session, step.eid)
    if not step.shown:
        return Wait("portal.opening", session.site.timing.connecting, "browser.unreachable")
    return None


def is_open(walk: Walk) -> bool:
    """Answer whether a portal's window is open, so that one can come back to it."""
    return isinstance(walk.step, PortalStep) and walk.step.open


def heard_aside(walk: Walk, news: PortalNews) -> tuple[Walk, tuple[Effect, ...]]:
    """Take in what happens in the window while a failure page stands over it."""
    step = walk.step
    if not isinstance(step, PortalStep) or not step.open:
        return walk, ()
    match news:
        case EidAsked(serial):
            return walk, (AnswerPortal(serial, None),)
        case PortalBroken():
            return at(walk, PortalStep()), leave(walk)
        case _:
            return at(walk, _noted(step, news)), ()


def time_is_up(walk: Walk) -> bool:
    """Answer whether the visit has lasted so long that the citizen must be asked."""
    step = walk.step
    return isinstance(step, PortalStep) and step.open and step.minutes >= step.limit


def extended(session: Session, walk: Walk) -> Walk:
    """Answer the walk with a whole visit's time from now on, if it had run out."""
    step = walk.step
    if not isinstance(step, PortalStep) or not time_is_up(walk):
        return walk
    return at(walk, replace(step, limit=step.minutes + _minutes(session)))


def _visit(session: Session, walk: Walk) -> Visit:
    """Answer what to open, and how: a portal takes over what the citizen has set here, once."""
    portal, settings = session.site.portals[walk.service.portal], session.settings
    zoom = session.site.portal_zoom * ZOOM.get(settings.text_size, 1.0)
    contrast = CONTRAST.get(settings.theme, Contrast.STANDARD)
    return Visit(portal.start, portal.hosts, settings.language, round(zoom, 2), contrast)


def _minutes(session: Session) -> int:
    return max(1, round(session.site.timing.portal / MINUTE))


def _told(walk: Walk, step: PortalStep, news: PortalNews) -> Move | None:
    match news:
        case EidAsked():
            return portal_card.asked(walk, step, news)
        case LinkRefused():
            # A page can try it without end; the log is no place for that.
            again = () if step.refused else (_record(walk, "portal.link_refused"),)
            return stay(walk, _noted(step, news), *again)
        case PortalBroken(failure):
            return failed(at(walk, PortalStep()), failure, *leave(walk))
        case PortalLoading() | PortalShown() | FieldEntered() | FieldLeft():
            return stay(walk, _noted(step, news))
        case _:
            return None


def _noted(step: PortalStep, news: PortalNews) -> PortalStep:
    match news:
        case PortalLoading():
            return replace(step, loading=True, refused=False, field=None)
        case PortalShown(back):
            return replace(step, loading=False, shown=True, back=back)
        case FieldEntered(kind):
            return replace(step, field=kind, keys_away=False, refused=False)
        case FieldLeft():
            return replace(step, field=None)
        case LinkRefused():
            return replace(step, refused=True, loading=False)
        case _:
            return step


def _at_window(walk: Walk, step: PortalStep, event: Event) -> Move | None:
    match event:
        case NextPressed() if step.finishing:
            return passed(at(walk, PortalStep()), *leave(walk))
        case NextPressed() if step.shown:
            return stay(walk, replace(step, finishing=True))
        case BackPressed() if step.finishing:
            return stay(walk, replace(step, finishing=False))
        case BackPressed() if step.back:
            return Move(walk, (GoBackInPortal(),))
        case BackPressed():
            return Move(at(walk, PortalStep()), leave(walk), Then.BACK)
        case PortalTyped(text) if step.field is not None:
            return Move(walk, (TypeInPortal(text),))
        case PortalKeyPressed(key) if step.field is not None:
            return Move(walk, (PressInPortal(key),))
        case PortalKeysToggled() if step.field is not None:
            return stay(walk, replace(step, keys_away=not step.keys_away))
        case _:
            return None


def _record(walk: Walk, event: str) -> Record:
    return Record(event, (("portal", walk.service.portal),))


RULES = StepRules(enter, handle, leave, patience)
