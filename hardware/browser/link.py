"""The pipe to the browser: commands out, answers and events in."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from hardware.browser.proto import END, Answer, Event, decode, encode
from hardware.patience import within
from kiosk.contracts.clock import Clock

log = logging.getLogger(__name__)

_PATIENCE = 10.0


class LinkLost(Exception):
    """The browser is gone, or does not answer any more."""


class CommandRefused(Exception):
    """The browser would not do it: what it was about is gone, mostly."""


class Link:
    """One browser; events go to `heed` in their order, as they are read."""

    def __init__(self, clock: Clock, heed: Callable[[Event], None]) -> None:
        self._writer: asyncio.StreamWriter | None = None
        self._clock = clock
        self._heed = heed
        self._serial = 0
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._lost = False

    def connect(self, writer: asyncio.StreamWriter) -> None:
        """Take the pipe's end to the browser; commands can be sent from here on."""
        self._writer = writer

    async def run(self, reader: asyncio.StreamReader) -> None:
        """Read until the browser is gone, or says what no browser says."""
        try:
            while True:
                message = decode(await reader.readuntil(END))
                match message:
                    case Answer(serial):
                        self._settle(serial, message)
                    case Event():
                        self._heed(message)
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError):
            return
        except (KeyError, IndexError, TypeError, ValueError) as wrong:
            # The sentence of the exception could hold an address or what was typed.
            log.error("browser.protocol kind=%s", type(wrong).__name__)  # noqa: TRY400
        finally:
            self._lost = True
            for waiting in self._waiting.values():
                if not waiting.done():
                    waiting.set_exception(LinkLost())
                    waiting.exception()  # whoever does not wait for it need not be told
            self._waiting.clear()

    def post(self, method: str, session: str = "", **parameters: Any) -> asyncio.Future[Any]:
        """Send a command at once; the answer may be waited for or not.

        The future raises LinkLost, CommandRefused.
        """
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        # What nobody waits for is no error when it fails: most often its target has just gone.
        answer.add_done_callback(_seen)
        if self._lost or self._writer is None or self._writer.is_closing():
            answer.set_exception(LinkLost())
            return answer
        self._serial += 1
        self._waiting[self._serial] = answer
        self._writer.write(encode(self._serial, method, parameters, session))
        return answer

    async def call(
        self, method: str, session: str = "", *, seconds: float = _PATIENCE, **parameters: Any
    ) -> dict[str, Any]:
        """Send a command and wait for its answer. Raises LinkLost, CommandRefused."""
        try:
            answer: dict[str, Any] = await within(
                self._clock, seconds, self.post(method, session, **parameters)
            )
        except TimeoutError:
            raise LinkLost from None
        return answer

    def _settle(self, serial: int, answer: Answer) -> None:
        waiting = self._waiting.pop(serial, None)
        if waiting is None or waiting.done():
            return
        if answer.error:
            waiting.set_exception(CommandRefused())
        else:
            waiting.set_result(answer.result)


def _seen(answer: "asyncio.Future[Any]") -> None:
    if not answer.cancelled():
        answer.exception()
