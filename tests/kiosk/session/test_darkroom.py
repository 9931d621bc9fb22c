"""The thread in which pictures are looked at: in order, aside of the loop, and given up when it hangs."""

import asyncio
import gc
import subprocess
import sys
import threading
import weakref
from functools import partial

import pytest

from kiosk.clock import SystemClock
from kiosk.session.darkroom import Darkroom, LookStuck
from tests.fake_clock import FakeClock, settle
from tests.kiosk.session.portraits import MODELS


async def test_jobs_are_done_in_order_in_one_thread_that_is_not_the_loops() -> None:
    darkroom = Darkroom(SystemClock())
    threads = [darkroom.run(threading.get_ident) for _ in range(3)]
    found = await asyncio.gather(*threads)
    assert len(set(found)) == 1
    assert found[0] != threading.get_ident()
    await darkroom.close()


async def test_what_a_job_raises_reaches_who_waits_and_the_next_one_is_done() -> None:
    darkroom = Darkroom(SystemClock())

    def breaks() -> None:
        raise ValueError("this picture is none")

    with pytest.raises(ValueError, match="this picture is none"):
        await darkroom.run(breaks)
    assert await darkroom.run(lambda: 7) == 7
    await darkroom.close()


async def test_a_look_that_hangs_is_given_up_and_the_next_one_gets_another_thread(
    clock: FakeClock,
) -> None:
    darkroom = Darkroom(clock, patience=5.0)
    hanging, started = threading.Event(), threading.Event()

    def hangs() -> int:
        started.set()
        hanging.wait()
        return threading.get_ident()

    looking = asyncio.ensure_future(darkroom.run(hangs))
    await asyncio.to_thread(started.wait)
    await clock.advance(4.9)
    assert not looking.done()
    await clock.advance(0.2)
    with pytest.raises(LookStuck):
        await looking
    assert await darkroom.run(lambda: "again") == "again"
    hanging.set()
    await darkroom.close()


async def test_who_no_longer_waits_costs_no_look(clock: FakeClock) -> None:
    darkroom = Darkroom(clock)
    going, done = threading.Event(), []

    def first() -> None:
        going.wait()

    running = asyncio.ensure_future(darkroom.run(first))
    unwanted = asyncio.ensure_future(darkroom.run(lambda: done.append("looked")))
    await settle()
    unwanted.cancel()
    await settle()
    going.set()
    await running
    await darkroom.run(lambda: None)
    assert done == []
    await darkroom.close()


async def test_no_picture_is_kept_once_it_was_looked_at() -> None:
    class Picture:
        pass

    darkroom = Darkroom(SystemClock())
    picture = Picture()
    seen = weakref.ref(picture)
    await darkroom.run(partial(id, picture))
    del picture
    await darkroom.run(lambda: None)
    gc.collect()
    assert seen() is None
    await darkroom.close()


WITHIN_A_LOOK = """
import asyncio
import sys
import threading
from pathlib import Path

import numpy as np

from kiosk.capture.face.measure import FaceMeasurer
from kiosk.capture.face.models import load_models
from kiosk.clock import SystemClock
from kiosk.session.darkroom import Darkroom

measurer = FaceMeasurer(load_models(Path(sys.argv[1])))
inside = threading.Event()

def look():
    inside.set()
    for _ in range(20):
        measurer.measure(np.zeros((720, 1280, 3), np.uint8))

async def session():
    darkroom = Darkroom(SystemClock(), 60)
    looking = asyncio.ensure_future(darkroom.run(look))
    await asyncio.to_thread(inside.wait)
    looking.cancel()
    await darkroom.close()

asyncio.run(session())
"""


def test_a_process_that_ends_within_a_look_does_not_abort() -> None:
    """Python going from under a thread inside OpenCV's networks is a SIGABRT."""
    command = [sys.executable, "-c", WITHIN_A_LOOK, str(MODELS)]
    ended = subprocess.run(command, check=False, capture_output=True, timeout=60)
    assert (ended.returncode, ended.stderr) == (0, b"")
