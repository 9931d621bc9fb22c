"""Keeps the client running: starts it, starts it anew when it falls or stands still, tells how it is."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace

from hardware.eid import EidFault, EidStatus
from hardware.eid.ausweisapp.commands import GetInfo
from hardware.eid.ausweisapp.conversation import Conversation, WrongVersion
from hardware.eid.ausweisapp.link import LinkLost, LinkRefused
from hardware.eid.ausweisapp.messages import Message
from hardware.eid.ausweisapp.process import (
    AusweisAppProcess,
    NotInstalled,
    NotStarted,
    UnsafeSettings,
)
from hardware.eid.ausweisapp.settings import Settings
from hardware.latest import Latest
from hardware.patience import within
from kiosk.contracts.clock import Clock

# The client tells of readers with its first look at them, up to two seconds after the connection.
_FIRST_LOOK = 4.0
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0
# A client that fell within this time fell at once; the pause before the next try grows on.
_AT_ONCE = 10.0
_STILL_THERE = 20.0
_ANSWER = 5.0
_FAULTS = {
    NotInstalled: EidFault.NOT_INSTALLED,
    NotStarted: EidFault.NOT_RUNNING,
    UnsafeSettings: EidFault.UNSAFE_SETTINGS,
    LinkRefused: EidFault.REFUSED,
    LinkLost: EidFault.NOT_RUNNING,
    WrongVersion: EidFault.WRONG_VERSION,
}


class Upkeep:
    """One client at a time, from `start` to `stop`."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        *,
        heard: Callable[[Message], Awaitable[None]],
        lost: Callable[[], Awaitable[None]],
        busy: Callable[[], bool],
    ) -> None:
        """`heard` takes what the client says, `lost` hears of its end, `busy` while a workflow runs."""
        self._settings = settings
        self._clock = clock
        self._heard = heard
        self._lost = lost
        self._busy = busy
        self._down = EidStatus(EidFault.NOT_RUNNING, rehearsal=bool(settings.replay))
        self._keeper: asyncio.Task[None] | None = None
        self._try: asyncio.Future[EidFault | None] | None = None
        self._wanted = asyncio.Event()
        self._came_up = False
        self.status = Latest(self._down)
        self.conversation: Conversation | None = None

    async def start(self) -> EidFault | None:
        """Begin; answer how the first try failed. Whatever it came to, it is tried until `stop`."""
        if self._keeper is not None:
            return None
        first = self._expect()
        self._keeper = asyncio.create_task(self._keep(), name="AusweisApp")
        self._keeper.add_done_callback(self._look_at_keeper)
        try:
            return await first
        except asyncio.CancelledError:
            await self.stop()
            raise

    async def stop(self) -> None:
        keeper, self._keeper = self._keeper, None
        if keeper is not None:
            if self._try is not None:
                self._try.cancel()  # whoever waits for it need not any more
            keeper.cancel()
            with suppress(asyncio.CancelledError):
                await keeper
            self.status.show(self._down)

    async def come_up(self) -> None:
        """Return when the client is up, or the present try failed; a pause before it is cut short."""
        if self.conversation is None and self._try is not None:
            self._wanted.set()
            await asyncio.wait({self._try})

    async def _keep(self) -> None:
        """Run the client again and again, with growing pauses while it does not stay up."""
        pause = _FIRST_PAUSE
        while True:
            self._wanted.clear()
            self._came_up = False
            begun = self._clock.monotonic()
            fault = await self._run()
            self.status.show(replace(self._down, fault=fault))
            if not self._came_up:
                self._tell(fault)
                self._expect()
            elif self._clock.monotonic() - begun > _AT_ONCE:
                pause = _FIRST_PAUSE
            with suppress(TimeoutError):
                await within(self._clock, pause, self._wanted.wait())
            pause = min(2 * pause, _LONGEST_PAUSE)

    def _expect(self) -> "asyncio.Future[EidFault | None]":
        """Let those who come from now on wait for the next try."""
        self._try = asyncio.get_running_loop().create_future()
        return self._try

    def _tell(self, outcome: EidFault | None) -> None:
        """Tell those who wait how the try went."""
        if self._try is not None and not self._try.done():
            self._try.set_result(outcome)

    def _end(self) -> None:
        """Have nobody use the conversation any more."""
        if self.conversation is not None:
            self.conversation = None
            self._expect()

    async def _run(self) -> EidFault:
        """Run the client once, to its end; answer how it failed."""
        try:
            if self._settings.replay:
                return await self._converse(self._settings.replay)
            return await self._run_program()
        except tuple(_FAULTS) as failed:
            return _FAULTS[type(failed)]

    async def _run_program(self) -> EidFault:
        program, preverification = self._settings.program, self._settings.preverification
        process = AusweisAppProcess(program, self._clock, preverification=preverification)
        try:
            port = await process.start()
            return await self._converse(f"ws://127.0.0.1:{port}/eID-Kernel")
        finally:
            await process.stop()

    async def _converse(self, url: str) -> EidFault:
        conversation = await Conversation.open(url, self._clock, self._end)
        self.conversation = conversation
        self.status.show(replace(self._down, fault=None, version=conversation.version))
        self._came_up = True
        self._tell(None)
        first_look = asyncio.create_task(self._clock.sleep(_FIRST_LOOK))
        first_look.add_done_callback(lambda _: self._show_reader())
        asking = asyncio.create_task(self._ask_now_and_then(conversation))
        asking.add_done_callback(_look_at)
        try:
            async for message in conversation.messages():
                if not self._uses(conversation):
                    break  # it was dropped: what it says now is not meant for the next citizen
                if first_look.done() or conversation.readers:
                    self._show_reader()
                await self._heard(message)
        finally:
            lost = self._uses(conversation)
            self._end()
            first_look.cancel()
            asking.cancel()
            if lost:
                await self._lost()
            await conversation.close()
        return EidFault.NOT_RUNNING

    def _uses(self, conversation: Conversation) -> bool:
        return self.conversation is conversation

    async def _ask_now_and_then(self, conversation: Conversation) -> None:
        """Drop an idle client that answers no more, so that no citizen has to find it out.

        A workflow has its own patience.
        """
        with suppress(LinkLost):
            while True:
                await self._clock.sleep(_STILL_THERE)
                if self._busy():
                    continue
                before = conversation.heard
                await conversation.send(GetInfo())
                await self._clock.sleep(_ANSWER)
                if conversation.heard == before and not self._busy():
                    conversation.drop()

    def _show_reader(self) -> None:
        if self.conversation is not None:
            fault = None if self.conversation.readers else EidFault.NO_READER
            self.status.show(replace(self.status.value, fault=fault))

    def _look_at_keeper(self, keeper: asyncio.Task[None]) -> None:
        """Let `start`, or later the loop's exception handler, see what nobody foresaw."""
        if keeper.cancelled() or keeper.exception() is None:
            return
        if self._try is not None and not self._try.done():
            self._try.set_exception(keeper.exception() or RuntimeError())
        else:
            keeper.result()


def _look_at(task: asyncio.Task[None]) -> None:
    """Let the loop's exception handler see what went wrong in a task."""
    if not task.cancelled():
        task.result()
