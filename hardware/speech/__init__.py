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


class Speech(Protocol):
    async def say(self, utterance: Utterance) -> None:
        """Begin to speak, cutting off what is being spoken; returns when handed over, not when said."""
        ...

    async def silence(self) -> None:
        """Stop speaking now."""
        ...

    async def close(self) -> None: ...

    def watch(self) -> AsyncIterator[SpeechStatus]: ...
