"""A service at somebody else's portal: its window, its call for the ID card, its keys and its time."""

import pytest

from kiosk.contracts.devices import DeviceKind
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
    Contrast,
    EidAsked,
    FieldEntered,
    FieldKind,
    FieldLeft,
    LinkRefused,
    PortalBroken,
    PortalKey,
    PortalLoading,
    PortalShown,
    PortalTouched,
    Visit,
)
from kiosk.contracts.private import Secret
from kiosk.domain import events as ev
from kiosk.domain.effects import (
    AnswerPortal,
    Authenticate,
    CancelEid,
    ClosePortal,
    EraseSession,
    GoBackInPortal,
    OpenPortal,
    PressInPortal,
    Record,
    StartTimer,
    TypeInPortal,
)
from kiosk.domain.machine import advance
from kiosk.presentation.page import Note, PortalArea, PortalKeys, Slip
from tests.journeys.test_services import PROVIDER
from tests.terminal import Citizen

SERVICE = "service.fuehrungszeugnis-bund"
TOKEN = "https://portal.example/token?session=4711"
REFRESH = "https://portal.example/result?session=4711"
MINUTE = ev.TimerExpired(ev.Timer.MINUTE)


def opened(citizen: Citizen) -> None:
    citizen.presses("touch", SERVICE, "next")
    assert citizen.page.id == "portal.opening"
    citizen.happens(told(PortalLoading()), told(PortalShown()))
    assert citizen.page.id == "portal"


def told(news: object) -> ev.PortalTold:
    return ev.PortalTold(news)  # type: ignore[arg-type]


def at_the_portal() -> Citizen:
    citizen = Citizen()
    opened(citizen)
    return citizen


def records(citizen: Citizen) -> list[str]:
    return [e.event for e in citizen.wanted(Record) if isinstance(e, Record)]


def window(citizen: Citizen) -> bool:
    return any(isinstance(block, PortalArea) for block in citizen.page.blocks)


def keys(citizen: Citizen) -> FieldKind | None:
    """Answer which keys are on the page."""
    kinds = [block.kind for block in citizen.page.blocks if isinstance(block, PortalKeys)]
    return kinds[0] if kinds else None


def minutes_pass(citizen: Citizen, count: int) -> None:
    for _ in range(count):
        citizen.happens(MINUTE)


def test_the_citizen_is_told_before_they_leave_the_pages_of_the_town() -> None:
    citizen = Citizen()
    citizen.presses("touch", SERVICE)
    said = str(citizen.page.blocks)
    assert "portal.example" in said
    assert "Kartennummer" in said
    symbol = next(block for block in citizen.page.blocks if isinstance(block, Slip))
    assert symbol.link == "https://portal.example/start"
    assert citizen.wanted(OpenPortal) == []


def test_the_portal_opens_as_the_citizen_has_set_the_terminal() -> None:
    citizen = Citizen()
    citizen.presses("touch")
    citizen.does(ev.LanguageChosen("en"))
    citizen.does(ev.SettingChosen("text_size", "very_large"))
    citizen.does(ev.SettingChosen("theme", "contrast_dark"))
    citizen.presses(SERVICE, "next")
    hosts = ("portal.example", ".pay.example")
    visit = Visit("https://portal.example/start", hosts, "en", 2.04, Contrast.DARK)
    assert citizen.wanted(OpenPortal) == [OpenPortal(visit)]


def test_a_portal_that_does_not_come_is_a_failure_that_can_be_tried_again() -> None:
    citizen = Citizen()
    citizen.presses("touch", SERVICE, "next")
    citizen.happens(ev.TimerExpired(ev.Timer.STEP))
    assert citizen.page.id == "failure"
    assert len(citizen.wanted(ClosePortal)) == 1
    citizen.presses("retry")
    assert citizen.page.id == "portal.opening"
    assert len(citizen.wanted(OpenPortal)) == 2


def test_done_at_the_portal_ends_window_and_session() -> None:
    citizen = at_the_portal()
    citizen.presses("next")
    assert citizen.page.id == "portal.finish"
    assert not window(citizen)
    assert citizen.wanted(ClosePortal) == []
    citizen.presses("back", "next", "next")
    assert len(citizen.wanted(ClosePortal)) == 1
    assert citizen.wanted(EraseSession) == [EraseSession("completed")]
    ended = ["step.passed", "portal.closed", "service.completed", "session.ended"]
    assert records(citizen)[-4:] == ended


def test_end_says_what_becomes_of_what_was_sent_and_closes_the_window() -> None:
    citizen = at_the_portal()
    citizen.presses("end")
    assert not window(citizen)
    assert "abgeschickt" in str(citizen.page.blocks)
    citizen.presses("end_confirmed")
    assert len(citizen.wanted(ClosePortal)) == 1
    assert citizen.wanted(EraseSession) == [EraseSession("left")]


@pytest.mark.parametrize("overlay", ["help", "accessibility", "language"])
def test_nothing_of_the_portal_covers_the_terminals_own_words(overlay: str) -> None:
    citizen = at_the_portal()
    citizen.presses(overlay)
    assert not window(citizen)
    citizen.presses("close")
    assert window(citizen)
    assert citizen.wanted(ClosePortal) == []


