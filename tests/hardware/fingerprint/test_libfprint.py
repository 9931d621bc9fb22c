"""The driver of libfprint's readers, over the real library and its own virtual reader."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hardware.examining import examine
from hardware.failures import DeviceFailed
from hardware.fingerprint import FingerPosition, FingerprintFault, FingerprintScanner
from hardware.fingerprint.libfprint import PROGRAM, Settings
from hardware.fingerprint.libfprint.driver import LibfprintScanner
from hardware.fingerprint.libfprint.process import ASK_EVERY, Phase, ReaderProcess
from hardware.fingerprint.synthetic import SIZE, Contact, impression
from hardware.registry import DriverRefused, changed_test_settings, make_driver
from kiosk.contracts.devices import DeviceKind
from tests.fake_clock import FakeClock
from tests.hardware.fingerprint.virtual_image import PYTHON, VirtualImage, installed
from tests.hardware.fingerprint.waiting import comes, until
from tests.hardware.watching import watching

KIND = DeviceKind.FINGERPRINT
RIGHT = FingerPosition.RIGHT_INDEX


pytestmark = pytest.mark.skipif(not installed(), reason="libfprint is not installed")


@pytest.fixture
def socket(tmp_path: Path) -> Path:
    return tmp_path / "reader.sock"


@pytest.fixture
def scanner(socket: Path, clock: FakeClock) -> LibfprintScanner:
    table = {"driver": "libfprint", "virtual": str(socket)}
    made: LibfprintScanner = make_driver(KIND, table, clock)
    return made


@pytest.fixture
async def reader(socket: Path, scanner: LibfprintScanner) -> AsyncIterator[VirtualImage]:
    reader = VirtualImage(socket, lambda: scanner.waits)
    yield reader
    await reader.close()


@pytest.fixture
async def process(scanner: LibfprintScanner) -> AsyncIterator[ReaderProcess]:
    """Answer the driver's process, kept by a watcher as a session keeps it."""
    async with watching(scanner.watch()) as statuses:
        await anext(statuses)
        yield scanner._process


def print_of(finger: int) -> bytes:
    return impression(finger, Contact()).tobytes()


async def fault(capturing: "asyncio.Task[object]") -> FingerprintFault:
    with pytest.raises(DeviceFailed) as failed:
        await asyncio.wait_for(capturing, 10)
    return FingerprintFault(failed.value.fault)


def capture(scanner: FingerprintScanner, patience: float = 30) -> "asyncio.Task[object]":
    async def taken() -> object:
        return await scanner.capture(RIGHT, patience)

    return asyncio.create_task(taken())


def made_at(socket: Path) -> int:
    return socket.stat().st_ctime_ns


def number(process: ReaderProcess) -> int:
    assert process._process is not None
    return process._process.pid


async def test_the_image_comes_as_it_was_sent(
    scanner: LibfprintScanner, reader: VirtualImage, process: ReaderProcess
) -> None:
    before = number(process)
    for finger in (2, 3):  # the second over the open reader
        capturing = asyncio.create_task(scanner.capture(RIGHT, 30))
        await reader.lay(print_of(finger), SIZE, SIZE)
        image = await asyncio.wait_for(capturing, 10)
        assert (image.width, image.height, image.dpi) == (SIZE, SIZE, 500)
        assert image.pixels == print_of(finger)
        assert image.device == "Virtual image device for debugging"
    assert number(process) == before


async def test_a_capture_needs_no_watcher_and_leaves_no_process(
    scanner: LibfprintScanner, reader: VirtualImage
) -> None:
    capturing = asyncio.create_task(scanner.capture(RIGHT, 30))
    await until(lambda: scanner._process._process)
    pid = number(scanner._process)
    await reader.lay(print_of(4), SIZE, SIZE)
    assert (await asyncio.wait_for(capturing, 10)).pixels == print_of(4)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.parametrize("code", range(4))
async def test_a_touch_that_was_no_good_is_poor_contact(
    code: int, scanner: LibfprintScanner, reader: VirtualImage, process: ReaderProcess
) -> None:
    capturing = capture(scanner)
    await reader.refuse(code)
    assert await fault(capturing) is FingerprintFault.POOR_CONTACT
    capturing = capture(scanner)
    await reader.lay(print_of(2), SIZE, SIZE)
    await asyncio.wait_for(capturing, 10)
    assert number(process)


ERRORS = {0: FingerprintFault.BROKEN, 1: FingerprintFault.UNSUITABLE, 4: FingerprintFault.BUSY}


@pytest.mark.parametrize("code", ERRORS)
async def test_a_reader_that_fails_is_opened_anew(
    code: int,
    scanner: LibfprintScanner,
    reader: VirtualImage,
    process: ReaderProcess,
    socket: Path,
) -> None:
    before = number(process)
    capturing = capture(scanner)
    await reader.fail(code)
    opened = made_at(socket)
    assert await fault(capturing) is ERRORS[code]
    await reader.close()
    capturing = capture(scanner)
    await reader.lay(print_of(2), SIZE, SIZE)
    await asyncio.wait_for(capturing, 10)
    assert number(process) == before
    assert made_at(socket) > opened, "libfprint makes its socket when it opens the reader"


