"""What the machine is told about this terminal: configuration, services, failures and texts, checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk.config.load import SHIPPED
from kiosk.config.model import Configuration
from kiosk.domain.state import Settings, Site
from kiosk.journeys.failures import load_failures
from kiosk.journeys.services import load_services
from kiosk.journeys.tables import DefinitionRefused
from kiosk.texts import Texts
from kiosk.texts.catalogues import load_texts


@dataclass(frozen=True, slots=True)
class Wording:
    """Texts by language, and every language's name in itself."""

    texts: Mapping[str, Texts]
    names: Mapping[str, str]


def load_wording(configuration: Configuration) -> Wording:
    """Answer the texts of the languages that this terminal speaks. Raises DefinitionRefused."""
    site = configuration.site
    try:
        texts = load_texts(SHIPPED / "locale", site.languages, ZoneInfo(site.time_zone))
    except FileNotFoundError as missing:
        raise DefinitionRefused(
            f"site.languages: there is no catalogue {missing.filename}"
        ) from None
    names = {language: known("language.name") for language, known in texts.items()}
    return Wording(texts, names)


def load_site(configuration: Configuration, wording: Wording, now: datetime) -> Site:
    """Answer the site as it is now. Raises DefinitionRefused, naming file and key."""
    site = configuration.site
    services = {
        service.id: service
        for service in load_services(
            SHIPPED / "services",
            frozenset(configuration.destinations),
            lambda message: all(texts.has(message) for texts in wording.texts.values()),
        )
    }
    unknown = [name for name in site.services if name not in services]
    if unknown:
        raise DefinitionRefused(f"site.services: there is no service '{unknown[0]}'")
    return Site(
        town=site.town,
        place=site.place,
        terminal=site.terminal,
        languages=site.languages,
        services=tuple(services[name] for name in site.services),
        failures=load_failures(SHIPPED / "failures.toml"),
        staffed=site.is_staffed(now),
        timing=configuration.timers,
    )


def default_settings(configuration: Configuration) -> Settings:
    """Answer the settings every citizen starts with."""
    return Settings(language=configuration.site.languages[0])
