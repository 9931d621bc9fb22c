"""Work at the ID card: one dialogue at a time, its prompts to the machine, its replies to the client."""

import asyncio
from collections.abc import Callable

from hardware.eid import EidDialogue
from kiosk.contracts.eid import Cancel, Digits, EidReply, Finished, PinTask
from kiosk.contracts.identity import IdentityRequest
from kiosk.domain.effects import (
    Authenticate,
    CancelEid,
    Identify,
    ManagePin,
    ReplyEid,
    WipeSecret,
)
from kiosk.domain.events import EidPrompted, IdentityRead
from kiosk.session.workplace import Workplace


class CardWork:
    def __init__(self, place: Workplace, describe: Callable[[], str]) -> None:
        """`describe` answers the sentence on what the data are for."""
        self._place = place
        self._describe = describe
        self._dialogue: EidDialogue | None = None
        self._task: asyncio.Task[None] | None = None

    def identify(self, effect: Identify) -> None:
        request = IdentityRequest(effect.required, effect.optional, self._describe())
        self._start(self._place.work(self._identify(request)))

    def authenticate(self, effect: Authenticate) -> None:
        """Run the authentication of a portal: its own eID service takes the data, not ours."""
        self._start(self._place.work(self._authenticate(effect.tc_token_url)))

    def manage_pin(self, effect: ManagePin) -> None:
        self._start(self._place.work(self._manage_pin(effect.task)))

    def reply(self, effect: ReplyEid) -> None:
        if self._dialogue is None:
            _wipe(effect.reply)
            return
        self._place.work(self._reply(self._dialogue, effect.reply))

    def cancel(self, _effect: CancelEid) -> None:
        """End the dialogue; the client gets its `CANCEL`, so that the card is released."""
        task, dialogue = self._task, self._dialogue
        self._task = self._dialogue = None
        if task is not None:
            task.cancel()
        if dialogue is not None:
            self._place.aside(dialogue.reply(Cancel()))

    def wipe(self, effect: WipeSecret) -> None:
        effect.secret.wipe()

    def _start(self, task: asyncio.Task[None]) -> None:
        self.cancel(CancelEid())
        self._task = task

    async def _identify(self, request: IdentityRequest) -> None:
        devices = self._place.devices
        opened = await devices.identity.start(request)
        finished = await self._talk(devices.eid.authenticate(opened.tc_token_url))
        if finished:
            identity = await devices.identity.result(opened)
            self._place.feed(IdentityRead(identity))

    async def _authenticate(self, tc_token_url: str) -> None:
        await self._talk(self._place.devices.eid.authenticate(tc_token_url))

    async def _manage_pin(self, task: PinTask) -> None:
        await self._talk(self._place.devices.eid.manage_pin(task))

    async def _talk(self, dialogue: EidDialogue) -> bool:
        """Pass on the prompts; answer whether the last one was `Finished`."""
        self._dialogue = dialogue
        finished = False
        async for prompt in dialogue.prompts():
            finished = isinstance(prompt, Finished)
            self._place.feed(EidPrompted(prompt))
        if self._dialogue is dialogue:
            self._dialogue = None
        return finished

    async def _reply(self, dialogue: EidDialogue, reply: EidReply) -> None:
        try:
            await dialogue.reply(reply)
        finally:
            _wipe(reply)


def _wipe(reply: EidReply) -> None:
    if isinstance(reply, Digits):
        reply.secret.wipe()
