"""What the machine is told about this terminal: configuration, services, failures and texts, checked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk.app.memory import make_covers
from kiosk.capture.face.profile import ProfileRefused, load_profile
from kiosk.config.load import SHIPPED
from kiosk.config.model import Configuration
from kiosk.contracts.devices import DeviceKind
from kiosk.domain.service import Service
from kiosk.domain.state import PhotoProcess, Settings, Site
from kiosk.journeys.failures import load_failures
from kiosk.journeys.services import load_services
from kiosk.journeys.tables import DefinitionRefused
from kiosk.texts import Texts
from kiosk.texts.catalogues import load_texts

PORTAL_PIXEL_MM = 0.415
"""A pixel as the web means it, for eyes 60 cm away; a page's usual 16 are then 6.6 mm."""


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
    _check_covers([services[name] for name in site.services], configuration)
    return Site(
        town=site.town,
        place=site.place,
        terminal=site.terminal,
        languages=site.languages,
        services=tuple(
            services[name] for name in site.services if _can_be_had(services[name], configuration)
        ),
        failures=load_failures(SHIPPED / "failures.toml"),
        portals=configuration.portals,
        portal_zoom=round(PORTAL_PIXEL_MM / configuration.display.mm_per_px, 2),
        staffed=site.is_staffed(now),
        account=site.account if site.account.name else None,
        timing=configuration.timers,
        photo=_photo_process(configuration),
    )


def _photo_process(configuration: Configuration) -> PhotoProcess:
    """Answer what the terminal's profile says of taking photos. Raises DefinitionRefused."""
    try:
        process = load_profile(configuration.capture.profile).process
    except ProfileRefused as refused:
        raise DefinitionRefused(str(refused)) from None
    return PhotoProcess(process.time_out, process.countdown, process.shots)


def _check_covers(services: Iterable[Service], configuration: Configuration) -> None:
    """Refuse a service whose cases its destination would not take, before a citizen has met it."""
    covers = make_covers(configuration)
    for service in services:
        cover = covers.get(service.destination)
        if cover is not None and not cover.offers(service.id):
            raise DefinitionRefused(
                f"destinations.{service.destination}.services: '{service.id}' is missing"
            )


def _can_be_had(service: Service, configuration: Configuration) -> bool:
    """Answer whether this terminal has what the service is walked at; a portal may be unknown here."""
    if not service.portal:
        return True
    browser = configuration.devices.get(DeviceKind.BROWSER, {})
    return service.portal in configuration.portals and browser.get("driver", "absent") != "absent"


def default_settings(configuration: Configuration) -> Settings:
    """Answer the settings every citizen starts with."""
    return Settings(language=configuration.site.languages[0])
