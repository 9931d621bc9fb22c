"""What every speech driver keeps: the newest word wins, silence is at once, private is for the ear alone."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from hardware.failures import DeviceFailed
from hardware.registry import DriverRefused, make_driver
from hardware.speech import LOUDEST, Speech, SpeechFault, SpeechStatus, Utterance
from hardware.speech.log import SpeechLog
from kiosk.contracts.clock import Clock
from kiosk.contracts.devices import DeviceKind
from tests.fake_clock import FakeClock
from tests.hardware.passing_time import passing
from tests.hardware.speech.loudspeaker import Loudspeaker
from tests.hardware.watching import watching

KIND = DeviceKind.SPEECH
SPEAKING = ["espeak", "pyttsx3_driver"]
HELLO = Utterance("Guten Tag. Bitte legen Sie Ihren Ausweis auf den Leser.", "de")
PRIVATE = Utterance("Sie heißen Erika Mustermann.", "de", private=True)

Make = Callable[[str], Speech]


@pytest.fixture
async def loudspeaker(tmp_path: Path) -> AsyncIterator[Loudspeaker]:
    async with Loudspeaker(tmp_path / "sound") as made:
        yield made


@pytest.fixture
async def make(loudspeaker: Loudspeaker, clock: FakeClock) -> AsyncIterator[Make]:
    made: list[Speech] = []

    def driver(name: str) -> Speech:
        settings = {}
        if name in SPEAKING:
            settings = {"player": loudspeaker.player, "speaker": "out", "headset": "ear"}
        speech: Speech = make_driver(KIND, {"driver": name, **settings}, clock)
        made.append(speech)
        return speech

    yield driver
    for speech in made:
        await speech.close()


async def now(speech: Speech) -> SpeechStatus:
    async with watching(speech.watch()) as statuses:
        return await anext(statuses)


@pytest.mark.parametrize("name", [*SPEAKING, "log", "absent"])
class TestEveryDriver:
    async def test_the_condition_is_told_at_once(self, make: Make, name: str) -> None:
        fault = (await now(make(name))).fault
        assert fault is (SpeechFault.NO_ENGINE if name == "absent" else None)

    async def test_it_speaks_or_refuses_by_the_fault_told(self, make: Make, name: str) -> None:
        speech = make(name)
        fault = (await now(speech)).fault
        if fault is None:
            await speech.say(HELLO)
            return
        with pytest.raises(DeviceFailed) as failed:
            await speech.say(HELLO)
        assert failed.value.fault is fault

    async def test_silence_and_close_are_harmless_at_any_time(self, make: Make, name: str) -> None:
        speech = make(name)
        await speech.silence()
        await speech.close()
        await speech.close()
        await speech.silence()

    @pytest.mark.parametrize("volume", [-1, LOUDEST + 1])
    async def test_there_is_no_other_volume(self, make: Make, name: str, volume: int) -> None:
        with pytest.raises(ValueError, match="0 to 10"):
            await make(name).set_volume(volume)


@pytest.mark.parametrize("name", SPEAKING)
class TestEverySpeakingDriver:
    async def test_what_is_said_is_heard(
        self, make: Make, loudspeaker: Loudspeaker, name: str
    ) -> None:
        await make(name).say(HELLO)
        sound = await loudspeaker.next_sound()
        await sound.until_over()
        assert sound.device == "out"
        assert 2 < sound.seconds < 10
        assert sound.loudest > 1000

    async def test_a_newer_utterance_cuts_off_the_older(
        self, make: Make, loudspeaker: Loudspeaker, name: str
    ) -> None:
        speech = make(name)
        loudspeaker.mood = "long"
        await speech.say(HELLO)
        first = await loudspeaker.next_sound()
        await speech.say(HELLO)
        await first.until_over()
        assert not (await loudspeaker.next_sound()).over.is_set()

    async def test_silence_ends_the_sound(
        self, make: Make, loudspeaker: Loudspeaker, name: str
    ) -> None:
        speech = make(name)
        loudspeaker.mood = "long"
        await speech.say(HELLO)
        sound = await loudspeaker.next_sound()
        await speech.silence()
        await sound.until_over()

    async def test_close_ends_the_sound(
        self, make: Make, loudspeaker: Loudspeaker, name: str
    ) -> None:
        speech = make(name)
        loudspeaker.mood = "long"
        await speech.say(HELLO)
        sound = await loudspeaker.next_sound()
        await speech.close()
        await sound.until_over()

    async def test_private_words_go_to_the_headset_only(
        self, make: Make, loudspeaker: Loudspeaker, name: str
    ) -> None:
        speech = make(name)
        await speech.say(PRIVATE)
        await speech.use_headset(plugged=True)
        await speech.say(PRIVATE)
        assert (await loudspeaker.next_sound()).device == "ear"
        await speech.use_headset(plugged=False)
        await speech.say(PRIVATE)
        await speech.say(HELLO)
        assert (await loudspeaker.next_sound()).device == "out"
        assert loudspeaker.is_quiet

    async def test_pulling_the_headset_ends_the_sound(
        self, make: Make, loudspeaker: Loudspeaker, name: str
    ) -> None:
        speech = make(name)
        loudspeaker.mood = "long"
        await speech.use_headset(plugged=True)
        await speech.say(PRIVATE)
        sound = await loudspeaker.next_sound()
        await speech.use_headset(plugged=False)
        await sound.until_over()

    async def test_volume_makes_it_quieter(
        self, make: Make, loudspeaker: Loudspeaker, name: str
    ) -> None:
        speech = make(name)
        peaks = []
        for volume in (0, 5, LOUDEST):
            await speech.set_volume(volume)
            await speech.say(HELLO)
            sound = await loudspeaker.next_sound()
            await sound.until_over()
            peaks.append(sound.loudest)
        # 12 dB between the steps are a factor of 3.98 (EN 301 549, 8.2.1)
        assert peaks[1] / peaks[0] == pytest.approx(3.98, rel=0.05)
        assert peaks[2] / peaks[1] == pytest.approx(3.98, rel=0.05)

    async def test_no_sound_card_is_a_fault_and_passes(
        self, make: Make, loudspeaker: Loudspeaker, name: str
    ) -> None:
        speech = make(name)
        loudspeaker.mood = "broken"
        async with watching(speech.watch()) as statuses:
            status = await anext(statuses)
            if status.fault is None:
                status = await anext(statuses)
            assert status.fault is SpeechFault.NO_SOUND
            await speech.say(HELLO)
            loudspeaker.mood = "works"
            await speech.say(HELLO)
            await loudspeaker.next_sound()
            assert (await anext(statuses)).fault is None

    async def test_a_missing_player_is_a_missing_sound(self, clock: Clock, name: str) -> None:
        table = {"driver": name, "player": ["/nowhere/aplay"]}
        speech: Speech = make_driver(KIND, table, clock)
        async with watching(speech.watch()) as statuses:
            status = await anext(statuses)
            if status.fault is None:
                status = await anext(statuses)
            assert status.fault is SpeechFault.NO_SOUND
        await speech.close()

    async def test_a_player_that_takes_nothing_is_a_missing_sound(
        self, make: Make, loudspeaker: Loudspeaker, clock: FakeClock, name: str
    ) -> None:
        speech = make(name)
        loudspeaker.mood = "deaf"
        async with watching(speech.watch()) as statuses:
            assert (await anext(statuses)).fault is None
            await loudspeaker.next_player()
            status = await passing(clock, anext(statuses), at_most=10)
            assert status.fault is SpeechFault.NO_SOUND


@pytest.mark.parametrize("name", SPEAKING)
@pytest.mark.parametrize("wrong", [{"player": "aplay -q"}, {"player": []}, {"patience": 0}])
def test_settings_that_cannot_be_are_refused(
    clock: FakeClock, name: str, wrong: dict[str, object]
) -> None:
    with pytest.raises(DriverRefused, match=next(iter(wrong))):
        make_driver(KIND, {"driver": name, **wrong}, clock)


async def test_the_log_keeps_what_would_have_been_heard(make: Make) -> None:
    speech = make("log")
    assert isinstance(speech, SpeechLog)
    await speech.say(HELLO)
    await speech.say(PRIVATE)
    await speech.use_headset(plugged=True)
    await speech.set_volume(7)
    await speech.say(PRIVATE)
    speech.finish()
    heard = [(spoken.utterance, spoken.output, spoken.cut_off) for spoken in speech.spoken]
    assert heard == [(HELLO, "speaker", True), (PRIVATE, "headset", False)]
    assert speech.spoken[1].volume == 7
