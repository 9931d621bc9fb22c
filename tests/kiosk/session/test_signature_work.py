"""At the pad: strokes stay in the driver, events carry numbers, and only pictures are sealed."""

import asyncio
import io
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, cast

import pytest
import pytest_asyncio
from PIL import Image

from hardware.signature.recorded import signature, write
from hardware.signature.touch import STUCK_AFTER, Settings, TouchPad, make
from kiosk.contracts.captures import CaptureKind, Document, Remarks, Rendition
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
    Event,
    SignatureDrawn,
    SignatureRefused,
    StepFailed,
    StrokesChanged,
)
from kiosk.session.signature_work import SignatureWork
from kiosk.session.workplace import Workplace
from tests.fake_clock import FakeClock
from tests.hardware.passing_time import passing

BOTH = (Document.ID_CARD, Document.PASSPORT)
SEAL = SealCapture(CaptureKind.SIGNATURE, "", "handover")


class Safe:
    """Where captures are sealed; keeps what it was given."""

    def __init__(self) -> None:
        self.given: list[tuple[str, tuple[Rendition, ...], Remarks, str]] = []

    async def seal_capture(
        self, kind: str, renditions: tuple[Rendition, ...], remarks: Remarks, destination: str
    ) -> str:
        self.given.append((kind, renditions, remarks, destination))
        return "c4"


class Desk:
    """The work with a real touch driver, and everything it told."""

    def __init__(self, clock: FakeClock, panel: Path) -> None:
        self.clock, self.panel = clock, panel
        made = make(Settings(str(panel)), clock)
        assert isinstance(made, TouchPad)
        self.pad = made
        self.pad.spread(160, 50)
        self.safe = Safe()
        self.told: list[Event] = []
        devices = cast("Any", type("Devices", (), {"signature": made})())
        self.place = Workplace(devices, cast("Any", self.safe), clock, self.told.append)
        self.work = SignatureWork(self.place)

    async def comes_true(self, condition: Callable[[], bool]) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + 5
        while not condition():
            assert loop.time() < end, self.told
            turn = loop.create_future()
            loop.call_later(0.002, turn.set_result, None)
            await turn

    async def opens(self) -> None:
        self.work.open_pad(OpenPad())
        await self.comes_true(lambda: self.pad._is_open)
        await self.comes_true(lambda: len(self.place._tasks) == 1)

    async def writes(self) -> None:
        await passing(self.clock, write(signature(160, 50), self.pad, self.clock))

    async def draws(self, *documents: Document) -> Event:
        def answers() -> list[Event]:
            kinds = (SignatureDrawn, SignatureRefused, StepFailed)
            return [event for event in self.told if isinstance(event, kinds)]

        before = len(answers())
        self.work.draw(DrawSignature(documents or BOTH))
        await self.comes_true(lambda: len(answers()) > before)
        return answers()[-1]


@pytest_asyncio.fixture
async def desk(clock: FakeClock, tmp_path: Path) -> AsyncIterator[Desk]:
    panel = tmp_path / "panel"
    panel.touch()
    made = Desk(clock, panel)
    yield made
    await made.place.close()


async def test_strokes_are_told_by_number_alone(desk: Desk) -> None:
    await desk.opens()
    await desk.writes()
    await desk.comes_true(lambda: StrokesChanged(4) in desk.told)
    desk.work.take_back(TakeBackStroke())
    await desk.comes_true(lambda: desk.told[-1] == StrokesChanged(3))
    desk.work.clear_pad(ClearPad())
    await desk.comes_true(lambda: desk.told[-1] == StrokesChanged(0))


async def test_one_go_makes_the_pictures_of_all_documents(desk: Desk) -> None:
    await desk.opens()
    await desk.writes()
    drawn = await desk.draws()
    assert isinstance(drawn, SignatureDrawn)
    assert [document for document, _ in drawn.handles] == list(BOTH)
    shown = [desk.place.vault.shown(handle) for _, handle in drawn.handles]
    assert [pixels.shape for pixels in shown if pixels is not None] == [
        (132, 900, 3),
        (188, 630, 3),
    ]
    await desk.work.seal(SEAL)
    assert desk.told[-1] == CaptureSealed(CaptureKind.SIGNATURE, "c4")
    [(kind, renditions, remarks, destination)] = desk.safe.given
    assert (kind, remarks, destination) == ("signature", {}, "handover")
    sizes = {}
    for rendition in renditions:
        with Image.open(io.BytesIO(rendition.content)) as opened:
            sizes[rendition.name] = (opened.format, *opened.size)
    assert sizes == {"id_card": ("JPEG", 900, 132), "passport": ("JPEG", 630, 188)}


