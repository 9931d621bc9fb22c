"""Stands for a keypad that the terminal does not have."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from hardware.keypad import Key, Keypad, KeypadFault, KeypadStatus
from hardware.latest import Latest
from kiosk.contracts.clock import Clock


@dataclass(frozen=True, slots=True)
class Settings:
    """There is nothing to set."""


def make(settings: Settings, clock: Clock) -> Keypad:
    del settings, clock
    return AbsentKeypad()


class AbsentKeypad:
    """Implements `hardware.keypad.Keypad`: no key is ever pressed."""

    async def keys(self) -> AsyncIterator[Key]:
        never: asyncio.Future[Key] = asyncio.get_running_loop().create_future()
        yield await never

    def watch(self) -> AsyncIterator[KeypadStatus]:
        return Latest(KeypadStatus(KeypadFault.NOT_FOUND)).watch()
