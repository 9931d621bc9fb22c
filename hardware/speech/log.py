"""Speech as a list of what would have been heard: for tests, and for a demo without a loudspeaker."""

import json
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum

from hardware.latest import Latest
from hardware.speech import SpeechStatus, Utterance
from hardware.speech.loudness import checked
from hardware.speech.outputs import FIRST_VOLUME
from kiosk.contracts.clock import Clock


class Output(StrEnum):
    SPEAKER = "speaker"
    HEADSET = "headset"


@dataclass(frozen=True, slots=True)
class Settings:
    """`stdout`: also write each utterance as a JSON line; the text of private ones is left out."""

    stdout: bool = False


@dataclass(slots=True)
class Spoken:
    """One utterance that reached an output; `cut_off` if something stopped it before its end."""

    utterance: Utterance
    output: Output
    volume: int
    cut_off: bool = False


class SpeechLog:
    """Implements `hardware.speech.Speech`; `spoken` is everything heard so far, oldest first.

    An utterance lasts until something cuts it off or a test calls `finish`.
    """

    def __init__(self, settings: Settings) -> None:
        self.spoken: list[Spoken] = []
        self._settings = settings
        self._status = Latest(SpeechStatus())
        self._speaking: Spoken | None = None
        self._output = Output.SPEAKER
        self._volume = FIRST_VOLUME

    async def say(self, utterance: Utterance) -> None:
        await self.silence()
        if utterance.private and self._output is not Output.HEADSET:
            return
        self._speaking = Spoken(utterance, self._output, self._volume)
        self.spoken.append(self._speaking)
        if self._settings.stdout:
            text = "" if utterance.private else utterance.text
            line = {"says": text, "language": utterance.language, "private": utterance.private}
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
            sys.stdout.flush()

    async def silence(self) -> None:
        if self._speaking is not None:
            self._speaking.cut_off = True
            self._speaking = None

    def finish(self) -> None:
        """Let the running utterance come to its end."""
        self._speaking = None

    async def use_headset(self, *, plugged: bool) -> None:
        output = Output.HEADSET if plugged else Output.SPEAKER
        if output is not self._output:
            await self.silence()
            self._output = output

    async def set_volume(self, volume: int) -> None:
        self._volume = checked(volume)

    async def close(self) -> None:
        await self.silence()

    def watch(self) -> AsyncIterator[SpeechStatus]:
        return self._status.watch()


def make(settings: Settings, clock: Clock) -> SpeechLog:
    del clock
    return SpeechLog(settings)
