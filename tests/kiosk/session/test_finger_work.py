"""At the scanner: real worker, prints in memory only, and every mishap ends in an event."""

import asyncio
import io
import os
import signal
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
import pytest
from numpy import uint8
from numpy.typing import NDArray
from PIL import Image

from hardware.failures import DeviceFailed
from hardware.fingerprint import FingerImage, FingerPosition, FingerprintFault
from hardware.fingerprint.synthetic import DPI, Contact, impression, side_by_side
from kiosk.capture.finger.image_record import FingerCode, read_record
from kiosk.clock import SystemClock
from kiosk.contracts.captures import CaptureKind, Remarks, Rendition
from kiosk.domain.effects import (
    CancelFinger,
    CaptureFinger,
    DiscardFingers,
    DropTries,
    PrepareFingers,
    SealCapture,
)
from kiosk.domain.events import CaptureSealed, Event, FingerRefused, FingerTaken, StepFailed
from kiosk.session.finger_work import FingerWork
from kiosk.session.workplace import Workplace

RIGHT, LEFT = CaptureKind.FINGER_RIGHT, CaptureKind.FINGER_LEFT
PATIENCE, TIME = 30.0, 17.0
NAME = "Testscanner"


class Glass:
    """A scanner's answers in their order: images, faults, or None for a finger that never comes."""

    def __init__(self) -> None:
        self.next: list[FingerImage | FingerprintFault | None] = []
        self.asked: list[FingerPosition] = []
        self.cancelled = 0

    def lay(self, image: NDArray[uint8], dpi: int = DPI) -> None:
        height, width = image.shape
        self.next.append(FingerImage(image.tobytes(), width, height, dpi, NAME))

    async def capture(self, position: FingerPosition, patience: float) -> FingerImage:
        assert patience == TIME
        self.asked.append(position)
        match self.next.pop(0):
            case FingerImage() as image:
                return image
            case FingerprintFault() as fault:
                raise DeviceFailed(fault)
            case _:
                await asyncio.Event().wait()
                raise AssertionError

    async def cancel(self) -> None:
        self.cancelled += 1


@dataclass
class Safe:
    """Where captures are sealed; keeps what it was given."""

    given: list[tuple[str, tuple[Rendition, ...], Remarks, str]] = field(default_factory=list)

    async def seal_capture(
        self, kind: str, renditions: tuple[Rendition, ...], remarks: Remarks, destination: str
    ) -> str:
        self.given.append((kind, renditions, remarks, destination))
        return f"c{len(self.given)}"


