"""Looks at pictures in one thread of its own: the event loop never does, and a hanging look is given up."""

import asyncio
import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from hardware.patience import within
from kiosk.contracts.clock import Clock

T = TypeVar("T")
Job = tuple[Callable[[], Any], asyncio.Future[Any], asyncio.AbstractEventLoop]


class LookStuck(Exception):
    """A look took longer than any may; its thread is left to itself."""


class Darkroom:
    """One job after the other, in the order given. Used from one event loop.

    The thread holds nobody up who leaves: it is a daemon, and one that hangs inside a library is
    replaced, for nothing in Python could end it.
    """

    def __init__(self, clock: Clock, patience: float = 8.0) -> None:
        self._clock = clock
        self._patience = patience
        self._jobs: queue.SimpleQueue[Job | None] | None = None

    async def run(self, work: Callable[[], T]) -> T:
        """Answer what `work` answers, and raise what it raises; LookStuck if it does not end."""
        if self._jobs is None:
            self._jobs = queue.SimpleQueue()
            threading.Thread(
                target=_serve, args=(self._jobs,), name="darkroom", daemon=True
            ).start()
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()
        jobs = self._jobs
        jobs.put((work, done, loop))
        try:
            return await within(self._clock, self._patience, done)
        except TimeoutError:
            if self._jobs is jobs:
                self._leave()
            raise LookStuck from None

    async def close(self) -> None:
        """Let the thread end and wait until it is out of every library.

        A process that ends while a thread is inside OpenCV aborts. One that hangs is left to itself.
        """
        if self._jobs is not None:
            with suppress(LookStuck):
                await self.run(_nothing)
            self._leave()

    def _leave(self) -> None:
        if self._jobs is not None:
            self._jobs.put(None)
            self._jobs = None


def _nothing() -> None:
    """Be the last job of a thread."""


def _serve(jobs: "queue.SimpleQueue[Job | None]") -> None:
    while _did_one(jobs):
        pass


def _did_one(jobs: "queue.SimpleQueue[Job | None]") -> bool:
    """Do the next job; a function of its own, so that no picture is kept until the one after comes."""
    job = jobs.get()
    if job is None:
        return False
    work, done, loop = job
    if done.cancelled():
        return True
    answer, failure = None, None
    try:
        answer = work()
    except BaseException as error:  # noqa: BLE001 - whoever waits for the answer must hear of it
        failure = error
    try:
        loop.call_soon_threadsafe(_tell, done, answer, failure)
    except RuntimeError:
        return False  # the loop is closed, and with it everybody who could want an answer
    return True


def _tell(done: asyncio.Future[Any], answer: Any, failure: BaseException | None) -> None:
    if done.done():
        return
    if failure is not None:
        done.set_exception(failure)
    else:
        done.set_result(answer)
