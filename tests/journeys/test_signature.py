"""The signature step: written, looked at, taken; or turned back with a reason and a way to the counter."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from kiosk.contracts.captures import CaptureKind, Document
from kiosk.domain.effects import (
    ClearPad,
    ClosePad,
    DrawSignature,
    OpenPad,
    SealCapture,
    TakeBackStroke,
)
from kiosk.domain.events import (
    CaptureSealed,
    SignatureDrawn,
    SignatureRefused,
    StepFailed,
    StrokesChanged,
    Timer,
    TimerExpired,
)
from kiosk.domain.service import StepKind
from kiosk.domain.state import Failed, Walk, Walking
from kiosk.domain.steps import signature
from kiosk.presentation.page import Note, SignatureShown
from tests.terminal import Citizen, services

DRAWN = SignatureDrawn(((Document.PASSPORT, "signature1.passport"),))
BOTH = (Document.ID_CARD, Document.PASSPORT)


def signing(document: str = "passport") -> Citizen:
    """Answer a citizen whose next thing to do is to sign."""
    citizen = Citizen()
    citizen.presses("touch", "service.ausweis-vorerfassung")
    service = next(s for s in services() if s.id == "ausweis-vorerfassung")
    position = [step.kind for step in service.steps].index(StepKind.SIGNATURE)
    stage = citizen.session.stage
    assert isinstance(stage, Walking)
    answers = MappingProxyType({"document": document, "birthday": "1208"})
    walk = replace(stage.walk, position=position, answers=answers)
    move = signature.RULES.enter(citizen.session, walk)
    assert move.effects == (OpenPad(),)
    citizen.session = replace(citizen.session, stage=Walking(move.walk))
    citizen.pages.append(citizen.page.id)
    return citizen


def walk_of(citizen: Citizen) -> Walk:
    stage = citizen.session.stage
    assert isinstance(stage, Walking)
    return stage.walk


def told(citizen: Citizen) -> str:
    return " ".join(block.text for block in citizen.page.blocks if isinstance(block, Note))


@pytest.mark.parametrize(
    ("answer", "documents"),
    [("id_card", BOTH[:1]), ("passport", BOTH[1:]), ("both", BOTH), ("", BOTH)],
)
def test_it_is_drawn_for_what_the_citizen_applies_for(
    answer: str, documents: tuple[Document, ...]
) -> None:
    citizen = signing(answer)
    citizen.happens(StrokesChanged(3))
    citizen.presses("next")
    assert citizen.wanted(DrawSignature) == [DrawSignature(documents)]


def test_it_is_seen_before_it_is_taken() -> None:
    citizen = signing("both")
    citizen.happens(StrokesChanged(3))
    citizen.presses("next")
    assert not citizen.offered()["next"].enabled
    citizen.happens(SignatureDrawn(tuple((name, f"signature.{name}") for name in BOTH)))
    assert citizen.page.id == "signature.confirm"
    shown = [block for block in citizen.page.blocks if isinstance(block, SignatureShown)]
    assert [block.handle for block in shown] == ["signature.id_card", "signature.passport"]
    assert len({block.label for block in shown}) == 2
    citizen.presses("next")
    [sealed] = citizen.wanted(SealCapture)
    assert isinstance(sealed, SealCapture)
    assert sealed.kind is CaptureKind.SIGNATURE
    citizen.happens(CaptureSealed(CaptureKind.SIGNATURE, "c4"))
    assert citizen.page.id == "check"
    assert citizen.wanted(ClosePad) != []


@pytest.mark.parametrize("way", ["retry", "back"])
def test_another_one_begins_with_an_empty_pad(way: str) -> None:
    citizen = signing()
    citizen.happens(StrokesChanged(3))
    citizen.presses("next")
    citizen.happens(DRAWN)
    citizen.presses(way)
    assert citizen.page.id == "signature"
    assert citizen.wanted(ClearPad) == [ClearPad()]
    assert not citizen.offered()["clear_signature"].enabled
    citizen.happens(DRAWN)
    assert citizen.page.id == "signature", "what was drawn before came too late"


def test_the_last_stroke_is_taken_back_alone() -> None:
    citizen = signing()
    assert not citizen.offered()["undo_stroke"].enabled
    citizen.happens(StrokesChanged(2))
    citizen.presses("undo_stroke")
    assert citizen.wanted(TakeBackStroke) == [TakeBackStroke()]
    citizen.happens(StrokesChanged(1))
    citizen.presses("next")
    assert citizen.wanted(DrawSignature) != []


def test_an_empty_pad_is_told_and_the_second_time_what_may_help() -> None:
    citizen = signing()
    citizen.presses("next")
    first = told(citizen)
    assert "leer" in first
    citizen.presses("next")
    assert "ohne Handschuh" in told(citizen)
    assert citizen.wanted(DrawSignature) == []


def test_what_is_no_signature_is_told_until_the_counter_is_named() -> None:
    citizen = signing()
    for time in range(1, 4):
        citizen.happens(StrokesChanged(time))
        assert told(citizen) == "", "a new stroke takes the complaint away"
        citizen.presses("next")
        citizen.happens(SignatureRefused("signature.ring"))
        assert citizen.page.id == "signature", "what was drawn stays on the pad"
        assert "noch keine Schrift" in told(citizen)
        assert ("am Schalter" in told(citizen)) is (time == 3)
    assert citizen.offered()["next"].enabled


@pytest.mark.parametrize("moment", ["writing", "drawing", "confirming"])
@pytest.mark.parametrize(
    "fault", ["signature.pen_stuck", "signature.unplugged", "signature.not_found"]
)
def test_a_broken_pad_is_a_failure_at_any_moment(moment: str, fault: str) -> None:
    citizen = signing()
    if moment != "writing":
        citizen.happens(StrokesChanged(3))
        citizen.presses("next")
    if moment == "confirming":
        citizen.happens(DRAWN)
    citizen.happens(StepFailed(fault))
    stage = citizen.session.stage
    assert isinstance(stage, Failed)
    assert stage.failure == fault
    assert citizen.wanted(ClosePad) != []
    if fault != "signature.not_found":
        citizen.presses("retry")
        assert citizen.page.id == "signature"
        assert walk_of(citizen).answers["document"] == "passport"


@pytest.mark.parametrize("moment", ["writing", "drawing"])
def test_the_counter_takes_it_and_the_rest_stays(moment: str) -> None:
    citizen = signing()
    citizen.happens(StrokesChanged(1))
    if moment == "drawing":
        citizen.presses("next")
    citizen.presses("other_way")
    assert citizen.page.id == "check"
    assert walk_of(citizen).skipped == (CaptureKind.SIGNATURE,)
    assert citizen.wanted(SealCapture) == []


def test_what_failed_late_elsewhere_is_not_the_pads_failure() -> None:
    citizen = signing()
    citizen.happens(StepFailed("camera.unplugged"), StepFailed("fingerprint.broken"))
    assert citizen.page.id == "signature"


def test_sealing_is_not_disturbed_and_has_an_end() -> None:
    citizen = signing()
    citizen.happens(StrokesChanged(3))
    citizen.presses("next")
    citizen.happens(DRAWN)
    citizen.presses("next")
    citizen.happens(StrokesChanged(4), SignatureRefused("signature.line"), DRAWN)
    assert citizen.page.id == "signature.sealing"
    citizen.happens(TimerExpired(Timer.STEP))
    assert isinstance(citizen.session.stage, Failed)
