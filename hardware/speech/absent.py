"""The terminal that cannot speak, and says so."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from hardware.failures import DeviceFailed
from hardware.latest import Latest
from hardware.speech import SpeechFault, SpeechStatus, Utterance
from hardware.speech.loudness import checked
from kiosk.contracts.clock import Clock


@dataclass(frozen=True, slots=True)
class Settings:
    """There is nothing to set."""


class AbsentSpeech:
    """Implements `hardware.speech.Speech` by refusing."""

    def __init__(self) -> None:
        self._status = Latest(SpeechStatus(SpeechFault.NO_ENGINE))

    async def say(self, utterance: Utterance) -> None:
        del utterance
        raise DeviceFailed(SpeechFault.NO_ENGINE)

    async def silence(self) -> None:
        """Nothing is being said."""

    async def use_headset(self, *, plugged: bool) -> None:
        del plugged

    async def set_volume(self, volume: int) -> None:
        checked(volume)

    async def close(self) -> None:
        """Nothing was opened."""

    def watch(self) -> AsyncIterator[SpeechStatus]:
        return self._status.watch()


def make(settings: Settings, clock: Clock) -> AbsentSpeech:
    del settings, clock
    return AbsentSpeech()
