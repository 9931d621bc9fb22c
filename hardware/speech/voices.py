"""Which espeak-ng voice speaks which language, and how fast."""

from typing import Final

WORDS_PER_MINUTE: Final = 150
SIMPLE_WORDS_PER_MINUTE: Final = 120


def voice_of(language: str) -> str:
    """Answer the espeak-ng voice for a BCP 47 tag: its voice files are named by primary language."""
    return language.replace("_", "-").split("-")[0].lower()


def words_per_minute(language: str) -> int:
    """Answer the speed: *Leichte Sprache* and other easy variants are read more slowly."""
    variants = language.replace("_", "-").lower().split("-")[1:]
    return SIMPLE_WORDS_PER_MINUTE if "x" in variants or "simple" in variants else WORDS_PER_MINUTE