@pytest.mark.usefixtures("process")
async def test_a_silent_reader_ends_with_patience(
    scanner: LibfprintScanner, reader: VirtualImage, clock: FakeClock
) -> None:
    capturing = capture(scanner, patience=3)
    await until(lambda: scanner.waits)
    await comes(clock, capturing.done)
    assert await fault(capturing) is FingerprintFault.NO_FINGER
    capturing = capture(scanner)
    await reader.lay(print_of(2), SIZE, SIZE)
    await asyncio.wait_for(capturing, 10)


@pytest.mark.usefixtures("process")
async def test_a_cancelled_capture_lets_the_reader_go(
    scanner: LibfprintScanner, reader: VirtualImage
) -> None:
    capturing = capture(scanner)
    await until(lambda: scanner.waits)
    await scanner.cancel()
    assert await fault(capturing) is FingerprintFault.NO_FINGER
    given_up = capture(scanner)
    await until(lambda: scanner._process._captures)
    given_up.cancel()
    await asyncio.gather(given_up, scanner.cancel(), return_exceptions=True)
    assert given_up.cancelled(), "who gave up hears of no fault"
    capturing = capture(scanner)
    await reader.lay(print_of(2), SIZE, SIZE)
    await asyncio.wait_for(capturing, 10)


async def test_a_second_capture_ends_the_first(
    scanner: LibfprintScanner, reader: VirtualImage
) -> None:
    first = capture(scanner)
    await until(lambda: scanner.waits)
    second = asyncio.create_task(scanner.capture(RIGHT, 30))
    assert await fault(first) is FingerprintFault.NO_FINGER
    await reader.lay(print_of(5), SIZE, SIZE)
    assert (await asyncio.wait_for(second, 10)).pixels == print_of(5)


async def test_a_process_that_dies_is_a_fault_until_another_one_is_there(
    scanner: LibfprintScanner, reader: VirtualImage, clock: FakeClock
) -> None:
    async with watching(scanner.watch()) as statuses:
        assert (await anext(statuses)).fault is None
        capturing = capture(scanner)
        await until(lambda: scanner.waits)
        first = number(scanner._process)
        os.kill(first, signal.SIGKILL)
        assert await fault(capturing) is FingerprintFault.BROKEN
        assert (await anext(statuses)).fault is FingerprintFault.BROKEN
        following = asyncio.ensure_future(anext(statuses))
        await comes(clock, following.done)
        assert (await following).fault is None
        assert number(scanner._process) != first
        capturing = capture(scanner)
        await reader.lay(print_of(2), SIZE, SIZE)
        await asyncio.wait_for(capturing, 10)


async def test_a_process_that_hangs_is_replaced(
    scanner: LibfprintScanner, clock: FakeClock
) -> None:
    async with watching(scanner.watch()) as statuses:
        assert (await anext(statuses)).fault is None
        capturing = capture(scanner, patience=60)
        await until(lambda: scanner.waits)
        first, asked = number(scanner._process), clock.monotonic()
        os.kill(first, signal.SIGSTOP)
        await comes(clock, capturing.done)
        assert await fault(capturing) is FingerprintFault.BROKEN
        assert clock.monotonic() - asked < 2 * ASK_EVERY + 6
        await comes(clock, lambda: scanner._process.condition.value.name)
        assert number(scanner._process) != first


async def test_a_process_that_answers_twice_is_heard_once(tmp_path: Path, clock: FakeClock) -> None:
    program = tmp_path / "echo.py"
    program.write_text(
        "import json,sys\n"
        "print(json.dumps({'device': None}), flush=True)\n"
        "for line in sys.stdin:\n"
        "    pong = json.dumps({'pong': json.loads(line)['ping']}) + '\\n'\n"
        "    sys.stdout.write(2 * pong)\n"
        "    sys.stdout.flush()\n",
        "utf-8",
    )
    process = ReaderProcess([PYTHON, str(program)], {}, clock, 3)
    async with process.in_use():
        await process.decided()
        first = number(process)
        for _ in range(3):
            await clock.advance(ASK_EVERY)
            await until(lambda: not process._pongs)
        keeper = process._keeper
        assert keeper is not None
        assert not keeper.done()
        assert number(process) == first


