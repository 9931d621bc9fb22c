"""A service at somebody else's portal: its window, its keys, and what happens when it breaks."""

import pytest

from kiosk.contracts.devices import DeviceKind
from kiosk.contracts.eid import (
    Broken,
)
from kiosk.contracts.portal import (
    Contrast,
    FieldEntered,
    FieldKind,
    FieldLeft,
    LinkRefused,
    PortalBroken,
    PortalKey,
    PortalLoading,
    PortalShown,
    Visit,
)
from kiosk.domain import events as ev
from kiosk.domain.effects import (
    CancelEid,
    ClosePortal,
    EraseSession,
    GoBackInPortal,
    OpenPortal,
    PressInPortal,
    TypeInPortal,
)
from kiosk.domain.portal_events import PortalKeyPressed, PortalKeysToggled, PortalTyped
from kiosk.presentation.page import Note, Slip
from tests.journeys.at_portal import (
    SERVICE,
    asked_for_the_card,
    at_the_portal,
    keys,
    records,
    told,
    window,
)
from tests.terminal import Citizen


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


# --- keys ------------------------------------------------------------------------------------------


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
    citizen.does(PortalTyped("geheim"))
    citizen.does(PortalKeyPressed(PortalKey.ENTER))
    assert citizen.wanted(TypeInPortal) == [TypeInPortal("geheim")]
    assert citizen.wanted(PressInPortal) == [PressInPortal(PortalKey.ENTER)]
    assert citizen.session == before
    assert "geheim" not in repr((citizen.effects, PortalTyped("geheim")))


def test_without_a_field_keys_go_nowhere() -> None:
    citizen = at_the_portal()
    citizen.does(PortalTyped("x"))
    citizen.does(PortalKeyPressed(PortalKey.ENTER))
    assert citizen.wanted(TypeInPortal) == citizen.wanted(PressInPortal) == []


def test_keys_can_be_put_away_and_fetched_again() -> None:
    citizen = at_the_portal()
    citizen.happens(told(FieldEntered(FieldKind.TEXT)))
    citizen.does(PortalKeysToggled())
    assert keys(citizen) is None
    citizen.presses("keys")
    assert keys(citizen) is FieldKind.TEXT
    citizen.does(PortalKeysToggled())
    citizen.happens(told(FieldEntered(FieldKind.TEXT)))
    assert keys(citizen) is FieldKind.TEXT


def test_a_link_out_of_the_portal_is_told_until_the_next_page() -> None:
    citizen = at_the_portal()
    citizen.happens(told(LinkRefused()))
    assert isinstance(citizen.page.blocks[-1], Note)
    assert window(citizen)
    citizen.happens(*[told(LinkRefused())] * 5)  # a page can try it without end
    assert records(citizen).count("portal.link_refused") == 1
    citizen.happens(told(PortalLoading()))
    assert not isinstance(citizen.page.blocks[-1], Note)


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
