"""The voice that calls back who goes without their card: heard by everybody, whatever was set."""

from dataclasses import replace

import pytest

from hardware.speech import LOUDEST
from hardware.speech.log import Output, SpeechLog
from kiosk.app.voice import Voice
from kiosk.contracts.devices import DeviceKind
from kiosk.domain.machine import attract
from kiosk.domain.state import Leaving, Session, Settings
from kiosk.session.devices import make_devices
from kiosk.session.records import Records
from kiosk.session.workplace import Workplace
from screens.semantics import Spoken
from tests.fake_clock import FakeClock, settle
from tests.terminal import site, texts


@pytest.fixture
def place(clock: FakeClock) -> Workplace:
    def no_store() -> None:
        raise AssertionError("nothing is stored here")

    devices = make_devices({DeviceKind.SPEECH: {"driver": "log"}}, clock)
    return Workplace(devices, Records(no_store, "s1"), clock, lambda _event: None)  # type: ignore[arg-type]


def speech(place: Workplace) -> SpeechLog:
    made = place.devices.speech
    assert isinstance(made, SpeechLog)
    return made


def leaving(language: str, reminders: int) -> Session:
    session = attract(site(), Settings(language=language, volume=2))
    return replace(session, stage=Leaving("completed", reminders))


@pytest.mark.parametrize("language", ["de", "en"])
async def test_a_forgotten_card_is_called_for_loudly_in_the_citizens_language(
    place: Workplace, language: str
) -> None:
    voice = Voice(place, leaving(language, 0), texts())
    await speech(place).use_headset(plugged=True)
    for call in (1, 2):
        voice.follow(leaving(language, call))
        await settle()
        heard = speech(place).spoken[-1]
        assert len(speech(place).spoken) == call
        assert heard.utterance.text == texts()[language]("page.take_card.call")
        assert heard.utterance.language == language
        assert heard.output is Output.SPEAKER
        assert heard.volume == LOUDEST
    await place.close()


async def test_nothing_is_called_before_a_reminder(place: Workplace) -> None:
    voice = Voice(place, leaving("de", 0), texts())
    voice.follow(leaving("de", 0))
    await settle()
    assert speech(place).spoken == []
    await place.close()


async def test_what_is_private_is_not_said_by_the_loudspeaker(place: Workplace) -> None:
    voice = Voice(place, leaving("de", 0), texts())
    voice.say(Spoken("Erika Mustermann", "de", private=True, public="Stimmt alles?"))
    await settle()
    assert [heard.utterance.text for heard in speech(place).spoken] == ["Stimmt alles?"]
    await place.close()


def said(place: Workplace) -> list[str]:
    return [heard.utterance.text for heard in speech(place).spoken]


async def test_instructions_that_change_quickly_are_said_every_two_seconds(
    place: Workplace, clock: FakeClock
) -> None:
    voice = Voice(place, leaving("de", 0), texts())
    for hint in ("Näher.", "Weiter weg.", "Kinn hoch."):
        voice.say(Spoken(hint, "de", calm=True))
        await settle()
    assert said(place) == ["Näher."]
    await clock.advance(1.9)
    assert said(place) == ["Näher."]
    await clock.advance(0.2)
    assert said(place) == ["Näher.", "Kinn hoch."], "the newest, and what is over is left out"
    await clock.advance(2.1)
    voice.say(Spoken("Gut so.", "de", calm=True))
    await settle()
    assert said(place)[-1] == "Gut so."
    await place.close()


async def test_a_countdown_waits_for_nothing_and_outruns_what_waits(
    place: Workplace, clock: FakeClock
) -> None:
    voice = Voice(place, leaving("de", 0), texts())
    voice.say(Spoken("Gut so.", "de", calm=True))
    voice.say(Spoken("Bitte stillhalten.", "de", calm=True))
    for number in ("3", "2", "1"):
        voice.say(Spoken(number, "de"))
        await clock.advance(1.0)
    await clock.advance(3.0)
    assert said(place) == ["Gut so.", "3", "2", "1"]
    await place.close()


async def test_who_acts_is_not_told_of_what_was_before(place: Workplace, clock: FakeClock) -> None:
    session = replace(leaving("de", 0), settings=Settings(speech=True))
    voice = Voice(place, session, texts())
    voice.say(Spoken("Näher.", "de", calm=True))
    voice.say(Spoken("Kinn hoch.", "de", calm=True))
    voice.hush()
    await clock.advance(3.0)
    assert said(place) == ["Näher."]
    await place.close()
