"""Which espeak-ng voice speaks which language, and how fast."""

from typing import Final

WORDS_PER_MINUTE: Final = 150
SIMPLE_WORDS_PER_MINUTE: Final = 120

# Language names of espeak-ng 1.51; those that are the same as the BCP 47 tag need no line here.
_VOICES: Final = {"en": "en-gb", "fr": "fr-fr"}


def voice_of(language: str) -> str:
    """Answer the espeak-ng name for a BCP 47 tag; only the primary language decides."""
    primary = language.replace("_", "-").split("-")[0].lower()
    return _VOICES.get(primary, primary)


def words_per_minute(language: str) -> int:
    """Answer the speed: *Leichte Sprache* and other easy variants are read more slowly."""
    variants = language.replace("_", "-").lower().split("-")[1:]
    return SIMPLE_WORDS_PER_MINUTE if "x" in variants or "simple" in variants else WORDS_PER_MINUTE
