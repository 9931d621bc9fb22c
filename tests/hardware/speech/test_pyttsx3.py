"""pyttsx3 behind its fence: no file, no hang, no sound that goes on."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hardware.failures import DeviceFailed
from hardware.speech import SpeechFault, Utterance
from hardware.speech.pyttsx3_driver import Pyttsx3Speech, Settings, make
from tests.fake_clock import FakeClock
from tests.hardware.passing_time import passing
from tests.hardware.speech.loudspeaker import PATIENCE, Loudspeaker
from tests.hardware.watching import watching

HELLO = Utterance("Sie heißen Erika Mustermann und wohnen in Köln.", "de")


@pytest.fixture
async def speech(loudspeaker: Loudspeaker, clock: FakeClock) -> AsyncIterator[Pyttsx3Speech]:
    made = make(Settings(player=loudspeaker.player), clock)
    yield made
    await made.close()


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP", "HOME", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(folder))
    return folder


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if not path.is_dir()]


async def test_no_file_is_left_by_words_that_were_said(
    speech: Pyttsx3Speech, loudspeaker: Loudspeaker, temporary: Path
) -> None:
    await speech.say(HELLO)
    await (await loudspeaker.next_sound()).until_over()
    assert files(temporary) == []


async def test_no_file_is_left_by_words_that_were_cut_off(
    speech: Pyttsx3Speech, loudspeaker: Loudspeaker, temporary: Path
) -> None:
    loudspeaker.mood = "long"
    await speech.say(HELLO)
    sound = await loudspeaker.next_sound()
    assert files(temporary) == []
    await speech.silence()
    await sound.until_over()
    assert files(temporary) == []


async def test_an_engine_that_hangs_is_killed(
    speech: Pyttsx3Speech,
    clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    # espeak reads its voice data from a pipe that nobody fills
    data = tmp_path / "espeak-ng-data"
    data.mkdir()
    os.mkfifo(data / "phontab")
    monkeypatch.setenv("ESPEAK_DATA_PATH", str(tmp_path))
    async with watching(speech.watch()) as statuses:
        first = asyncio.ensure_future(anext(statuses))
        async with asyncio.timeout(PATIENCE):  # opening waits for the one who reads
            pipe = await asyncio.to_thread(os.open, data / "phontab", os.O_WRONLY)
        try:
            status = await passing(clock, first, at_most=10)
        finally:
            os.close(pipe)
        assert status.fault is SpeechFault.ENGINE_HUNG


async def test_a_missing_engine_is_told(
    speech: Pyttsx3Speech, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    package = tmp_path / "pyttsx3"
    package.mkdir()
    (package / "__init__.py").write_text("raise ImportError('no engine here')\n", "utf-8")
    monkeypatch.setattr("hardware.speech.pyttsx3_driver.ROOT", f"{tmp_path}:{Path.cwd()}")
    with pytest.raises(DeviceFailed) as failed:
        await speech.say(HELLO)
    assert failed.value.fault is SpeechFault.NO_ENGINE
