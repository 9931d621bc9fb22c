"""At somebody else's portal: its call for the ID card, and the time that a visit may take."""

import pytest

from kiosk.contracts.eid import (
    Broken,
    ConfirmRights,
    Digits,
    EnterSecret,
    Finished,
    InsertCard,
    Reading,
    SecretKind,
)
from kiosk.contracts.portal import (
    EidAsked,
    FieldLeft,
    LinkRefused,
    PortalShown,
    PortalTouched,
)
from kiosk.contracts.private import Secret
from kiosk.domain import events as ev
from kiosk.domain.effects import (
    AnswerPortal,
    Authenticate,
    CancelEid,
    ClosePortal,
    EraseSession,
    OpenPortal,
    StartTimer,
)
from kiosk.domain.machine import advance
from tests.journeys.at_portal import (
    MINUTE,
    REFRESH,
    TOKEN,
    asked_for_the_card,
    at_the_portal,
    minutes_pass,
    told,
    window,
)
from tests.journeys.test_services import PROVIDER
from tests.terminal import Citizen


def test_the_portal_gets_the_address_of_the_eid_client_after_a_success() -> None:
    citizen = at_the_portal()
    asked_for_the_card(citizen)
    assert citizen.wanted(Authenticate) == [Authenticate(TOKEN)]
    citizen.happens(ev.EidPrompted(ConfirmRights(PROVIDER, ("FamilyName",), ("DoctoralDegree",))))
    citizen.presses("right.DoctoralDegree", "next")
    citizen.happens(ev.EidPrompted(InsertCard()), ev.CardSeen(present=True))
    citizen.happens(ev.EidPrompted(EnterSecret(SecretKind.PIN, 3)))
    assert citizen.page.id == "card.pin"
    citizen.does(ev.EidReplied(Digits(SecretKind.PIN, Secret(b"123456"))))
    citizen.happens(ev.EidPrompted(Reading(50)), ev.EidPrompted(Finished(REFRESH)))
    assert citizen.wanted(AnswerPortal) == [AnswerPortal(7, REFRESH)]
    assert window(citizen)
    assert "session=" not in repr((citizen.session, citizen.effects, EidAsked(7, TOKEN)))
    citizen.happens(told(PortalShown(back=True)))
    citizen.presses("next", "next")
    assert citizen.wanted(EraseSession) == []
    citizen.happens(ev.CardSeen(present=False))
    assert citizen.wanted(EraseSession) == [EraseSession("completed")]


@pytest.mark.parametrize(
    "event",
    [
        ev.EidPrompted(Broken("eid.card_removed")),
        ev.EidPrompted(Finished()),
        ev.StepFailed("eid.not_running"),
        ev.OtherWayPressed(),
        ev.TimerExpired(ev.Timer.STEP),
    ],
)
def test_a_failure_at_the_card_leads_back_to_the_portal_and_no_address_is_followed(
    event: ev.Event,
) -> None:
    citizen = at_the_portal()
    asked_for_the_card(citizen)
    citizen.happens(event)
    assert citizen.page.id == "failure"
    assert citizen.wanted(AnswerPortal) == [AnswerPortal(7, None)]
    assert CancelEid() in citizen.effects
    assert citizen.wanted(ClosePortal) == []
    citizen.presses("retry")
    assert window(citizen)
    assert len(citizen.wanted(OpenPortal)) == 1


def test_a_card_that_cannot_be_used_still_leads_back_to_the_portal() -> None:
    citizen = at_the_portal()
    asked_for_the_card(citizen)
    citizen.happens(ev.EidPrompted(Broken("eid.deactivated")))
    assert citizen.offered()["retry"].label == "Zurück zum Portal"


def test_who_turns_back_at_the_card_is_at_the_portal_again() -> None:
    citizen = at_the_portal()
    asked_for_the_card(citizen)
    citizen.happens(ev.EidPrompted(InsertCard()))
    citizen.presses("back")
    assert window(citizen)
    assert citizen.wanted(AnswerPortal) == [AnswerPortal(7, None)]
    assert CancelEid() in citizen.effects


