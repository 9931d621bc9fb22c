"""Speech port: reads aloud, is interrupted at once by the next utterance or by silence."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class SpeechFault(StrEnum):
    NO_ENGINE = "speech.no_engine"
    NO_SOUND = "speech.no_sound"
    ENGINE_HUNG = "speech.engine_hung"


@dataclass(frozen=True, slots=True)
class SpeechStatus:
    fault: SpeechFault | None = None


@dataclass(frozen=True, slots=True)
class Utterance:
    """A text in one language (BCP 47); `private` ones go to a headset only (EN 301 549, 5.1.3.9)."""

    text: str = field(repr=False)
    language: str
    private: bool = False


LOUDEST = 10
"""Volume is 0 to 10 in equal steps; 5 is where every session begins (EN 301 549, 5.1.3.13)."""


class Speech(Protocol):
    """Makes no sound by itself: without a headset nothing private is said, and nothing raises for it."""

    async def say(self, utterance: Utterance) -> None:
        """Begin to speak, cutting off what is being spoken; returns when handed over, not when said.

        A private utterance without a headset only cuts off. Raises DeviceFailed(NO_ENGINE) where
        nothing can ever be said; faults that may pass are told by `watch`.
        """
        ...

    async def silence(self) -> None:
        """Stop speaking now: no sound is left 60 ms later."""
        ...

    async def use_headset(self, *, plugged: bool) -> None:
        """Speak to the headset or to the loudspeaker from now on; what is being said is cut off."""
        ...

    async def set_volume(self, volume: int) -> None:
        """Speak the next utterances at `volume`, 0 to LOUDEST; others raise ValueError."""
        ...

    async def close(self) -> None:
        """Stop speaking and let go of everything; harmless when closed."""
        ...

    def watch(self) -> AsyncIterator[SpeechStatus]:
        """Yield the condition now and on every change."""
        ...
