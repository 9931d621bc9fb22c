"""What is logged: an id, a place, and nothing that a citizen typed."""

import asyncio
import gc
import io
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.journal import JournalFormatter

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    speaker = logging.StreamHandler(stream)
    speaker.setFormatter(JournalFormatter(priorities=True))
    log = logging.getLogger("tests.journal")
    log.addHandler(speaker)
    log.propagate = False
    yield stream
    log.removeHandler(speaker)


async def fail_in_a_task() -> None:
    raise ValueError("Erika Mustermann")


async def test_what_asyncio_tells_of_a_lost_task_is_no_leak() -> None:
    stream = io.StringIO()
    speaker = logging.StreamHandler(stream)
    speaker.setFormatter(JournalFormatter(priorities=True))
    logging.getLogger("asyncio").addHandler(speaker)
    try:
        task = asyncio.create_task(fail_in_a_task())
        await asyncio.wait([task])
        del task
        gc.collect()
    finally:
        logging.getLogger("asyncio").removeHandler(speaker)
    assert "Task exception was never retrieved" in stream.getvalue()
    assert "Erika" not in stream.getvalue()


def fail_with(text: str) -> None:
    raise ValueError(text)


def test_the_priority_is_what_journald_reads(lines: io.StringIO) -> None:
    log = logging.getLogger("tests.journal")
    log.warning("spare.lost %s", "exit 1")
    log.critical("a\nb")
    assert lines.getvalue() == "<4>tests.journal spare.lost exit 1\n<2>tests.journal a\n"


def test_an_exception_leaves_its_place_and_not_its_words(lines: io.StringIO) -> None:
    log = logging.getLogger("tests.journal")
    try:
        fail_with("Erika Mustermann")
    except ValueError:
        log.exception("step.failed")
    written = lines.getvalue()
    assert "Erika" not in written
    assert "exception=ValueError at test_journal.py:" in written
    assert written.count("\n") == 1


def test_a_process_says_its_own_and_not_every_word_of_kivy() -> None:
    code = (
        "import logging; from kiosk.journal import log_to_journal; log_to_journal()\n"
        "logging.getLogger('kivy').info('Factory: 195 symbols loaded')\n"
        "logging.getLogger('kivy').warning('GL: no depth buffer')\n"
        "logging.getLogger('kiosk.x').info('attract.shown')\n"
        "raise ValueError('Erika Mustermann')"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert told.stderr.splitlines() == [
        "<4>kivy GL: no depth buffer",
        "<6>kiosk.x attract.shown",
        "<2>kiosk process.uncaught exception=ValueError at <string>:5",
    ]
