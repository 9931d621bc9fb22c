"""The pages that the shipped services really show, met on a long random walk."""

import random
from dataclasses import replace
from functools import cache

from kiosk.capture.finger.findings import Finding
from kiosk.capture.signature.checks import PROBLEMS
from kiosk.contracts.captures import CaptureKind, Document
from kiosk.contracts.eid import (
    Broken,
    CardMoved,
    CardReport,
    ConfirmRights,
    Connecting,
    EidPrompt,
    EnterSecret,
    Finished,
    InsertCard,
    Reading,
    SecretKind,
)
from kiosk.contracts.portal import (
    EidAsked,
    FieldEntered,
    FieldKind,
    FieldLeft,
    LinkRefused,
    PortalLoading,
    PortalNews,
    PortalShown,
)
from kiosk.domain import events as ev
from kiosk.domain import payment_events as money
from kiosk.domain import photo_events as shots
from kiosk.domain.portal_events import PortalTold
from kiosk.domain.state import Session, Walking
from kiosk.domain.step_states import ManagePinStep
from kiosk.presentation.page import Field, Page, PinPad
from tests.actions import actions
from tests.journeys.posing import DOUBTFUL, FINE, GOOD, SECOND, TIME_IS_UP, TURNED
from tests.journeys.test_services import ERIKA, PROVIDER, STORED
from tests.terminal import Citizen, failures, page_of

FINDINGS = tuple(map(str, Finding))
WALKS, STEPS = 140, 70
AT_PORTAL: tuple[PortalNews, ...] = (
    PortalLoading(), PortalShown(), PortalShown(back=True), FieldLeft(), LinkRefused(),
    EidAsked(1, "https://portal.example/token"), *map(FieldEntered, FieldKind), PortalShown(),
)  # fmt: skip


def real_pages() -> tuple[Page, ...]:
    """Answer one page of every kind that was met: by its id, its blocks and its actions."""
    return tuple(page_of(session) for session in real_sessions())


@cache
def real_sessions() -> tuple[Session, ...]:
    """Answer the sessions that show the real pages."""
    dice = random.Random(91379)  # noqa: S311 - a test's dice
    met: dict[tuple[object, ...], Session] = {}
    for walk in range(WALKS):
        citizen = Citizen()
        if walk % 2:
            citizen.session = replace(
                citizen.session, settings=replace(citizen.session.settings, language="en")
            )
        for _ in range(STEPS):
            page = citizen.page
            kinds = tuple(type(block) for block in page.blocks)
            offered = tuple(action.id for action in actions(page))
            met.setdefault((page.id, page.look.language, kinds, len(offered)), citizen.session)
            event = _next(page, dice)
            if isinstance(event, ev.EidPrompted) and _task_is_open(citizen):
                continue  # the eID client says nothing before it is told what is to be done
            citizen.happens(event)
    return tuple(met.values())


def _next(page: Page, dice: random.Random) -> ev.Event:
    wanted = [
        action for action in actions(page)
        if action.enabled and action.id not in ("end", "end_confirmed", "chip.language")
    ]  # fmt: skip
    if page.id.startswith("portal") and dice.random() < 0.6:
        return PortalTold(dice.choice(AT_PORTAL))
    if page.id == "photo.live" and dice.random() < 0.7:
        return _seen_by_the_camera(dice)
    for block in page.blocks:
        if isinstance(block, Field) and dice.random() < 0.5:
            return ev.Answered(block.question, dice.choice(["Beispiel", "2412", "77", ""]))
        if isinstance(block, PinPad):
            return ev.EidPrompted(dice.choice([Finished(), _secret(dice)]))
    if wanted and dice.random() < 0.6:
        main = [page.main] if page.main in wanted else []
        intent: ev.Event = dice.choice([*wanted, *main * 4]).intent
        return intent
    return _report(dice)


def _seen_by_the_camera(dice: random.Random) -> ev.Event:
    shot = shots.PhotoTaken(f"photo{dice.getrandbits(32)}", dice.choice([FINE, FINE, DOUBTFUL]))
    seen: list[ev.Event] = [GOOD, GOOD, TURNED, SECOND, SECOND, TIME_IS_UP, shot, shot, shot]
    return dice.choice(seen)


def _task_is_open(citizen: Citizen) -> bool:
    stage = citizen.session.stage
    step = stage.walk.step if isinstance(stage, Walking) else None
    return isinstance(step, ManagePinStep) and step.task is None


def _secret(dice: random.Random) -> EidPrompt:
    kind = dice.choice(list(SecretKind))
    return EnterSecret(kind, dice.choice([None, 1, 2, 3]), dice.random() < 0.5, dice.random() < 0.3)


def _report(dice: random.Random) -> ev.Event:
    prompts: list[EidPrompt] = [
        Connecting(), InsertCard(), InsertCard(unknown=True), Reading(40), CardMoved(), Finished(),
        ConfirmRights(PROVIDER, ("FamilyName", "Address"), ("DoctoralDegree",)),
        CardReport(3, deactivated=False, blocked=False), _secret(dice),
        Broken(dice.choice([name for name in sorted(failures()) if name.startswith("eid.")])),
    ]  # fmt: skip
    events: list[ev.Event] = [
        *[ev.EidPrompted(prompt) for prompt in prompts],
        ev.IdentityRead(ERIKA), ev.IdentityRead(ERIKA),
        ev.FingerTaken(CaptureKind.FINGER_RIGHT, "finger1", 20, dice.choice(FINDINGS)),
        ev.FingerTaken(CaptureKind.FINGER_RIGHT, "finger1", 60),
        ev.FingerTaken(CaptureKind.FINGER_LEFT, "finger2", 60, same=dice.random() < 0.3),
        ev.FingerRefused(CaptureKind.FINGER_LEFT, dice.choice(FINDINGS)),
        ev.StrokesChanged(3), ev.SignatureRefused(dice.choice(PROBLEMS)),
        ev.SignatureDrawn(((Document.ID_CARD, "signature1"), (Document.PASSPORT, "signature2"))),
        ev.CaptureSealed(dice.choice(list(CaptureKind)), "c"),
        money.PayPageOpened("t1", "https://pay.example/t1"), money.PayPageMoved("failed"),
        ev.CopyPrinted(), money.PaymentMoved("present_card"), money.PaymentAuthorised("pay-1", "girocard"),
        STORED, money.PaymentConfirmed(), ev.ReceiptPrinted(), ev.CardSeen(dice.random() < 0.5),
        ev.CallMoved(dice.choice(["waiting", "connected"]), 2, "Bürgerbüro"),
        ev.TimerExpired(dice.choice(list(ev.Timer))),
        ev.StepFailed(dice.choice(sorted(failures()))),
    ]  # fmt: skip
    return dice.choice(events)
