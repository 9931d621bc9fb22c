"""Headset or loudspeaker, and how loud: what every speaking driver must know before it speaks."""

from collections.abc import Sequence
from dataclasses import dataclass

from hardware.speech import Utterance
from hardware.speech.loudness import checked, gain
from hardware.speech.player import APLAY
from hardware.speech.voices import voice_of, words_per_minute

FIRST_VOLUME = 5
Line = dict[str, object]


@dataclass(frozen=True, slots=True)
class OutputSettings:
    """`player` is a command with `{rate}` and `{device}`; the devices are its names for the outputs.

    `speaker_db` and `headset_db` turn an output down for good (65 dB(A) at the loudspeaker and
    85 dB(A) on the ear at most, measured on site). `patience`: seconds until a speech process
    that does not answer is killed.
    """

    player: Sequence[str] = APLAY
    speaker: str = "default"
    headset: str = "default"
    speaker_db: float = 0.0
    headset_db: float = 0.0
    patience: float = 2.0

    def __post_init__(self) -> None:
        if isinstance(self.player, str) or not self.player:
            raise ValueError("'player' must be a list: the program and its arguments")
        if not self.patience > 0:
            raise ValueError("'patience' must be seconds above 0")


class Outputs:
    """The chosen output; every session begins at the loudspeaker and at `FIRST_VOLUME`."""

    def __init__(self, settings: OutputSettings) -> None:
        self._settings = settings
        self._headset = False
        self._volume = FIRST_VOLUME

    @property
    def device(self) -> str:
        return self._settings.headset if self._headset else self._settings.speaker

    def may_say(self, utterance: Utterance) -> bool:
        """Answer whether others would not hear it (EN 301 549, 5.1.3.9)."""
        return self._headset or not utterance.private

    def use_headset(self, *, plugged: bool) -> bool:
        """Answer whether this is a change."""
        changed = plugged is not self._headset
        self._headset = plugged
        return changed

    def set_volume(self, volume: int) -> None:
        self._volume = checked(volume)

    def line(self, utterance: Utterance) -> Line:
        """Answer what a speech process needs to know."""
        settings = self._settings
        return {
            "text": utterance.text,
            "voice": voice_of(utterance.language),
            "words_per_minute": words_per_minute(utterance.language),
            "gain": gain(
                self._volume, settings.headset_db if self._headset else settings.speaker_db
            ),
            "device": self.device,
        }
