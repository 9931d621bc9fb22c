"""What happens next: `advance(session, event)` answers the new session and the effects it wants.

Pure: it neither waits nor asks anybody. An event that does not fit the state changes nothing.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from kiosk.contracts.devices import DeviceKind
from kiosk.domain import ending, left_card, settings, telling, timekeeping, walking
from kiosk.domain.effects import BeginSession, Dial, HangUp, Record
from kiosk.domain.events import (
    CallMoved,
    CallPressed,
    CardSeen,
    CaseStored,
    CitizenEvent,
    DeviceChanged,
    EndConfirmed,
    EndPressed,
    Event,
    HangUpPressed,
    HeadsetSeen,
    LanguageChosen,
    NextPressed,
    OverlayClosed,
    OverlayOpened,
    RehearsalSeen,
    RetryPressed,
    ServiceChosen,
    SettingChosen,
    StaffSeen,
    StepFailed,
    Timer,
    TimerExpired,
)
from kiosk.domain.offers import obstacle
from kiosk.domain.payment_events import PaymentReversed
from kiosk.domain.portal_events import PortalTold
from kiosk.domain.state import (
    Attract,
    Choosing,
    Closed,
    Failed,
    Leaving,
    Money,
    Overlay,
    Session,
    Settings,
    Site,
    Walk,
    Walking,
)
from kiosk.domain.steps import portal
from kiosk.domain.walking import Turn

OPENABLE = frozenset({Overlay.LANGUAGE, Overlay.ACCESSIBILITY, Overlay.HELP})


def attract(site: Site, defaults: Settings, *, apology: bool = False) -> Session:
    """Answer a fresh session: nobody is here."""
    return Session(site, Attract(apology), defaults)


def advance(session: Session, event: Event) -> Turn:
    """Answer what the session becomes by the event, and what is to be done."""
    if isinstance(session.stage, Closed):
        return session, ()
    after, effects = _turned(_noted(session, event), event)
    if after.overlay is Overlay.STILL_THERE and timekeeping.citizen_need_not_act(after, event):
        after = replace(after, overlay=None, countdown=0)
    if isinstance(after.stage, Leaving) and not after.card_present:
        after, effects = ending.closed(after, after.stage.outcome, effects)
    told = telling.told(session, event)
    return after, (*told, *effects, *timekeeping.wound(session, after, event))


def _noted(session: Session, event: Event) -> Session:
    """Take down what is true at any stage: devices, card, headset, call."""
    match event:
        case DeviceChanged(kind, fault, name, told):
            names = MappingProxyType({**session.device_names, kind: name})
            faults = _with_fault(session.faults, kind, fault)
            warnings = MappingProxyType({**session.warnings, kind: told})
            return replace(session, faults=faults, device_names=names, warnings=warnings)
        case CardSeen(present, other):
            emptied = left_card.emptied(session, present=present)
            return replace(session, card_present=present, other_card=other, reader_emptied=emptied)
        case HeadsetSeen(plugged):
            spoken = replace(session.settings, speech=plugged)
            return replace(session, headset=plugged, settings=spoken)
        case CallMoved():
            return replace(session, call=event)
        case RehearsalSeen(on):
            return replace(session, rehearsal=on)
        case StaffSeen(present) if isinstance(session.stage, Attract):
            return replace(session, site=replace(session.site, staffed=present))
        case _:
            return session


def _turned(session: Session, event: Event) -> Turn:
    if isinstance(session.stage, Attract) and isinstance(event, CitizenEvent):
        return _begun(session, event)
    if session.overlay is Overlay.STILL_THERE and isinstance(event, CitizenEvent):
        # Whoever answers is there, whatever they pressed; nothing else happens by it.
        if isinstance(event, EndConfirmed):
            return ending.left(session, "left")
        return timekeeping.given_time(replace(session, overlay=None, countdown=0)), ()
    turn = _by_time(session, event) or _anywhere(session, event)
    if turn is not None:
        return turn
    if session.overlay is not None and isinstance(event, CitizenEvent):
        return session, ()
    return _at_stage(session, event)


def _begun(session: Session, event: Event) -> Turn:
    begun = replace(session, stage=Choosing())
    if isinstance(event, OverlayOpened | LanguageChosen | SettingChosen):
        begun, _ = _anywhere(begun, event) or (begun, ())
    found = (Record("card.found"),) if left_card.is_left(session) else ()
    return begun, (BeginSession(), Record("session.started"), *found)


def _by_time(session: Session, event: Event) -> Turn | None:
    match event:
        case TimerExpired(Timer.IDLE) if timekeeping.idles(session):
            return timekeeping.asked_still_there(session), ()
        case TimerExpired(Timer.SECOND) if session.overlay is Overlay.STILL_THERE:
            if session.countdown > 1:
                return replace(session, countdown=session.countdown - 1), ()
            return ending.left(session, "timed_out")
        case TimerExpired(Timer.MINUTE) if isinstance(session.stage, Walking):
            return _minute_passed(session, session.stage.walk, event)
        case TimerExpired(Timer.SECOND) if isinstance(session.stage, Leaving):
            reminded = replace(session.stage, reminders=session.stage.reminders + 1)
            return replace(session, stage=reminded), ()
        case TimerExpired(Timer.STEP) if not isinstance(session.stage, Failed):
            return ending.waited_too_long(session)
        case _:
            return None


def _minute_passed(session: Session, walk: Walk, event: Event) -> Turn:
    after, effects = walking.step_event(session, walk, event) or (session, ())
    if timekeeping.visit_is_long(after) and timekeeping.idles(after):
        after = timekeeping.asked_still_there(after)
    return after, effects


def _anywhere(session: Session, event: Event) -> Turn | None:
    """Answer what the citizen can do at every stage; None where the stage must answer."""
    match event:
        case SettingChosen(name, value):
            return replace(session, settings=settings.chosen(session.settings, name, value)), ()
        case LanguageChosen(language) if language in session.site.languages:
            spoken = replace(session.settings, language=language)
            return replace(session, settings=spoken, overlay=None), ()
        case OverlayOpened(name) if name in OPENABLE and not isinstance(session.stage, Leaving):
            return replace(session, overlay=Overlay(name)), ()
        case OverlayClosed():
            return replace(session, overlay=None), ()
        case CallPressed():
            return session, (Dial(_topic(session), session.settings.language),)
        case HangUpPressed():
            return session, (HangUp(),)
        case EndPressed() if not isinstance(session.stage, Leaving):
            return ending.asked_to_end(session)
        case EndConfirmed() if session.overlay is Overlay.CONFIRM_END:
            return ending.left(session, "left")
        case _:
            return None


def _at_stage(session: Session, event: Event) -> Turn:
    match session.stage:
        case Choosing(parked) if isinstance(event, ServiceChosen):
            return _chosen(session, event.service, parked)
        case Walking(walk):
            return walking.step_event(session, walk, event) or (session, ())
        case Failed() as stage:
            return _at_failure(session, stage, event)
        case _:
            return session, ()


def _chosen(session: Session, name: str, parked: Walk | None) -> Turn:
    service = next((s for s in session.site.services if s.id == name), None)
    if service is None or obstacle(session, service) or left_card.is_left(session):
        return session, ()
    return walking.begin(session, service, parked)


def _at_failure(session: Session, stage: Failed, event: Event) -> Turn:
    walk = stage.walk
    match event:
        case RetryPressed() if may_retry(session, stage):
            return walking.enter_again(session, walk)
        case NextPressed():
            return ending.left(session, "failed")
        case PaymentReversed() if walk.money is Money.AUTHORISED:
            walk = replace(walk, money=Money.REVERSED)
        case StepFailed() | TimerExpired(Timer.STEP) if walk.money is Money.AUTHORISED:
            walk = replace(walk, money=Money.UNCLEAR)
        case CaseStored():
            walk = replace(walk, case=event)
        case PortalTold(news):
            walk, effects = portal.heard_aside(walk, news)
            return replace(session, stage=replace(stage, walk=walk)), effects
        case _:
            return session, ()
    return replace(session, stage=replace(stage, walk=walk)), ()


def may_retry(session: Session, stage: Failed) -> bool:
    """Answer whether the failed step can be tried again: by its rule, and never after money moved.

    Where the window of a portal is still open, one can always come back to it.
    """
    if portal.is_open(stage.walk):
        return True
    rule = session.site.failures.get(stage.failure)
    unpaid = stage.walk.money in (Money.NOTHING_PAID, Money.DEMANDED)
    untouched = unpaid and stage.walk.case is None
    return rule is not None and rule.retry and untouched


def _topic(session: Session) -> str:
    stage = session.stage
    return stage.walk.service.id if isinstance(stage, Walking | Failed) else "general"


def _with_fault(
    faults: Mapping[DeviceKind, str], kind: DeviceKind, fault: str | None
) -> Mapping[DeviceKind, str]:
    others = {known: what for known, what in faults.items() if known is not kind}
    return MappingProxyType(others if fault is None else {**others, kind: fault})
