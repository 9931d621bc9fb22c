"""Driver `pyttsx3_driver`: for systems without espeak-ng that have another engine of pyttsx3."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from pathlib import Path

from hardware.failures import DeviceFailed
from hardware.latest import Latest
from hardware.patience import within
from hardware.speech import SpeechFault, SpeechStatus, Utterance
from hardware.speech.espeak_process import NO_ENGINE_STATUS
from hardware.speech.outputs import Line, Outputs, OutputSettings
from kiosk.contracts.clock import Clock

ROOT = Path(__file__).resolve().parents[2]
Settings = OutputSettings
PROBE = Utterance("", "de")


class Pyttsx3Speech:
    """Implements `hardware.speech.Speech` with a process for each utterance; see its module."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._outputs = Outputs(settings)
        self._clock = clock
        self._status = Latest(SpeechStatus())
        self._speaking: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()
        self._probed = False

    async def say(self, utterance: Utterance) -> None:
        if not self._outputs.may_say(utterance):
            await self.silence()
            return
        await self._begin(self._outputs.line(utterance))
        if self._status.value.fault is SpeechFault.NO_ENGINE:
            raise DeviceFailed(SpeechFault.NO_ENGINE)

    async def silence(self) -> None:
        async with self._turn:
            await self._cut_off()

    async def use_headset(self, *, plugged: bool) -> None:
        if self._outputs.use_headset(plugged=plugged):
            await self.silence()

    async def set_volume(self, volume: int) -> None:
        self._outputs.set_volume(volume)

    async def close(self) -> None:
        await self.silence()

    async def watch(self) -> AsyncGenerator[SpeechStatus, None]:
        """Yield the condition; the first watcher has the loudspeaker tried with 20 ms of nothing."""
        if not self._probed:
            await self._begin(self._outputs.line(PROBE))
        async with aclosing(self._status.watch()) as statuses:
            async for status in statuses:
                yield status

    async def _begin(self, line: Line) -> None:
        """Cut off what is being said, and return once the new process knows whether it can speak."""
        self._probed = True
        async with self._turn:
            await self._cut_off()
            if self._status.value.fault is SpeechFault.NO_ENGINE:
                return
            ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._speaking = asyncio.create_task(self._speak(line, ready))
            await ready

    async def _cut_off(self) -> None:
        if self._speaking is not None:
            self._speaking.cancel()
            await asyncio.gather(self._speaking, return_exceptions=True)
            self._speaking = None

    async def _speak(self, line: Line, ready: asyncio.Future[None]) -> None:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "hardware.speech.pyttsx3_process", *self._settings.player),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert process.stdin is not None  # noqa: S101 - pipes were asked for
        assert process.stdout is not None  # noqa: S101
        try:
            if await self._next_word(process.stdout) != "ready":
                lasting = process.stdout.at_eof() and await process.wait() == NO_ENGINE_STATUS
                self._show(SpeechFault.NO_ENGINE if lasting else SpeechFault.ENGINE_HUNG)
                return
            ready.set_result(None)
            process.stdin.write(json.dumps(line).encode() + b"\n")
            if await self._next_word(process.stdout) != "taken":
                self._show(SpeechFault.ENGINE_HUNG)
                return
            is_heard = await self._next_word(process.stdout) == "heard"
            self._show(None if is_heard else SpeechFault.NO_SOUND)
            await process.wait()
        finally:
            if not ready.done():
                ready.set_result(None)
            with suppress(ProcessLookupError):
                process.kill()  # its player dies with it
            await process.wait()

    async def _next_word(self, answers: asyncio.StreamReader) -> str:
        """Answer what the process says within `patience`, nothing if it says nothing or has ended."""
        try:
            line = await within(self._clock, self._settings.patience, answers.readline())
        except TimeoutError:
            return ""
        return next(iter(json.loads(line or "{}")), "")

    def _show(self, fault: SpeechFault | None) -> None:
        self._status.show(SpeechStatus(fault))


def make(settings: Settings, clock: Clock) -> Pyttsx3Speech:
    return Pyttsx3Speech(settings, clock)
