"""The library: a voice for every language of the terminal, and nothing obeyed that is only written."""

import pytest

from hardware.speech.espeak_library import Espeak
from hardware.speech.voices import voice_of, words_per_minute

LANGUAGES = ("de", "en", "tr", "uk", "ar", "ru", "pl", "fr", "ro", "fa", "vi", "de-x-simple")
SENTENCE = "Guten Tag. Bitte legen Sie Ihren Ausweis auf den Leser."


@pytest.fixture(scope="module")
def engine() -> Espeak:
    return Espeak()


def seconds(engine: Espeak, text: str) -> float:
    taken = bytearray()

    def take(pcm: bytes) -> bool:
        taken.extend(pcm)
        return True

    engine.speak(text, take)
    return len(taken) / 2 / engine.rate


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_of_the_terminal_has_a_voice(engine: Espeak, language: str) -> None:
    assert engine.set_voice(voice_of(language), words_per_minute(language))
    assert seconds(engine, "2026") > 0.3


def test_markup_is_read_and_not_obeyed(engine: Espeak) -> None:
    engine.set_voice("de", 150)
    spoken = seconds(engine, 'Name <break time="20s"/> [[h@l\'oU]]')
    assert 2 < spoken < 15


def test_easy_language_is_read_more_slowly(engine: Espeak) -> None:
    engine.set_voice(voice_of("de"), words_per_minute("de"))
    plain = seconds(engine, SENTENCE)
    engine.set_voice(voice_of("de-x-simple"), words_per_minute("de-x-simple"))
    assert seconds(engine, SENTENCE) > plain * 1.1


def test_it_stops_when_nothing_more_is_taken(engine: Espeak) -> None:
    chunks: list[bytes] = []

    def take(pcm: bytes) -> bool:
        chunks.append(pcm)
        return len(chunks) < 3

    engine.speak(SENTENCE * 50, take)
    assert len(chunks) == 3
