"""A shipped terminal for pure tests: its services, texts and site, and a citizen who walks it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from kiosk.contracts.paying import Account
from kiosk.contracts.portal import Portal
from kiosk.domain.effects import Effect
from kiosk.domain.events import CitizenEvent, Event
from kiosk.domain.machine import advance, attract
from kiosk.domain.service import Service
from kiosk.domain.state import FailureRule, Session, Settings, Site
from kiosk.journeys.failures import load_failures
from kiosk.journeys.services import load_services
from kiosk.presentation.page import Action, Page
from kiosk.presentation.present import present
from kiosk.texts import Texts
from kiosk.texts.catalogues import load_texts
from tests.actions import actions

CONFIG = Path(__file__).resolve().parent.parent / "config"
LANGUAGES = {"de": "Deutsch", "en": "English"}
PORTALS = {
    "fuehrungszeugnis": Portal("https://portal.example/start", ("portal.example", ".pay.example"))
}
TOWN_ACCOUNT = Account("Stadt Musterstadt, Stadtkasse", "DE89370400440532013000")
NOW = datetime(2026, 11, 21, 9, 42, tzinfo=UTC)


@cache
def texts() -> Mapping[str, Texts]:
    return load_texts(CONFIG / "locale", LANGUAGES, ZoneInfo("Europe/Berlin"))


@cache
def services() -> tuple[Service, ...]:
    return load_services(
        CONFIG / "services",
        frozenset({"intake", "handover"}),
        lambda message: all(language.has(message) for language in texts().values()),
    )


@cache
def failures() -> Mapping[str, FailureRule]:
    return load_failures(CONFIG / "failures.toml")


def site(*, staffed: bool = True) -> Site:
    return Site(
        town="Stadt Musterstadt",
        place="Rathaus-Galerie",
        terminal="0042",
        languages=tuple(LANGUAGES),
        services=services(),
        failures=failures(),
        portals=PORTALS,
        account=TOWN_ACCOUNT,
        staffed=staffed,
    )


def page_of(session: Session) -> Page:
    return present(session, texts(), LANGUAGES, NOW)


@dataclass
class Citizen:
    """Walks the pure machine: presses what the page offers, while a test plays the devices."""

    session: Session = field(default_factory=lambda: attract(site(), Settings()))
    effects: list[Effect] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)

    @property
    def page(self) -> Page:
        return page_of(self.session)

    def happens(self, *events: Event) -> None:
        """Let devices report, or the citizen act, whether or not the page offers it."""
        for event in events:
            self.session, effects = advance(self.session, event)
            self.effects.extend(effects)
            if not self.pages or self.pages[-1] != self.page.id:
                self.pages.append(self.page.id)

    def presses(self, *ids: str) -> None:
        """Press actions by id; the page must offer each of them, enabled."""
        for name in ids:
            action = self.offered()[name]
            assert action.enabled, f"'{name}' is on page '{self.page.id}', but cannot be pressed"
            self.happens(action.intent)

    def does(self, event: CitizenEvent) -> None:
        self.happens(event)

    def offered(self) -> Mapping[str, Action]:
        return {action.id: action for action in actions(self.page)}

    def wanted(self, kind: type[Effect]) -> list[Effect]:
        """Answer the effects of a kind so far."""
        return [effect for effect in self.effects if isinstance(effect, kind)]