def test_a_second_call_for_the_card_is_refused() -> None:
    citizen = at_the_portal()
    asked_for_the_card(citizen)
    citizen.happens(told(EidAsked(8, TOKEN)))
    assert citizen.wanted(AnswerPortal) == [AnswerPortal(8, None)]
    assert len(citizen.wanted(Authenticate)) == 1
    citizen.happens(ev.EidPrompted(Finished(REFRESH)))
    assert citizen.wanted(AnswerPortal)[-1] == AnswerPortal(7, REFRESH)


def test_a_call_for_the_card_over_a_failure_is_refused() -> None:
    citizen = at_the_portal()
    asked_for_the_card(citizen)
    citizen.happens(ev.EidPrompted(Broken("eid.card_removed")), told(EidAsked(8, TOKEN)))
    assert citizen.page.id == "failure"
    assert citizen.wanted(AnswerPortal)[-1] == AnswerPortal(8, None)
    assert len(citizen.wanted(Authenticate)) == 1


def test_a_new_answer_of_the_portal_makes_the_earlier_dialogue_the_only_one() -> None:
    citizen = at_the_portal()
    for serial in (1, 2):
        citizen.happens(told(EidAsked(serial, TOKEN)), ev.EidPrompted(Finished(REFRESH)))
    assert citizen.wanted(AnswerPortal) == [AnswerPortal(1, REFRESH), AnswerPortal(2, REFRESH)]


# --- time ------------------------------------------------------------------------------------------


def test_touches_in_the_window_are_signs_of_life() -> None:
    citizen = at_the_portal()
    citizen.effects.clear()
    citizen.happens(told(PortalTouched()))
    assert citizen.wanted(StartTimer) == [StartTimer(ev.Timer.IDLE, 75.0)]


@pytest.mark.parametrize("news", [PortalShown(), FieldLeft(), LinkRefused()])
def test_a_page_that_changes_by_itself_is_none(news: object) -> None:
    citizen = at_the_portal()
    citizen.effects.clear()
    citizen.happens(told(news))
    assert citizen.wanted(StartTimer) == []


def test_who_is_gone_leaves_no_window_behind() -> None:
    citizen = at_the_portal()
    citizen.happens(ev.TimerExpired(ev.Timer.IDLE))
    assert citizen.page.id == "still_there"
    assert not window(citizen)
    for _ in range(45):
        citizen.happens(ev.TimerExpired(ev.Timer.SECOND))
    assert len(citizen.wanted(ClosePortal)) == 1
    assert citizen.wanted(EraseSession) == [EraseSession("timed_out")]


def test_the_time_that_is_left_is_seen() -> None:
    citizen = at_the_portal()
    assert citizen.page.progress is not None
    assert citizen.page.progress.text == "Noch 15 Minuten"
    assert StartTimer(ev.Timer.MINUTE, 60.0) in citizen.effects
    minutes_pass(citizen, 14)
    assert citizen.page.progress.text == "Noch 1 Minute"


def test_a_long_visit_is_asked_about_and_can_go_on_as_often_as_one_likes() -> None:
    citizen = at_the_portal()
    for _ in range(12):
        minutes_pass(citizen, 14)
        assert window(citizen)
        citizen.happens(MINUTE)
        assert citizen.page.id == "still_there"
        citizen.presses("still_here")
        assert citizen.page.progress is not None
        assert citizen.page.progress.text == "Noch 15 Minuten"


def test_nobody_is_asked_while_the_card_is_read() -> None:
    citizen = at_the_portal()
    minutes_pass(citizen, 14)
    asked_for_the_card(citizen)
    citizen.happens(MINUTE)
    assert citizen.page.id == "card.connecting"
    citizen.happens(ev.EidPrompted(Finished(REFRESH)), MINUTE)
    assert citizen.page.id == "still_there"


def test_the_minute_runs_on_under_an_overlay() -> None:
    citizen = at_the_portal()
    citizen.presses("help")
    citizen.effects.clear()
    citizen.happens(MINUTE)
    assert StartTimer(ev.Timer.MINUTE, 60.0) in citizen.effects


def test_an_event_of_a_window_that_nobody_opened_changes_nothing() -> None:
    citizen = Citizen()
    citizen.presses("touch")
    after, effects = advance(citizen.session, told(EidAsked(1, TOKEN)))
    assert after == citizen.session
    assert effects == ()
