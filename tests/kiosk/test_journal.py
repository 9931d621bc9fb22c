"""What is logged: an id, a place, and nothing that a citizen typed."""

import asyncio
import gc
import io
import logging
from collections.abc import Iterator

import pytest

from kiosk.journal import JournalFormatter


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