class Desk:
    """The work with its real worker, and everything it told."""

    def __init__(self) -> None:
        self.glass, self.safe = Glass(), Safe()
        self.told: list[Event] = []
        devices = cast("Any", type("Devices", (), {"fingerprint": self.glass})())
        self.place = Workplace(devices, cast("Any", self.safe), SystemClock(), self.told.append)
        self.work = FingerWork(self.place, "nbis", PATIENCE, TIME)

    async def takes(self, kind: CaptureKind) -> Event:
        before = len(self.told)
        self.work.capture_finger(CaptureFinger(kind))
        await self.comes_true(lambda: len(self.told) > before)
        return self.told[-1]

    async def gives(self, kind: CaptureKind, image: NDArray[uint8]) -> FingerTaken:
        self.glass.lay(image)
        taken = await self.takes(kind)
        assert isinstance(taken, FingerTaken)
        return taken

    async def seals(self, taken: FingerTaken) -> tuple[dict[str, bytes], Remarks]:
        await self.work.seal(SealCapture(taken.kind, taken.handle, "handover"))
        kind, renditions, remarks, destination = self.safe.given[-1]
        assert (kind, destination) == (str(taken.kind), "handover")
        assert self.told[-1] == CaptureSealed(taken.kind, f"c{len(self.safe.given)}")
        return {rendition.name: rendition.content for rendition in renditions}, remarks

    async def comes_true(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(40):
            while not condition():
                await SystemClock().sleep(0.005)

    def worker(self) -> int:
        pid = self.work._examiner.pid
        assert pid is not None
        return pid


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    made = Desk()
    yield made
    await made.place.close()
    await made.work.close()


async def test_a_good_finger_is_told_and_sealed_with_what_is_known_of_it(desk: Desk) -> None:
    taken = await desk.gives(RIGHT, impression(1))
    assert taken.kind is RIGHT
    assert 30 <= taken.quality <= 100
    assert (taken.problem, taken.same) == ("", False)
    files, remarks = await desk.seals(taken)
    assert set(files) == {"raw", "wsq", "record"}
    with Image.open(io.BytesIO(files["raw"])) as opened:
        size = opened.size
    record = read_record(files["record"])
    assert (record.finger, record.image) == (FingerCode.RIGHT_INDEX, files["wsq"])
    assert (record.width, record.height) == size
    assert remarks == {
        "nfiq2": taken.quality,
        "nfiq2_threshold": 30,
        "below_threshold": False,
        "minutiae": remarks["minutiae"],
        "attempts": 1,
        "device": NAME,
        "scanner_dpi": 500,
        "pad": "omitted",
        "encoder": "wsq 0.9 (NBIS)",
        "encoder_certificate": "none",
    }


async def test_the_worker_is_there_before_the_first_finger(desk: Desk) -> None:
    desk.work.prepare(PrepareFingers())
    await desk.comes_true(lambda: desk.work._examiner.pid is not None)
    ready = desk.worker()
    await desk.gives(RIGHT, impression(1))
    assert desk.worker() == ready


async def test_the_other_finger_is_compared_and_sealed_as_itself(desk: Desk) -> None:
    await desk.seals(await desk.gives(RIGHT, impression(1)))
    taken = await desk.gives(LEFT, impression(2))
    assert not taken.same
    files, remarks = await desk.seals(taken)
    assert read_record(files["record"]).finger is FingerCode.LEFT_INDEX
    assert remarks["uniqueness"] == "passed"
    score = remarks["uniqueness_score"]
    assert isinstance(score, int)
    assert score < 40
    assert desk.glass.asked == [FingerPosition.RIGHT_INDEX, FingerPosition.LEFT_INDEX]


async def test_the_same_finger_again_is_told_until_all_is_forgotten(desk: Desk) -> None:
    await desk.seals(await desk.gives(RIGHT, impression(1)))
    again = impression(1, Contact(shift_x=1.0, degrees=-7))
    assert (await desk.gives(LEFT, again)).same
    desk.work.discard(DiscardFingers())
    assert not (await desk.gives(LEFT, again)).same, "there is nothing any more to be like"
    assert desk.work._shots.keys() == {"finger3"}


async def test_tries_are_forgotten_and_what_was_accepted_is_still_compared_with(desk: Desk) -> None:
    await desk.seals(await desk.gives(RIGHT, impression(1)))
    await desk.gives(LEFT, impression(2, Contact(pressure=0.2)))
    assert desk.work._shots
    desk.work.drop_tries(DropTries())
    assert not desk.work._shots
    assert (await desk.gives(LEFT, impression(1))).same


async def test_a_right_finger_taken_anew_is_not_compared_with_itself(desk: Desk) -> None:
    await desk.seals(await desk.gives(RIGHT, impression(1)))
    assert not (await desk.gives(RIGHT, impression(1))).same


@pytest.mark.parametrize(
    ("contact", "problem"),
    [
        (Contact(pressure=0.0), "finger.light"),
        (Contact(pressure=0.4, moisture=0.05), "finger.light"),
        (Contact(pressure=0.9, moisture=1.0), "finger.wet"),
    ],
)
async def test_a_weak_print_is_kept_and_marked(desk: Desk, contact: Contact, problem: str) -> None:
    taken = await desk.gives(RIGHT, impression(1, contact))
    assert taken.problem == problem
    _, remarks = await desk.seals(taken)
    assert remarks["below_threshold"] is True


@pytest.mark.parametrize(
    ("image", "problem"),
    [
        (np.full((400, 400), 240, uint8), "finger.nothing"),
        (side_by_side(1, 2), "finger.several"),
        (impression(1, Contact(part=0.35)), "finger.partial"),
        (
            np.random.default_rng(1).integers(0, 256, (400, 400)).astype(uint8),
            "finger.unreadable",
        ),
    ],
)
async def test_what_is_no_print_of_one_finger_is_refused(
    desk: Desk, image: NDArray[uint8], problem: str
) -> None:
    desk.glass.lay(image)
    assert await desk.takes(RIGHT) == FingerRefused(RIGHT, problem)


@pytest.mark.parametrize(
    "image",
    [
        FingerImage(b"", 0, 0, 500),
        FingerImage(bytes(100), 400, 400, 500),
        FingerImage(bytes(160_000), 400, 400, 0),
        FingerImage(bytes(9_000_000), 3000, 3000, 500),
    ],
    ids=["empty", "cut", "no resolution", "huge"],
)
async def test_a_scanner_that_gives_garbage_is_broken(desk: Desk, image: FingerImage) -> None:
    desk.glass.next.append(image)
    assert await desk.takes(RIGHT) == StepFailed("fingerprint.broken")


@pytest.mark.parametrize("fault", FingerprintFault)
async def test_every_fault_of_the_scanner_is_told(desk: Desk, fault: FingerprintFault) -> None:
    desk.glass.next.append(fault)
    assert await desk.takes(RIGHT) == StepFailed(str(fault))


async def test_turning_away_lets_the_scanner_go_and_tells_nothing(desk: Desk) -> None:
    desk.glass.next.append(None)
    desk.work.capture_finger(CaptureFinger(RIGHT))
    await desk.comes_true(lambda: bool(desk.glass.asked))
    desk.work.cancel_finger(CancelFinger())
    await desk.comes_true(lambda: desk.glass.cancelled == 1)
    desk.work.cancel_finger(CancelFinger())
    assert desk.told == []
    assert desk.glass.cancelled == 1
    assert (await desk.gives(RIGHT, impression(1))).problem == ""


async def test_a_worker_killed_in_the_middle_leaves_the_citizen_a_print_of_unknown_quality(
    desk: Desk,
) -> None:
    await desk.seals(await desk.gives(RIGHT, impression(1)))
    os.kill(desk.worker(), signal.SIGSTOP)
    desk.glass.lay(impression(2))
    desk.work.capture_finger(CaptureFinger(LEFT))
    await desk.comes_true(lambda: len(desk.glass.asked) == 2)
    os.kill(desk.worker(), signal.SIGKILL)
    await desk.comes_true(lambda: isinstance(desk.told[-1], FingerTaken))
    taken = desk.told[-1]
    assert isinstance(taken, FingerTaken)
    assert (taken.quality, taken.problem, taken.same) == (255, "finger.weak", False)
    files, remarks = await desk.seals(taken)
    assert remarks["nfiq2"] == 255
    assert remarks["uniqueness"] == "unknown"
    assert set(files) == {"raw", "wsq", "record"}, "by the worker that followed"


async def test_without_an_encoder_the_uncompressed_print_is_sealed() -> None:
    desk = Desk()
    desk.work = FingerWork(desk.place, "nobody", PATIENCE, TIME)
    files, remarks = await desk.seals(await desk.gives(RIGHT, impression(1)))
    assert set(files) == {"raw"}
    assert remarks["encoder"] == "none"
    await desk.place.close()
    await desk.work.close()


async def test_nothing_of_a_print_is_in_what_is_told_or_shown(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    taken = await desk.gives(RIGHT, impression(1))
    shot = desk.work._shots[taken.handle]
    for text in (repr(taken), repr(shot), repr(shot.image), caplog.text):
        assert "pixels=" not in text
        assert "FMR" not in text
        assert len(text) < 400
    await desk.seals(taken)
    assert desk.work._shots == {}, "sealed, the print itself is let go"


async def test_the_loop_is_never_held_up(desk: Desk) -> None:
    """All that takes long is done in a thread or by the worker; the bound is for a busy machine."""
    await desk.gives(RIGHT, impression(1))
    loop, longest = asyncio.get_running_loop(), 0.0
    done = asyncio.ensure_future(desk.gives(RIGHT, impression(1)))
    while not done.done():
        before = loop.time()
        turn: asyncio.Future[None] = loop.create_future()
        loop.call_later(0.001, turn.set_result, None)
        await turn
        longest = max(longest, loop.time() - before - 0.001)
    assert longest < 0.1
