"""Drives the simulated call over its line: queue, clerk and end, without pictures and sound."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import aclosing, suppress
from dataclasses import dataclass
from enum import StrEnum

from hardware.failures import DeviceFailed
from hardware.simulation.lines import Garbled, field
from hardware.simulation.link import Condition, Link, LinkDown, LinkLost, Phase, Refused
from kiosk.contracts.clock import Clock
from remote_assist.terminal import Call, CallFault, CallPhase, CallStatus

logger = logging.getLogger(__name__)

TALKING = frozenset({CallPhase.WAITING, CallPhase.CONNECTED})


@dataclass(frozen=True, slots=True)
class Settings:
    """`address` is `HOST:PORT` of the simulator, on loopback."""

    address: str = ""


def make(settings: Settings, clock: Clock) -> Call:
    return SimulatedCall(Link("call", settings.address, clock, CallFault))


class SimulatedCall:
    """Implements `remote_assist.terminal.Call`."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._line: asyncio.Task[None] | None = None

    async def dial(self, topic: str, language: str) -> None:
        if self._line is None or self._line.done():
            self._line = asyncio.create_task(self._hold_line(), name="call")
            self._line.add_done_callback(_log_a_crash)
        try:
            await self._link.ask("dial", {"topic": topic, "language": language})
        except (Refused, LinkDown, LinkLost) as failed:
            self._line.cancel()
            raise DeviceFailed(_fault(failed)) from None

    async def hang_up(self) -> None:
        with suppress(LinkDown, LinkLost):
            await self._link.ask("hang_up")

    def watch(self) -> AsyncIterator[CallStatus]:
        return self._link.watch(_Listener().status)

    async def _hold_line(self) -> None:
        """Use the line until the call is over, whoever else watches: desks drop who hangs up."""
        talking = False
        async with aclosing(self._link.watch(_Listener().status)) as statuses:
            async for status in statuses:
                if talking and status.phase not in TALKING:
                    return
                talking = status.phase in TALKING


class _Listener:
    """Remembers whether there was a call, for a broken line ends one and else is only a fault."""

    def __init__(self) -> None:
        self._phase = CallPhase.IDLE

    def status(self, condition: Condition) -> CallStatus:
        if condition.phase is Phase.UP:
            status = _told(condition)
        elif self._phase in TALKING:
            status = CallStatus(CallPhase.ENDED, CallFault.LINE_LOST)
        else:
            status = CallStatus(CallPhase.IDLE, CallFault.UNREACHABLE)
        self._phase = status.phase
        return status


def _fault(failed: Refused | LinkDown | LinkLost) -> StrEnum:
    if isinstance(failed, Refused):
        return failed.fault
    return CallFault.UNREACHABLE if isinstance(failed, LinkDown) else CallFault.LINE_LOST


def _log_a_crash(line: asyncio.Task[None]) -> None:
    if not line.cancelled() and line.exception() is not None:
        logger.error("The call's line crashed.", exc_info=line.exception())


def _told(condition: Condition) -> CallStatus:
    told = condition.status
    fault = field(told, "fault", str)
    try:
        return CallStatus(
            CallPhase(field(told, "phase", str)),
            CallFault(fault) if fault else None,
            field(told, "position", int),
            field(told, "clerk", str),
        )
    except ValueError:
        raise Garbled("a phase or fault that there is not") from None
