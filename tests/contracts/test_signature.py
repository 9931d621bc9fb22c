"""What every signature driver keeps: the strokes that were drawn while it was open, and no others."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

import pytest

from hardware.failures import DeviceFailed
from hardware.registry import make_driver
from hardware.signature import SignatureFault, SignaturePad, SignatureStatus
from hardware.signature.recorded import signature, write
from hardware.signature.touch import MOST_POINTS, MOST_STROKES, STUCK_AFTER, USUAL_AREA, TouchPad
from kiosk.clock import SystemClock
from kiosk.contracts.captures import PadArea
from kiosk.contracts.devices import DeviceKind
from tests.fake_clock import FakeClock
from tests.hardware.passing_time import passing
from tests.hardware.watching import watching

KIND = DeviceKind.SIGNATURE


class Panel:
    """A touch panel, which the system shows as a device file while it is plugged in."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def plug_in(self) -> None:
        self.path.touch()

    def unplug(self) -> None:
        self.path.unlink()


@pytest.fixture
def panel(tmp_path: Path) -> Panel:
    panel = Panel(tmp_path / "usb-touch-event")
    panel.plug_in()
    return panel


@pytest.fixture
def pad(panel: Panel, clock: FakeClock) -> TouchPad:
    made = make_driver(KIND, {"driver": "touch", "panel": str(panel.path)}, clock)
    assert isinstance(made, TouchPad)
    return made


@pytest.fixture(params=["touch", "touch without panel", "absent"])
def any_pad(request: pytest.FixtureRequest, clock: FakeClock) -> SignaturePad:
    if request.param == "touch":
        made: SignaturePad = request.getfixturevalue("pad")
        return made
    other: SignaturePad = make_driver(KIND, {"driver": request.param.split()[0]}, clock)
    return other


async def now(pad: SignaturePad) -> SignatureStatus:
    async with watching(pad.watch()) as statuses:
        return await anext(statuses)


def draw(pad: TouchPad, *points: tuple[float, float]) -> None:
    pad.begin(*points[0])
    for point in points[1:]:
        pad.extend(*point)
    pad.finish()


async def test_it_opens_empty_or_is_refused_by_the_fault_told(any_pad: SignaturePad) -> None:
    fault = (await now(any_pad)).fault
    if fault is None:
        await any_pad.open()
        assert any_pad.strokes() == ()
    else:
        with pytest.raises(DeviceFailed) as failed:
            await any_pad.open()
        assert failed.value.fault is fault
    await any_pad.close()


async def test_clearing_and_closing_are_harmless_at_any_time(any_pad: SignaturePad) -> None:
    any_pad.clear()
    await any_pad.close()
    await any_pad.close()
    assert any_pad.strokes() == ()


async def test_nothing_changes_by_itself(any_pad: SignaturePad, clock: FakeClock) -> None:
    async with watching(any_pad.changes()) as changes:
        waiting = asyncio.ensure_future(anext(changes))
        await clock.advance(60)
        assert not waiting.done()
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)


async def test_a_signature_arrives_whole(pad: TouchPad, clock: FakeClock) -> None:
    written = signature(90, 25)
    await pad.open()
    async with watching(pad.changes()) as changes:
        writing = asyncio.ensure_future(write(written, pad, clock))
        counts = [await passing(clock, anext(changes)) for _ in written]
        await writing
    assert counts == [1, 2, 3, 4]
    assert [[(p.x, p.y) for p in stroke] for stroke in pad.strokes()] == [
        [(p.x, p.y) for p in stroke] for stroke in written
    ]
    times = [point.t for stroke in pad.strokes() for point in stroke]
    assert times[0] == 0
    assert times == sorted(times)
    assert times[-1] == pytest.approx(written[-1][-1].t, abs=0.2)


async def test_what_is_drawn_while_closed_is_not_taken(pad: TouchPad) -> None:
    draw(pad, (1, 1), (2, 2))
    await pad.open()
    draw(pad, (1, 1), (2, 2))
    assert len(pad.strokes()) == 1
    await pad.close()
    draw(pad, (3, 3), (4, 4))
    assert pad.strokes() == ()  # how somebody writes stays nowhere
    await pad.open()
    assert pad.strokes() == ()


async def test_clearing_forgets_the_open_stroke_too_and_tells(pad: TouchPad) -> None:
    await pad.open()
    changes = pad.changes()
    async with watching(changes):
        draw(pad, (1, 1), (2, 2))
        assert await anext(changes) == 1
        pad.begin(5, 5)
        pad.clear()
        pad.extend(6, 6)
        pad.finish()
        assert await anext(changes) == 0
        assert pad.strokes() == ()


async def test_one_stroke_cleared_and_one_again_is_a_change(pad: TouchPad) -> None:
    await pad.open()
    async with watching(pad.changes()) as changes:
        draw(pad, (1, 1))
        assert await anext(changes) == 1
        pad.clear()
        draw(pad, (2, 2))
        assert await anext(changes) == 1


