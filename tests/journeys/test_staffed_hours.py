"""Pre-capture is offered only while people of the town are here, however long the attract screen stood."""

from kiosk.domain.events import StaffSeen
from kiosk.domain.machine import attract
from kiosk.domain.state import Settings
from tests.terminal import Citizen, site


def offered(citizen: Citizen) -> bool:
    return citizen.offered()["service.ausweis-vorerfassung"].enabled


def test_it_is_not_offered_when_nobody_is_here() -> None:
    citizen = Citizen(attract(site(staffed=False), Settings()))
    citizen.presses("touch")
    assert not offered(citizen)


def test_hours_that_begin_at_the_attract_screen_count() -> None:
    citizen = Citizen(attract(site(staffed=False), Settings()))
    citizen.happens(StaffSeen(present=True))
    citizen.presses("touch")
    assert offered(citizen)


def test_hours_that_end_within_a_session_take_nothing_away() -> None:
    citizen = Citizen(attract(site(staffed=True), Settings()))
    citizen.presses("touch")
    citizen.happens(StaffSeen(present=False))
    assert offered(citizen)