@pytest.mark.parametrize("way", ["cleared", "closed", "sealed"])
async def test_pictures_that_are_not_needed_any_more_are_let_go(desk: Desk, way: str) -> None:
    await desk.opens()
    await desk.writes()
    drawn = await desk.draws()
    assert isinstance(drawn, SignatureDrawn)
    if way == "cleared":
        desk.work.clear_pad(ClearPad())
    elif way == "closed":
        desk.work.close_pad(ClosePad())
    else:
        await desk.work.seal(SEAL)
    assert desk.work._renditions == ()
    assert [desk.place.vault.shown(handle) for _, handle in drawn.handles] == [None, None]


@pytest.mark.parametrize("way", ["cleared", "closed"])
async def test_a_picture_still_being_drawn_is_let_go_too(desk: Desk, way: str) -> None:
    await desk.opens()
    await desk.writes()
    desk.work.draw(DrawSignature(BOTH))
    for _ in range(2):  # it has begun
        await asyncio.get_running_loop().run_in_executor(None, lambda: None)
    if way == "cleared":
        desk.work.clear_pad(ClearPad())
    else:
        desk.work.close_pad(ClosePad())
    await desk.comes_true(lambda: len(desk.place._tasks) == (way == "cleared"))
    assert desk.work._renditions == ()
    assert desk.place.vault._signatures == {}
    assert not any(isinstance(event, SignatureDrawn) for event in desk.told)


async def test_no_stroke_outlives_the_pad(desk: Desk) -> None:
    await desk.opens()
    await desk.writes()
    desk.work.close_pad(ClosePad())
    await desk.comes_true(lambda: not desk.place._tasks)
    assert desk.pad.strokes() == ()


async def test_a_pad_that_lost_its_strokes_is_empty(desk: Desk) -> None:
    await desk.opens()
    assert await desk.draws() == SignatureRefused("signature.empty")


async def test_the_way_it_was_written_does_not_show(desk: Desk) -> None:
    await desk.opens()
    await desk.writes()
    await desk.draws()
    calm = desk.work._renditions
    desk.work.clear_pad(ClearPad())
    for stroke in signature(160, 50):
        for number, point in enumerate(stroke):
            (desk.pad.extend if number else desk.pad.begin)(point.x, point.y, number % 7 / 7)
            await desk.clock.advance(0.05)
        desk.pad.finish()
    await desk.draws()
    assert desk.work._renditions == calm


async def test_what_is_no_signature_is_told_and_nothing_is_kept(desk: Desk) -> None:
    await desk.opens()
    desk.pad.begin(50, 25)
    desk.pad.finish()
    assert await desk.draws() == SignatureRefused("signature.too_short")
    assert desk.work._renditions == ()


async def test_a_second_touch_is_told(desk: Desk) -> None:
    await desk.opens()
    await desk.writes()
    desk.pad.begin(1, 1)
    desk.pad.crowd()
    desk.pad.finish()
    assert await desk.draws() == SignatureRefused("signature.two_touches")


async def test_a_pen_that_never_lifts_is_told(desk: Desk) -> None:
    await desk.opens()
    desk.pad.begin(50, 25)
    for _ in range(int(STUCK_AFTER) + 2):
        await desk.clock.advance(1)
    await desk.comes_true(lambda: StepFailed("signature.pen_stuck") in desk.told)
    await desk.comes_true(lambda: not desk.pad._is_open)
    assert desk.pad.strokes() == ()


async def test_a_panel_pulled_out_is_told(desk: Desk) -> None:
    await desk.opens()
    desk.panel.unlink()
    for _ in range(3):
        await desk.clock.advance(1)
    await desk.comes_true(lambda: StepFailed("signature.unplugged") in desk.told)


async def test_a_panel_that_is_not_there_is_told(desk: Desk) -> None:
    desk.panel.unlink()
    desk.work.open_pad(OpenPad())
    await desk.comes_true(lambda: desk.told == [StepFailed("signature.not_found")])


async def test_closing_ends_everything(desk: Desk) -> None:
    await desk.opens()
    desk.work.close_pad(ClosePad())
    await desk.comes_true(lambda: not desk.place._tasks)
    assert not desk.pad._is_open
    assert desk.told == []