def test_back_goes_back_in_the_portal_and_then_out_of_it() -> None:
    citizen = at_the_portal()
    citizen.happens(told(PortalShown(back=True)))
    citizen.presses("back")
    assert citizen.wanted(GoBackInPortal) == [GoBackInPortal()]
    assert window(citizen)
    citizen.happens(told(PortalShown()))
    citizen.presses("back")
    assert citizen.page.id == "consent"
    assert len(citizen.wanted(ClosePortal)) == 1


# --- keys -----------------------------------------------------------------------------------------


def test_a_field_brings_the_keys_that_it_needs() -> None:
    citizen = at_the_portal()
    assert "next" in citizen.offered()
    citizen.happens(told(FieldEntered(FieldKind.EMAIL)))
    assert keys(citizen) is FieldKind.EMAIL
    assert "next" not in citizen.offered(), "it would be taken for the end of typing"
    citizen.happens(told(FieldLeft()))
    assert keys(citizen) is None


def test_what_is_typed_goes_to_the_portal_and_stays_nowhere() -> None:
    citizen = at_the_portal()
    citizen.happens(told(FieldEntered(FieldKind.HIDDEN)))
    before = citizen.session
    citizen.does(ev.PortalTyped("geheim"))
    citizen.does(ev.PortalKeyPressed(PortalKey.ENTER))
    assert citizen.wanted(TypeInPortal) == [TypeInPortal("geheim")]
    assert citizen.wanted(PressInPortal) == [PressInPortal(PortalKey.ENTER)]
    assert citizen.session == before
    assert "geheim" not in repr((citizen.effects, ev.PortalTyped("geheim")))


def test_without_a_field_keys_go_nowhere() -> None:
    citizen = at_the_portal()
    citizen.does(ev.PortalTyped("x"))
    citizen.does(ev.PortalKeyPressed(PortalKey.ENTER))
    assert citizen.wanted(TypeInPortal) == citizen.wanted(PressInPortal) == []


def test_keys_can_be_put_away_and_fetched_again() -> None:
    citizen = at_the_portal()
    citizen.happens(told(FieldEntered(FieldKind.TEXT)))
    citizen.does(ev.PortalKeysToggled())
    assert keys(citizen) is None
    citizen.presses("keys")
    assert keys(citizen) is FieldKind.TEXT
    citizen.does(ev.PortalKeysToggled())
    citizen.happens(told(FieldEntered(FieldKind.TEXT)))
    assert keys(citizen) is FieldKind.TEXT


def test_a_link_out_of_the_portal_is_told_until_the_next_page() -> None:
    citizen = at_the_portal()
    citizen.happens(told(LinkRefused()))
    assert isinstance(citizen.page.blocks[-1], Note)
    assert window(citizen)
    assert "portal.link_refused" in records(citizen)
    citizen.happens(told(PortalLoading()))
    assert not isinstance(citizen.page.blocks[-1], Note)


# --- the ID card ------------------------------------------------------------------------------------


def asked_for_the_card(citizen: Citizen) -> None:
    citizen.happens(told(EidAsked(7, TOKEN)))
    assert citizen.page.id == "card.connecting"
    assert not window(citizen)


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


# --- when something breaks ------------------------------------------------------------------------


def test_a_window_that_breaks_is_closed_and_can_be_opened_anew() -> None:
    citizen = at_the_portal()
    citizen.happens(told(PortalBroken("browser.not_running")))
    assert citizen.page.id == "failure"
    assert "abgeschickt" in str(citizen.page.blocks)
    assert len(citizen.wanted(ClosePortal)) == 1
    citizen.presses("retry")
    assert citizen.page.id == "portal.opening"


def test_a_window_that_breaks_while_the_card_is_read_lets_go_of_the_card() -> None:
    citizen = at_the_portal()
    asked_for_the_card(citizen)
    citizen.happens(told(PortalBroken("browser.not_running")))
    assert CancelEid() in citizen.effects
    assert len(citizen.wanted(ClosePortal)) == 1


def test_a_window_that_breaks_under_a_failure_page_is_opened_anew() -> None:
    citizen = at_the_portal()
    asked_for_the_card(citizen)
    citizen.happens(ev.EidPrompted(Broken("eid.card_removed")))
    citizen.happens(told(PortalBroken("browser.not_running")))
    assert len(citizen.wanted(ClosePortal)) == 1
    citizen.presses("retry")
    assert citizen.page.id == "portal.opening"


def test_leaving_from_a_failure_page_closes_the_window_under_it() -> None:
    citizen = at_the_portal()
    asked_for_the_card(citizen)
    citizen.happens(ev.EidPrompted(Broken("eid.card_removed")))
    citizen.presses("end")
    assert len(citizen.wanted(ClosePortal)) == 1
    assert citizen.wanted(EraseSession) == [EraseSession("failed")]


def test_a_portal_that_is_not_what_it_says_is_not_tried_again() -> None:
    citizen = at_the_portal()
    citizen.happens(told(PortalBroken("browser.not_trusted")))
    assert "retry" not in citizen.offered()


@pytest.mark.parametrize("kind", [DeviceKind.BROWSER, DeviceKind.CARD_READER, DeviceKind.EID])
def test_it_is_not_offered_without_what_it_needs(kind: DeviceKind) -> None:
    citizen = Citizen()
    citizen.presses("touch")
    citizen.happens(ev.DeviceChanged(kind, "some.fault"))
    assert not citizen.offered()[SERVICE].enabled
    assert citizen.offered()["service.fuehrungszeugnis"].enabled is (kind is DeviceKind.BROWSER)


# --- time -----------------------------------------------------------------------------------------


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
