"""The card or its reader goes before, during and after reading."""

import pytest

from kiosk.contracts.devices import DeviceKind
from kiosk.contracts.eid import Broken, EnterSecret, InsertCard, SecretKind
from kiosk.domain.effects import StartTimer
from kiosk.domain.events import (
    CardSeen,
    DeviceChanged,
    EidPrompted,
    Timer,
    TimerExpired,
)
from tests.journeys.saying import told
from tests.journeys.test_services import identifies
from tests.terminal import Citizen, texts


def test_reader_gone_before_the_start_is_said_at_the_choice() -> None:
    citizen = Citizen()
    citizen.happens(DeviceChanged(DeviceKind.CARD_READER, "card_reader.not_found"))
    citizen.presses("touch")
    assert not citizen.offered()["service.fuehrungszeugnis"].enabled
    assert not citizen.offered()["service.eid-pin"].enabled
    assert citizen.offered()["service.ausweis-vorerfassung"].enabled


@pytest.mark.parametrize("failure", ["eid.card_removed", "eid.no_reader", "eid.client_lost"])
def test_reader_or_card_gone_within_the_dialogue(failure: str) -> None:
    citizen = Citizen()
    citizen.presses("touch", "service.meldebescheinigung", "next")
    citizen.happens(EidPrompted(EnterSecret(SecretKind.PIN, 3)), EidPrompted(Broken(failure)))
    assert citizen.page.id == "failure"
    assert told(citizen.page)["Ihre Daten"] == texts()["de"]("data.nothing_sent")
    assert told(citizen.page)["Ihr Geld"] == texts()["de"]("money.nothing_paid")


def test_reader_gone_after_reading_matters_no_more() -> None:
    citizen = Citizen()
    citizen.presses("touch", "service.meldebescheinigung", "next")
    identifies(citizen)
    citizen.happens(DeviceChanged(DeviceKind.CARD_READER, "card_reader.not_found"))
    citizen.happens(CardSeen(present=False))
    assert citizen.page.id == "question.purpose"


def test_a_card_that_the_client_cannot_read_is_told_and_can_be_tried_again() -> None:
    citizen = Citizen()
    citizen.presses("touch", "service.meldebescheinigung", "next")
    citizen.happens(EidPrompted(InsertCard()), CardSeen(present=True))
    assert StartTimer(Timer.STEP, 8.0) in citizen.effects
    citizen.happens(TimerExpired(Timer.STEP))
    assert citizen.page.id == "failure"
    assert told(citizen.page)["Jetzt"] == texts()["de"]("failure.eid.card_unreadable.now")
    citizen.presses("retry")
    assert citizen.page.id == "card.connecting"


def test_a_card_that_is_read_in_time_is_no_matter() -> None:
    citizen = Citizen()
    citizen.presses("touch", "service.meldebescheinigung", "next")
    citizen.happens(EidPrompted(InsertCard()), CardSeen(present=True))
    citizen.happens(EidPrompted(EnterSecret(SecretKind.PIN, 3)), TimerExpired(Timer.STEP))
    assert citizen.page.id == "card.pin"
