"""Fingers over the real driver and the real worker: weak ones, the same one twice, and a worker that dies."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from hardware.fingerprint.simulator import FingerprintSimulator
from kiosk.contracts.captures import CaptureKind
from kiosk.domain.step_states import FingerPhase
from kiosk.store.sealing import AuthorityKey
from kiosk.store.unsealing import PrivateKey
from tests.mishaps.fingers_only import Person, person

Mishap = Callable[[FingerprintSimulator], None]


def remarks(document: dict[str, object], kind: CaptureKind) -> dict[str, object]:
    captures = document["captures"]
    assert isinstance(captures, list)
    return next(capture for capture in captures if capture["kind"] == kind)


async def test_both_fingers_are_taken_at_once_and_handed_over(
    tmp_path: Path, authority: AuthorityKey, private: PrivateKey
) -> None:
    async with person(tmp_path, authority) as somebody:
        await somebody.gives_right()
        await somebody.gives_left()
        document = await somebody.sends(private)
    assert "left" not in document
    for kind in (CaptureKind.FINGER_RIGHT, CaptureKind.FINGER_LEFT):
        told = remarks(document, kind)
        text = repr(told)
        assert "'nfiq2': " in text
        assert "'below_threshold': False" in text
        for media_type in ("image/x-wsq", "image/bmp"):
            assert media_type in text


async def test_a_finger_laid_badly_is_told_how_to_lie(
    tmp_path: Path, authority: AuthorityKey
) -> None:
    mishaps: dict[str, Mishap] = {
        "finger.light": FingerprintSimulator.press_lightly,
        "finger.wet": FingerprintSimulator.place_wet_finger,
    }
    async with person(tmp_path, authority) as somebody:
        for begin, (problem, mishap) in zip(("next", "retry"), mishaps.items(), strict=True):
            await somebody.starts(begin)
            mishap(somebody.scanner)
            await somebody.reads(problem)
            somebody.scanner.lift_finger()
        await somebody.starts("retry")
        somebody.scanner.place_finger()
        await somebody.comes_to(FingerPhase.READY, CaptureKind.FINGER_LEFT)


async def test_the_same_finger_twice_begins_anew_and_then_passes(
    tmp_path: Path, authority: AuthorityKey, private: PrivateKey
) -> None:
    async with person(tmp_path, authority) as somebody:
        await somebody.gives_right()
        await somebody.starts()
        somebody.scanner.place_same_finger()
        await somebody.reads("finger.same")
        assert somebody.step.kind is CaptureKind.FINGER_RIGHT
        somebody.scanner.lift_finger()
        await somebody.gives_right()
        await somebody.gives_left()
        document = await somebody.sends(private)
    assert "left" not in document
    assert "'uniqueness': 'passed'" in repr(remarks(document, CaptureKind.FINGER_LEFT))


async def test_the_same_finger_twice_and_again_leaves_both_to_the_counter(
    tmp_path: Path, authority: AuthorityKey, private: PrivateKey
) -> None:
    async with person(tmp_path, authority) as somebody:
        for phase in (FingerPhase.READY, FingerPhase.LEFT_OUT):
            await somebody.gives_right()
            await somebody.starts()
            somebody.scanner.place_same_finger()
            await somebody.comes_to(phase)
            somebody.scanner.lift_finger()
        await somebody.citizen.presses("next")
        document = await somebody.sends(private)
    assert document["left"] == {"finger_right": "alike", "finger_left": "alike"}
    assert "captures" not in document


async def _worker(somebody: Person) -> int:
    examiner = somebody.runner.capture.finger._examiner
    await examiner.warm()
    assert examiner.pid is not None
    return examiner.pid


@pytest.mark.parametrize("signal_", [signal.SIGKILL, signal.SIGSTOP])
async def test_a_worker_that_dies_or_hangs_never_holds_the_citizen(
    signal_: signal.Signals, tmp_path: Path, authority: AuthorityKey, private: PrivateKey
) -> None:
    """The print's quality is unknown, the next try has another worker."""
    async with person(tmp_path, authority) as somebody:
        await somebody.starts()
        os.kill(await _worker(somebody), signal_)
        somebody.scanner.place_finger()
        await somebody.reads("finger.weak")
        assert somebody.step.best == ("finger1", 255)
        somebody.scanner.lift_finger()
        await somebody.starts("retry")
        somebody.scanner.place_finger()
        await somebody.comes_to(FingerPhase.READY, CaptureKind.FINGER_LEFT)
        somebody.scanner.lift_finger()
        await somebody.gives_left()
        document = await somebody.sends(private)
    assert "'attempts': 2" in repr(remarks(document, CaptureKind.FINGER_RIGHT))
