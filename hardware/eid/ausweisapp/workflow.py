"""Runs one dialogue: feeds the machine, sends its commands, keeps its waits, hands out its prompts."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Protocol

from hardware.eid.ausweisapp import dialogue as machine
from hardware.eid.ausweisapp.commands import Command
from hardware.eid.ausweisapp.link import LinkLost
from hardware.eid.ausweisapp.messages import Message
from hardware.eid.ausweisapp.state import Awaited, Dialogue, Move, Phase, Task
from hardware.eid.failures import EidFailure
from kiosk.contracts.clock import Clock
from kiosk.contracts.eid import Cancel, Digits, EidPrompt, EidReply


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds for each wait; AusweisApp has none of its own.

    `citizen` only stands behind the session's own warnings, which a slow citizen can extend.
    `client` is for each step of its work, `release` for letting go when it is told to, `whole` for
    all of a dialogue, whatever keeps it going.
    """

    citizen: float
    client: float
    release: float = 8.0
    settlement: float = 1.6  # AusweisApp looks at the readers once a second
    whole: float = 3600.0


class Wire(Protocol):
    """The connection as a workflow needs it."""

    async def send(self, command: Command) -> None:
        """Raise LinkLost where the connection is gone."""
        ...

    def drop(self) -> None:
        """Cut it, which ends whatever the client does."""
        ...


Begin = Callable[["Workflow"], Awaitable[None]]


class Workflow:
    """One dialogue; implements `hardware.eid.EidDialogue`.

    `begin` is awaited when somebody asks for the first prompt; it calls `start`, or `refuse`.
    """

    def __init__(self, task: Task, begin: Begin, clock: Clock, patience: Patience) -> None:
        self.task = task
        self.ended = asyncio.Event()
        self._begin: Begin | None = begin
        self._clock = clock
        self._patience = patience
        self._prompts: asyncio.Queue[EidPrompt] = asyncio.Queue()
        self._turn = asyncio.Lock()
        self._dialogue: Dialogue | None = None
        self._wire: Wire | None = None
        self._timer: asyncio.Task[None] | None = None
        self._limit: asyncio.Task[None] | None = None

    async def prompts(self) -> AsyncGenerator[EidPrompt, None]:
        """Yield the prompts; leaving the iteration early cancels the workflow."""
        begin, self._begin = self._begin, None
        try:
            if begin is not None:
                await begin(self)
            while not (self.ended.is_set() and self._prompts.empty()):
                yield await self._prompts.get()
        finally:
            await self.reply(Cancel())

    async def reply(self, reply: EidReply) -> None:
        """Answer the latest prompt. Secrets are wiped on return, whatever happens."""
        try:
            async with self._turn:
                if self._dialogue is not None:
                    await self._make(machine.answer(self._dialogue, reply))
                elif isinstance(reply, Cancel):
                    await self._make(machine.refuse(self.task, EidFailure.CANCELLED))
        finally:
            if isinstance(reply, Digits):
                reply.secret.wipe()

    # --- the driver's side

    async def start(self, first: Move, wire: Wire | None) -> None:
        """Make the first move; without a wire it must be the last as well."""
        async with self._turn:
            if self._dialogue is None:  # else it was cancelled before it began
                self._wire = wire
                await self._make(first)
                if not self.ended.is_set():
                    self._limit = self._watched(self._end_in_time())

    async def hear(self, message: Message) -> None:
        async with self._turn:
            if self._dialogue is not None:
                await self._make(machine.hear(self._dialogue, message))

    async def lose(self) -> None:
        """Tell that the connection is gone."""
        async with self._turn:
            if self._dialogue is not None:
                await self._make(machine.lose(self._dialogue))

    # --- the machine's moves

    async def _make(self, move: Move) -> None:
        before, self._dialogue = self._dialogue, move.dialogue
        try:
            await self._carry_out(move, before.turn if before else None)
        finally:
            kept = before.new_pin if before else None
            if kept is not None and kept is not move.dialogue.new_pin:
                kept.wipe()

    async def _carry_out(self, move: Move, before: int | None) -> None:
        for prompt in move.prompts:
            self._prompts.put_nowait(prompt)
        if move.dialogue.phase is Phase.ENDED:
            self.ended.set()
            _stop(self._limit)
        if move.dialogue.turn != before:
            self._wait(move.dialogue.awaited)
        if self._wire is None:
            return
        try:
            for command in move.commands:
                await self._wire.send(command)
        except LinkLost:
            await self._make(machine.lose(move.dialogue))
        if move.drop:
            self._wire.drop()

    def _wait(self, awaited: Awaited | None) -> None:
        _stop(self._timer)
        self._timer = None
        if awaited is not None:
            seconds = {
                Awaited.CITIZEN: self._patience.citizen,
                Awaited.CLIENT: self._patience.client,
                Awaited.RELEASE: self._patience.release,
                Awaited.SETTLEMENT: self._patience.settlement,
            }[awaited]
            self._timer = self._watched(self._expire(seconds))

    async def _expire(self, seconds: float) -> None:
        await self._clock.sleep(seconds)
        async with self._turn:
            if self._timer is asyncio.current_task() and self._dialogue is not None:
                await self._make(machine.expire(self._dialogue))

    async def _end_in_time(self) -> None:
        await self._clock.sleep(self._patience.whole)
        async with self._turn:
            if self._dialogue is not None and self._dialogue.ending is None:
                await self._make(machine.expire(self._dialogue))

    def _watched(self, timer: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(timer)
        task.add_done_callback(_look_at)
        return task


def _stop(timer: asyncio.Task[None] | None) -> None:
    """Stop a timer, unless it is the one that brought this about."""
    if timer is not None and timer is not asyncio.current_task():
        timer.cancel()


def _look_at(timer: asyncio.Task[None]) -> None:
    """Let the loop's exception handler see what went wrong in a timer."""
    if not timer.cancelled():
        timer.result()