async def test_a_second_touch_ends_the_first_stroke(pad: TouchPad) -> None:
    await pad.open()
    pad.begin(1, 1)
    pad.begin(9, 9)
    pad.finish()
    assert [[(p.x, p.y) for p in stroke] for stroke in pad.strokes()] == [[(1, 1)], [(9, 9)]]


async def test_a_panel_gone_mad_does_not_fill_the_memory(pad: TouchPad) -> None:
    await pad.open()
    pad.begin(0, 0)
    for _ in range(MOST_POINTS + 100):
        pad.extend(1, 1)
    for _ in range(MOST_STROKES + 10):
        pad.begin(1, 1)
    pad.finish()
    assert len(pad.strokes()) == MOST_STROKES
    assert len(pad.strokes()[0]) == MOST_POINTS


async def test_a_stuck_stroke_is_told_and_is_none(pad: TouchPad, clock: FakeClock) -> None:
    await pad.open()
    async with watching(pad.watch()) as statuses:
        assert await anext(statuses) == SignatureStatus()
        pad.begin(1, 1)
        stuck = await passing(clock, anext(statuses))
        assert stuck == SignatureStatus(SignatureFault.PEN_STUCK)
        pad.finish()
        assert await passing(clock, anext(statuses)) == SignatureStatus()
    assert pad.strokes() == ()


async def test_a_long_signature_in_many_strokes_is_not_stuck(
    pad: TouchPad, clock: FakeClock
) -> None:
    await pad.open()
    async with watching(pad.watch()) as statuses:
        await anext(statuses)
        told = asyncio.ensure_future(anext(statuses))
        for _ in range(5):
            pad.begin(1, 1)
            await passing(clock, clock.sleep(STUCK_AFTER / 2))
            pad.finish()
        assert not told.done()
        assert len(pad.strokes()) == 5
        told.cancel()
        await asyncio.gather(told, return_exceptions=True)


async def test_the_condition_follows_the_panel(
    pad: TouchPad, panel: Panel, clock: FakeClock
) -> None:
    async with watching(pad.watch()) as statuses:
        assert await anext(statuses) == SignatureStatus()
        panel.unplug()
        assert await passing(clock, anext(statuses)) == SignatureStatus(SignatureFault.UNPLUGGED)
        panel.plug_in()
        assert await passing(clock, anext(statuses)) == SignatureStatus()


async def test_the_newest_stroke_is_taken_back_and_told(pad: TouchPad) -> None:
    await pad.open()
    pad.take_back()
    draw(pad, (1, 1), (2, 2))
    draw(pad, (3, 3), (4, 4))
    async with watching(pad.changes()) as changes:
        pad.take_back()
        assert await anext(changes) == 1
    assert [stroke[0].x for stroke in pad.strokes()] == [1]


async def test_a_second_touch_is_remembered_until_the_pad_is_empty(pad: TouchPad) -> None:
    await pad.open()
    pad.crowd()
    assert not pad.crowded(), "nobody writes yet"
    pad.begin(1, 1)
    pad.crowd()
    pad.finish()
    assert pad.crowded()
    draw(pad, (5, 5), (6, 6))
    assert pad.crowded()
    pad.clear()
    assert not pad.crowded()
    pad.begin(1, 1)
    pad.begin(9, 9)
    pad.finish()
    assert pad.crowded(), "two touches that a panel tells one after the other"
    pad.take_back()
    pad.take_back()
    assert not pad.crowded()


async def test_the_area_is_what_the_screen_says(pad: TouchPad) -> None:
    assert pad.area() == USUAL_AREA
    pad.spread(268, 118)
    assert pad.area() == PadArea(268, 118)
    await pad.open()
    assert pad.area() == PadArea(268, 118)


async def test_pressure_is_kept_where_it_is_felt_and_never_shown(pad: TouchPad) -> None:
    await pad.open()
    pad.begin(1, 1, 0.25)
    pad.extend(2, 2)
    pad.finish()
    [stroke] = pad.strokes()
    assert [point.pressure for point in stroke] == [0.25, None]
    assert "0.25" not in repr(stroke)


@pytest.mark.parametrize("fault", SignatureFault)
async def test_every_fault_is_reached(
    fault: SignatureFault, pad: TouchPad, panel: Panel, clock: FakeClock
) -> None:
    if fault is SignatureFault.NOT_FOUND:
        panel.unplug()
    else:
        await pad.open()
    async with watching(pad.watch()) as statuses:
        told = await anext(statuses)
        if fault is SignatureFault.UNPLUGGED:
            panel.unplug()
        elif fault is SignatureFault.PEN_STUCK:
            pad.begin(1, 1)
        while told.fault is None:
            told = await passing(clock, anext(statuses))
    assert told.fault is fault


@pytest.mark.device
async def test_the_panel_on_the_desk_is_found(device_table: Mapping[str, object]) -> None:
    pad: SignaturePad = make_driver(KIND, device_table, SystemClock())
    assert (await now(pad)).fault is None
    await pad.open()
    await pad.close()
