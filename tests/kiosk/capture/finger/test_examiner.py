"""The worker: its scores are NFIQ 2's, and its crash, hang or end never reaches the session."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from hardware.fingerprint.synthetic import Contact
from kiosk.capture.finger.examiner import EncodingFailed, FingerExaminer, WorkerLost
from kiosk.capture.finger.prints import QUALITY_UNKNOWN, Print
from kiosk.clock import SystemClock
from tests.fake_clock import FakeClock, settle
from tests.kiosk.capture.finger.hands import LAID_AGAIN, examiner, printed

ROOT = Path(__file__).resolve().parents[4]
# At this size the library reads beyond the picture: most often its process ends by a segmentation
# fault, now and then it just gives up. No scanner gives such a one, and the cut never leaves it.
CRASHING = Print(bytes([255]) * 64, 8, 8)


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def gone(pid: int) -> None:
    while is_running(pid):
        await SystemClock().sleep(0.02)


@pytest.mark.parametrize("finger", [1, 2, 3])
async def test_a_finger_laid_well_suffices(finger: int, bench: FingerExaminer) -> None:
    found = await bench.examine(printed(finger, LAID_AGAIN))
    assert 30 <= found.score <= 100
    assert 25 < found.minutiae < 120
    assert found.template.startswith(b"FMR\0")
    assert "FMR" not in repr(found)


@pytest.mark.parametrize("contact", [Contact(moisture=0.0), Contact(moisture=1.0)])
async def test_a_dry_or_wet_finger_does_not(contact: Contact, bench: FingerExaminer) -> None:
    assert (await bench.examine(printed(1, contact))).score < 30


async def test_what_cannot_be_scored_is_unknown(bench: FingerExaminer) -> None:
    found = await bench.examine(Print(bytes([255]) * 400 * 400, 400, 400))
    assert found.score == QUALITY_UNKNOWN


async def test_one_finger_is_like_itself_and_unlike_another(bench: FingerExaminer) -> None:
    one, again, other = [
        (await bench.examine(image)).template
        for image in (printed(4), printed(4, LAID_AGAIN), printed(5))
    ]
    like, unlike = await bench.compare(one, again), await bench.compare(one, other)
    assert like is not None
    assert unlike is not None
    assert like > 100
    assert unlike < 40


async def test_templates_that_are_none_are_like_nothing(bench: FingerExaminer) -> None:
    template = (await bench.examine(printed(1))).template
    assert await bench.compare(template, b"") is None
    assert await bench.compare(template, b"FMR\0 nonsense") is None
    assert (await bench.compare(template, template)) is not None


async def test_what_upsets_the_library_is_of_unknown_quality_and_the_next_print_is_judged() -> None:
    async with examiner() as running:
        assert (await running.examine(CRASHING)).score == QUALITY_UNKNOWN
        assert (await running.examine(printed(1))).score >= 30


async def test_killed_in_the_middle_of_work(bench: FingerExaminer) -> None:
    asked = asyncio.create_task(bench.examine(printed(1)))
    await settle()
    assert bench.pid is not None
    os.kill(bench.pid, signal.SIGSTOP)  # so that it cannot have answered
    os.kill(bench.pid, signal.SIGKILL)
    killed = bench.pid
    assert (await asked).score == QUALITY_UNKNOWN
    assert bench.pid not in (None, killed), "another worker is on its way"
    assert (await bench.examine(printed(1))).score >= 30


async def test_a_worker_that_hangs_is_replaced(clock: FakeClock) -> None:
    running = FingerExaminer(clock, "nbis")
    await running.warm()
    hanging = running.pid
    assert hanging is not None
    os.kill(hanging, signal.SIGSTOP)
    asked = asyncio.create_task(running.examine(printed(1)))
    await settle()
    await clock.advance(3.9)
    assert not asked.done()
    await clock.advance(0.2)
    assert (await asked).score == QUALITY_UNKNOWN
    assert not is_running(hanging)
    assert (await running.examine(printed(1))).score >= 30
    await running.close()


async def test_a_citizen_who_turns_away_ends_the_question(bench: FingerExaminer) -> None:
    asked = asyncio.create_task(bench.examine(printed(1)))
    await settle()
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    right, left = await asyncio.gather(bench.examine(printed(2)), bench.examine(printed(3)))
    assert right.template != left.template
    assert right == await bench.examine(printed(2)), "each answer is to its own question"


async def test_closed_it_is_gone_and_answers_nothing() -> None:
    async with examiner() as running:
        pid = running.pid
        assert pid is not None
        await running.close()
        assert not is_running(pid)
        assert (await running.examine(printed(1))).score == QUALITY_UNKNOWN
        with pytest.raises(EncodingFailed):
            await running.encode(printed(1))
        with pytest.raises(WorkerLost):
            await running.warm()


async def test_the_worker_writes_no_file_leaves_no_core_and_nobody_reads_its_memory(
    bench: FingerExaminer,
) -> None:
    await bench.warm()
    limits = await asyncio.to_thread(Path(f"/proc/{bench.pid}/limits").read_text)
    for limit, most in (("Max file size", "0"), ("Max core file size", "1")):
        line = next(line for line in limits.splitlines() if line.startswith(limit))
        assert line.removeprefix(limit).split()[:2] in ([most, most], ["0", "0"])
    assert "Max address space         unlimited" not in limits


async def test_it_ends_with_its_parent() -> None:
    """A session that is killed leaves no worker behind with a citizen's print in memory."""
    program = (
        "import asyncio\n"
        "from kiosk.capture.finger.examiner import FingerExaminer\n"
        "from kiosk.clock import SystemClock\n"
        "async def main():\n"
        "    examiner = FingerExaminer(SystemClock(), 'nbis')\n"
        "    await examiner.warm()\n"
        "    print(examiner.pid, flush=True)\n"
        "    await asyncio.Event().wait()\n"
        "asyncio.run(main())\n"
    )
    session = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", program), stdout=asyncio.subprocess.PIPE, cwd=ROOT
    )
    assert session.stdout is not None
    pid = int(await session.stdout.readline())
    os.kill(pid, signal.SIGSTOP)  # even one that hangs, and never sees its input end
    session.kill()
    await session.wait()
    try:
        await asyncio.wait_for(gone(pid), 10)
    finally:
        if is_running(pid):
            os.kill(pid, signal.SIGKILL)
