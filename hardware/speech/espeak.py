"""Driver `espeak`: espeak-ng in a process of its own, which is replaced when it hangs."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncGenerator, Coroutine, Mapping
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


class EspeakSpeech:
    """Implements `hardware.speech.Speech`; the process starts with the first word or watcher."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._outputs = Outputs(settings)
        self._clock = clock
        self._status = Latest(SpeechStatus())
        self._process: asyncio.subprocess.Process | None = None
        self._starting = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._guarding: asyncio.Task[None] | None = None
        self._newest: Mapping[str, object] = {}
        self._serial = 0
        self._answered: dict[str, int] = {}
        self._closed = False

    async def say(self, utterance: Utterance) -> None:
        if not self._outputs.may_say(utterance):
            await self.silence()
            return
        await self._send("say", self._outputs.line(utterance))
        if self._status.value.fault is SpeechFault.NO_ENGINE:
            raise DeviceFailed(SpeechFault.NO_ENGINE)

    async def silence(self) -> None:
        if self._process is not None:
            await self._send("silence", {})

    async def use_headset(self, *, plugged: bool) -> None:
        if self._outputs.use_headset(plugged=plugged):
            await self.silence()

    async def set_volume(self, volume: int) -> None:
        self._outputs.set_volume(volume)

    async def close(self) -> None:
        self._closed = True
        await self._kill()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def watch(self) -> AsyncGenerator[SpeechStatus, None]:
        """Yield the condition; the first watcher has the loudspeaker tried with 20 ms of nothing."""
        if self._serial == 0:
            await self._send("probe", {"device": self._outputs.device})
        async with aclosing(self._status.watch()) as statuses:
            async for status in statuses:
                yield status

    async def _send(self, word: str, content: Line) -> None:
        self._serial += 1
        self._newest = {word: self._serial, **content}
        async with self._starting:
            if self._process is None:
                await self._start()
            self._write()
        if self._guarding is None or self._guarding.done():
            self._guarding = self._spawn(self._guard())

    def _write(self) -> None:
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.write(json.dumps(self._newest).encode() + b"\n")

    async def _start(self) -> None:
        """Start the process and wait for its first word; `_process` stays None if none comes."""
        if self._closed or self._status.value.fault is SpeechFault.NO_ENGINE:
            return
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "hardware.speech.espeak_process", *self._settings.player),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        self._process = process
        ready = asyncio.get_running_loop().create_future()
        self._spawn(self._read(process, ready))
        try:
            await within(self._clock, self._settings.patience, ready)
        except TimeoutError:
            self._status.show(SpeechStatus(SpeechFault.ENGINE_HUNG))
            await self._kill()

    async def _read(self, process: asyncio.subprocess.Process, ready: asyncio.Future[None]) -> None:
        """Take the process's answers until it ends."""
        assert process.stdout is not None  # noqa: S101 - a pipe was asked for
        while line := await process.stdout.readline():
            if not ready.done():
                ready.set_result(None)
            for word, serial in json.loads(line).items():
                self._hear(word, serial)
        status = await process.wait()
        if self._process is process:  # nobody wanted this end
            self._process = None
            lasting = status == NO_ENGINE_STATUS
            fault = SpeechFault.NO_ENGINE if lasting else SpeechFault.ENGINE_HUNG
            self._status.show(SpeechStatus(fault))
        if not ready.done():
            ready.set_result(None)

    def _hear(self, word: str, serial: int) -> None:
        self._answered[word] = serial
        hung = self._status.value.fault is SpeechFault.ENGINE_HUNG
        if word == "heard" or (word == "taken" and hung):
            self._status.show(SpeechStatus())
        elif word == "no_sound" and serial == self._serial:
            self._status.show(SpeechStatus(SpeechFault.NO_SOUND))

    async def _guard(self) -> None:
        """Judge each line after `patience`, until the newest is judged."""
        judged = 0
        while judged < self._serial:
            asked = self._serial
            await self._clock.sleep(self._settings.patience)
            if self._answered.get("taken", 0) < asked:
                await self._replace()
            elif self._answered.get("heard", 0) < asked and self._is_still_wanted(asked):
                self._status.show(SpeechStatus(SpeechFault.NO_SOUND))
            judged = asked

    def _is_still_wanted(self, serial: int) -> bool:
        return serial == self._serial and "silence" not in self._newest

    async def _replace(self) -> None:
        """Kill the process that does not answer, and say the newest line once more to another."""
        async with self._starting:
            if self._process is None:
                return
            self._status.show(SpeechStatus(SpeechFault.ENGINE_HUNG))
            await self._kill()
            await self._start()
            self._write()

    async def _kill(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            with suppress(ProcessLookupError):
                process.kill()  # its player dies with it
            await process.wait()

    def _spawn(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def make(settings: Settings, clock: Clock) -> EspeakSpeech:
    return EspeakSpeech(settings, clock)