async def test_it_ends_with_its_parent(socket: Path) -> None:
    """A driver's process that is killed leaves no reader behind, though somebody holds its input."""
    script = (
        "import subprocess,sys,time;"
        f"p=subprocess.Popen([{PYTHON!r},'-I',{str(PROGRAM)!r},'serve',''],"
        "stdin=sys.stdin,stdout=subprocess.PIPE);"
        "p.stdout.readline();print(p.pid,flush=True);time.sleep(60)"
    )
    reading, writing = os.pipe()
    try:
        parent = await asyncio.create_subprocess_exec(
            *(PYTHON, "-c", script),
            stdin=reading,
            stdout=asyncio.subprocess.PIPE,
            env={"FP_VIRTUAL_IMAGE": str(socket)},
        )
        assert parent.stdout is not None
        pid = int(await asyncio.wait_for(parent.stdout.readline(), 20))
        parent.kill()
        await parent.wait()
        await until(lambda: gone(pid))
        parent._transport.close()  # type: ignore[attr-defined]  # else it warns of the open pipe
    finally:
        os.close(reading)
        os.close(writing)


def gone(pid: int) -> bool:
    """Answer whether the process ended; nobody may be there to collect it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_nothing_is_told_to_the_process_but_where_its_virtual_reader_is() -> None:
    assert Settings(virtual="/run/reader").environment() == {"FP_VIRTUAL_IMAGE": "/run/reader"}
    assert Settings().environment() == {}


async def test_a_reader_that_never_gets_ready_is_broken(clock: FakeClock, tmp_path: Path) -> None:
    (tmp_path / "in_the_way").mkdir()  # libfprint cannot open a socket there
    table = {"driver": "libfprint", "virtual": str(tmp_path / "in_the_way")}
    assert await fault(capture(make_driver(KIND, table, clock))) is FingerprintFault.BROKEN


async def test_a_reader_that_does_not_even_wait_when_patience_ends_is_broken(
    scanner: LibfprintScanner, reader: VirtualImage, process: ReaderProcess, clock: FakeClock
) -> None:
    hung = number(process)
    os.kill(hung, signal.SIGSTOP)
    capturing = capture(scanner, patience=1)
    await comes(clock, capturing.done)
    assert await fault(capturing) is FingerprintFault.BROKEN
    await comes(clock, lambda: process.condition.value.phase is Phase.BROKEN)
    await comes(clock, lambda: process.condition.value.phase is Phase.THERE)
    assert number(process) != hung
    capturing = capture(scanner)
    await reader.lay(print_of(2), SIZE, SIZE)
    await asyncio.wait_for(capturing, 10)


async def test_no_reader_at_all_is_not_found(clock: FakeClock) -> None:
    scanner = make_driver(KIND, {"driver": "libfprint", "device": "no_such_driver"}, clock)
    async with watching(scanner.watch()) as statuses:
        assert (await anext(statuses)).fault is FingerprintFault.NOT_FOUND
    assert await fault(capture(scanner)) is FingerprintFault.NOT_FOUND


async def test_a_reader_without_images_is_unsuitable(tmp_path: Path, clock: FakeClock) -> None:
    """libfprint's other virtual reader matches on its own chip, and shows nobody its images."""
    table = {"driver": "libfprint", "python": _with_matching_reader(tmp_path)}
    scanner = make_driver(KIND, table, clock)
    async with watching(scanner.watch()) as statuses:
        assert (await anext(statuses)).fault is FingerprintFault.UNSUITABLE
    assert await fault(capture(scanner)) is FingerprintFault.UNSUITABLE
    findings = list(examine(KIND, table, clock.now()))
    assert [finding.fine for finding in findings] == [False]
    assert "gives no images" in findings[0].sentence


def _with_matching_reader(folder: Path) -> str:
    python = folder / "python3"
    python.write_text(
        f'#!/bin/sh\nFP_VIRTUAL_DEVICE={folder}/other.sock exec {PYTHON} "$@"\n', "utf-8"
    )
    python.chmod(0o755)
    return str(python)


async def test_a_missing_library_is_a_broken_scanner_and_named_by_the_doctor(
    clock: FakeClock,
) -> None:
    table = {"driver": "libfprint", "python": "/nowhere/python3"}
    scanner = make_driver(KIND, table, clock)
    assert await fault(capture(scanner)) is FingerprintFault.BROKEN
    (finding,) = examine(KIND, table, clock.now())
    assert finding.fine is False
    assert "python3-gi" in finding.sentence


def test_the_doctor_says_what_libfprint_readers_are_not_for(socket: Path, clock: FakeClock) -> None:
    table = {"driver": "libfprint", "virtual": str(socket)}
    found = list(examine(KIND, table, clock.now()))
    assert [finding.fine for finding in found] == [True, None]
    assert "not certified" in found[1].sentence


@pytest.mark.parametrize(
    ("settings", "wrong"), [({"dpi": 300}, "dpi"), ({"answer_patience": 0}, "answer")]
)
def test_settings_that_cannot_be_are_refused(
    settings: dict[str, object], wrong: str, clock: FakeClock
) -> None:
    with pytest.raises(DriverRefused, match=wrong):
        make_driver(KIND, {"driver": "libfprint", **settings}, clock)


def test_a_virtual_reader_is_for_tests() -> None:
    assert changed_test_settings(KIND, {"driver": "libfprint", "virtual": "/x"}) == ("virtual",)
