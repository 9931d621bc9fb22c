"""The eID client AusweisApp behind the eID port: starts it, keeps it running, runs dialogues."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import dataclass, replace

from hardware.eid import EidFault, EidStatus
from hardware.eid.ausweisapp import dialogue as machine
from hardware.eid.ausweisapp.conversation import Conversation
from hardware.eid.ausweisapp.link import LinkLost, LinkRefused
from hardware.eid.ausweisapp.process import AusweisAppProcess, NotInstalled, NotStarted
from hardware.eid.ausweisapp.state import Authenticate, Task
from hardware.eid.ausweisapp.workflow import Patience, Workflow
from hardware.failures import DeviceFailed
from hardware.latest import Latest
from kiosk.contracts.clock import Clock
from kiosk.contracts.eid import Cancel, PinTask

# The client tells of readers with its first look at them, up to two seconds after the connection.
_FIRST_LOOK = 4.0
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0


@dataclass(frozen=True, slots=True)
class Settings:
    """How the client is run.

    `program` is a name or path, empty for whichever is installed. `preverification` off lets the
    client take a provider of an unknown authority, and `replay` is the address of recorded messages
    instead of a client: both for tests and demonstrations only. `can_allowed` is reading with the
    CAN, for attended profiles. Seconds are the driver's own patience.
    """

    program: str = ""
    preverification: bool = True
    replay: str = ""
    can_allowed: bool = False
    citizen_seconds: float = 600.0
    client_seconds: float = 45.0


class AusweisApp:
    """Implements `hardware.eid.EidClient`."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._patience = Patience(settings.citizen_seconds, settings.client_seconds)
        self._down = EidStatus(EidFault.NOT_RUNNING, rehearsal=bool(settings.replay))
        self._status = Latest(self._down)
        self._keeper: asyncio.Task[None] | None = None
        self._first: asyncio.Future[EidFault | None] | None = None
        self._conversation: Conversation | None = None
        self._workflow: Workflow | None = None

    async def open(self) -> None:
        """Start the client. Raises DeviceFailed(EidFault); it is then closed."""
        if self._keeper is not None:
            return
        self._first = asyncio.get_running_loop().create_future()
        self._keeper = asyncio.create_task(self._keep(), name="AusweisApp")
        self._keeper.add_done_callback(self._look_at)
        try:
            fault = await self._first
        except asyncio.CancelledError:
            await self.close()
            raise
        if fault is not None:
            await self.close()
            self._status.show(replace(self._down, fault=fault))
            raise DeviceFailed(fault)

    async def close(self) -> None:
        """End the client and any running workflow; the card is released."""
        if self._workflow is not None:
            await self._workflow.reply(Cancel())
        keeper, self._keeper = self._keeper, None
        if keeper is not None:
            keeper.cancel()
            with suppress(asyncio.CancelledError):
                await keeper
            self._status.show(self._down)

    def authenticate(self, tc_token_url: str) -> Workflow:
        return self._new_workflow(Authenticate(tc_token_url))

    def manage_pin(self, task: PinTask) -> Workflow:
        return self._new_workflow(task)

    def watch(self) -> AsyncGenerator[EidStatus, None]:
        return self._status.watch()

    # --- dialogues

    def _new_workflow(self, task: Task) -> Workflow:
        return Workflow(task, self._begin, self._clock, self._patience)

    async def _begin(self, workflow: Workflow) -> None:
        """Wait until the workflow before has let go of the card, then begin."""
        while self._workflow is not None and not self._workflow.ended.is_set():
            await self._workflow.ended.wait()
        self._workflow = workflow
        if self._first is not None:
            await asyncio.wait({self._first})  # the client is just being started
        fault = self._status.value.fault
        conversation = self._conversation
        if conversation is None or fault is not None:
            refusal = machine.refuse(workflow.task, fault or EidFault.NOT_RUNNING)
            await workflow.start(refusal, None)
            return
        first = machine.begin(
            workflow.task, conversation.readers, can_allowed=self._settings.can_allowed
        )
        await workflow.start(first, conversation)

    # --- the client

    async def _keep(self) -> None:
        """Run the client again and again, with growing pauses while it does not come up."""
        pause = _FIRST_PAUSE
        while True:
            fault = await self._run()
            if self._told_first(fault):
                return
            if self._status.value.fault in (None, EidFault.NO_READER):
                pause = _FIRST_PAUSE
            self._status.show(replace(self._down, fault=fault))
            await self._clock.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    def _look_at(self, keeper: asyncio.Task[None]) -> None:
        """Let `open`, or later the loop's exception handler, see what nobody foresaw."""
        if keeper.cancelled() or keeper.exception() is None:
            return
        if self._first is not None and not self._first.done():
            self._first.set_exception(keeper.exception() or RuntimeError())
        else:
            keeper.result()

    async def _run(self) -> EidFault:
        """Run the client once, to its end; answer how it failed."""
        try:
            if self._settings.replay:
                return await self._converse(self._settings.replay)
            return await self._run_program()
        except NotInstalled:
            return EidFault.NOT_INSTALLED
        except LinkRefused:
            return EidFault.REFUSED
        except (NotStarted, LinkLost):
            return EidFault.NOT_RUNNING

    async def _run_program(self) -> EidFault:
        program, preverification = self._settings.program, self._settings.preverification
        process = AusweisAppProcess(program, self._clock, preverification=preverification)
        try:
            port = await process.start()
            return await self._converse(f"ws://127.0.0.1:{port}/eID-Kernel")
        finally:
            await process.stop()

    async def _converse(self, url: str) -> EidFault:
        conversation = await Conversation.open(url, self._clock)
        self._conversation = conversation
        self._status.show(replace(self._down, fault=None, version=conversation.version))
        self._told_first(None)
        first_look = asyncio.create_task(self._clock.sleep(_FIRST_LOOK))
        first_look.add_done_callback(lambda _: self._show_reader())
        try:
            async for message in conversation.messages():
                if first_look.done() or conversation.readers:
                    self._show_reader()
                if self._workflow is not None:
                    await self._workflow.hear(message)
        finally:
            self._conversation = None
            first_look.cancel()
            if self._workflow is not None:
                await self._workflow.lose()
            await conversation.close()
        return EidFault.NOT_RUNNING

    def _show_reader(self) -> None:
        if self._conversation is not None:
            fault = None if self._conversation.readers else EidFault.NO_READER
            self._status.show(replace(self._status.value, fault=fault))

    def _told_first(self, fault: EidFault | None) -> bool:
        """Let `open` return; answer whether that ends everything because the first try failed."""
        if self._first is None or self._first.done():
            return False
        self._first.set_result(fault)
        return fault is not None
