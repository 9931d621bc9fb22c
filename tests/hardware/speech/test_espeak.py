"""The speech process: what happens when it hangs, dies or is missing, and what it never does."""

import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hardware.failures import DeviceFailed
from hardware.speech import SpeechFault, Utterance
from hardware.speech.espeak import EspeakSpeech, Settings, make
from tests.fake_clock import FakeClock
from tests.hardware.passing_time import passing
from tests.hardware.speech.loudspeaker import Loudspeaker
from tests.hardware.watching import watching

HELLO = Utterance("Guten Tag. Bitte legen Sie Ihren Ausweis auf den Leser.", "de")
AGAIN = Utterance("Bitte wiederholen Sie die Eingabe der sechs Ziffern.", "de")


@pytest.fixture
async def speech(loudspeaker: Loudspeaker, clock: FakeClock) -> AsyncIterator[EspeakSpeech]:
    made = make(Settings(player=loudspeaker.player), clock)
    yield made
    await made.close()


def process(speech: EspeakSpeech) -> int:
    assert speech._process is not None
    return speech._process.pid


async def test_a_hung_process_is_replaced_and_the_newest_words_are_heard(
    speech: EspeakSpeech, loudspeaker: Loudspeaker, clock: FakeClock
) -> None:
    loudspeaker.mood = "long"
    async with watching(speech.watch()) as statuses:
        assert (await anext(statuses)).fault is None
        await speech.say(HELLO)
        first = await loudspeaker.next_sound()
        hung = process(speech)
        os.kill(hung, signal.SIGSTOP)
        await speech.say(HELLO)
        await speech.say(AGAIN)
        status = await passing(clock, anext(statuses), at_most=10)
        assert status.fault is SpeechFault.ENGINE_HUNG
        await first.until_over()
        await loudspeaker.next_sound()
        assert (await anext(statuses)).fault is None
        assert process(speech) != hung


async def test_a_process_that_answers_in_time_is_left_alone(
    speech: EspeakSpeech, loudspeaker: Loudspeaker, clock: FakeClock
) -> None:
    await speech.say(HELLO)
    await (await loudspeaker.next_sound()).until_over()
    before = process(speech)
    await clock.advance(60)
    await speech.say(HELLO)
    await loudspeaker.next_sound()
    assert process(speech) == before


async def test_a_process_that_dies_is_told_and_the_next_words_are_heard(
    speech: EspeakSpeech, loudspeaker: Loudspeaker
) -> None:
    async with watching(speech.watch()) as statuses:
        assert (await anext(statuses)).fault is None
        os.kill(process(speech), signal.SIGKILL)
        assert (await anext(statuses)).fault is SpeechFault.ENGINE_HUNG
        await speech.say(HELLO)
        await loudspeaker.next_sound()
        assert (await anext(statuses)).fault is None


async def test_the_player_dies_with_the_process(
    speech: EspeakSpeech, loudspeaker: Loudspeaker
) -> None:
    loudspeaker.mood = "long"
    await speech.say(HELLO)
    sound = await loudspeaker.next_sound()
    os.kill(process(speech), signal.SIGKILL)
    await sound.until_over()


async def test_without_voices_it_refuses_for_good(
    speech: EspeakSpeech, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ESPEAK_DATA_PATH", str(tmp_path))
    with pytest.raises(DeviceFailed) as failed:
        await speech.say(HELLO)
    assert failed.value.fault is SpeechFault.NO_ENGINE
    async with watching(speech.watch()) as statuses:
        assert (await anext(statuses)).fault is SpeechFault.NO_ENGINE


async def test_words_are_not_in_the_process_list(
    speech: EspeakSpeech, loudspeaker: Loudspeaker
) -> None:
    loudspeaker.mood = "long"
    await speech.say(HELLO)
    await loudspeaker.next_sound()
    shown = what_others_see(process(speech))
    assert b"espeak_process" in shown
    assert b"player_program" in shown
    assert b"Ausweis" not in shown


def what_others_see(pid: int) -> bytes:
    """Answer command line and environment of a process and its children."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return b"".join(
        Path(f"/proc/{process}/{file}").read_bytes()
        for process in (pid, *children)
        for file in ("cmdline", "environ")
    )


async def test_an_unknown_language_is_read_all_the_same(
    speech: EspeakSpeech, loudspeaker: Loudspeaker
) -> None:
    await speech.say(Utterance("Guten Tag", "tlh"))
    await loudspeaker.next_sound()
