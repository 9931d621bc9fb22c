"""A citizen at somebody else's portal, for tests."""

from kiosk.contracts.portal import (
    EidAsked,
    FieldKind,
    PortalLoading,
    PortalShown,
)
from kiosk.domain import events as ev
from kiosk.domain.effects import (
    Record,
)
from kiosk.domain.portal_events import PortalTold
from kiosk.presentation.page import PortalArea, PortalKeys
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


def told(news: object) -> PortalTold:
    return PortalTold(news)  # type: ignore[arg-type]


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


def asked_for_the_card(citizen: Citizen) -> None:
    citizen.happens(told(EidAsked(7, TOKEN)))
    assert citizen.page.id == "card.connecting"
    assert not window(citizen)
