"""The eID client AusweisApp behind the eID port: one dialogue at a time at a client kept running."""

from collections.abc import AsyncGenerator

from hardware.eid import EidFault, EidStatus
from hardware.eid.ausweisapp import dialogue as machine
from hardware.eid.ausweisapp.messages import Message
from hardware.eid.ausweisapp.settings import Settings
from hardware.eid.ausweisapp.state import Authenticate, Task
from hardware.eid.ausweisapp.upkeep import Upkeep
from hardware.eid.ausweisapp.workflow import Patience, Workflow
from hardware.failures import DeviceFailed
from kiosk.contracts.clock import Clock
from kiosk.contracts.eid import Cancel, PinTask

# Letting go takes the client as long as the card's present command does.
_RELEASE = 8.0


class AusweisApp:
    """Implements `hardware.eid.EidClient`."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._can_allowed = settings.can_allowed
        self._clock = clock
        self._patience = Patience(
            settings.citizen_seconds,
            settings.client_seconds,
            release=min(_RELEASE, settings.client_seconds),
        )
        self._workflow: Workflow | None = None
        self._upkeep = Upkeep(
            settings, clock, heard=self._hear, lost=self._lose, busy=self._is_running
        )

    async def open(self) -> None:
        """Start the client and keep it running until `close`.

        Raises DeviceFailed(EidFault) where it does not come up; it is tried again all the same, with
        growing pauses, and at once when somebody begins a dialogue.
        """
        fault = await self._upkeep.start()
        if fault is not None:
            raise DeviceFailed(fault)

    async def close(self) -> None:
        """End the client and any running workflow; the card is released."""
        if self._workflow is not None:
            await self._workflow.reply(Cancel())
        await self._upkeep.stop()

    def authenticate(self, tc_token_url: str) -> Workflow:
        return self._new_workflow(Authenticate(tc_token_url))

    def manage_pin(self, task: PinTask) -> Workflow:
        return self._new_workflow(task)

    def watch(self) -> AsyncGenerator[EidStatus, None]:
        return self._upkeep.status.watch()

    def _new_workflow(self, task: Task) -> Workflow:
        return Workflow(task, self._begin, self._clock, self._patience)

    async def _begin(self, workflow: Workflow) -> None:
        """Wait until the workflow before has let go of the card and the client is up, then begin."""
        while self._workflow is not None and self._is_running():
            await self._workflow.ended.wait()
        self._workflow = workflow
        await self._upkeep.come_up()
        fault = self._upkeep.status.value.fault
        conversation = self._upkeep.conversation
        if conversation is None or fault is not None:
            refusal = machine.refuse(workflow.task, fault or EidFault.NOT_RUNNING)
            await workflow.start(refusal, None)
            return
        first = machine.begin(workflow.task, conversation.readers, can_allowed=self._can_allowed)
        await workflow.start(first, conversation)

    def _is_running(self) -> bool:
        return self._workflow is not None and not self._workflow.ended.is_set()

    async def _hear(self, message: Message) -> None:
        if self._workflow is not None:
            await self._workflow.hear(message)

    async def _lose(self) -> None:
        if self._workflow is not None:
            await self._workflow.lose()
