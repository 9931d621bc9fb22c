"""FIT-Connect as destination: the federal delivery service, submission API v2 (docs/fit-connect.md)."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.contracts.clock import Clock

if TYPE_CHECKING:
    from kiosk.courier.fit_connect.destination import FitConnect
    from kiosk.courier.fit_connect.metadata import FitConnectCover

# Names a service in the FIM catalogue, e.g. urn:de:fim:leika:leistung:99…
_IDENTIFIER = re.compile(r"urn:[a-z0-9][a-z0-9-]{0,31}:\S{1,200}")
_URL = re.compile(r"(https://|http://(127\.0\.0\.1|localhost)(:|/))\S+")
_SERVICE = {"identifier", "name", "schema", "region"}


@dataclass(frozen=True, slots=True)
class PublicService:
    """One of our services as FIT-Connect knows it: `schema` is the URI that its data follow."""

    identifier: str
    name: str
    schema: str
    region: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """One delivery point (Zustellpunkt).

    `credentials` is a file with `{"client_id": …, "client_secret": …}`: the name of a systemd
    credential, or a path. `services` maps ids of our services to `identifier`, `name`, `schema` and
    `region` (optional). `pki` is a file of roots (PEM) to which the certificates of the delivery
    point's keys must lead. `ca` is a file of roots to trust in place of the system's; `proxy` a URL.
    Seconds: `call_seconds` for one HTTP call from begin to end, `check_seconds` between two looks
    at the delivery point and its key, `look_seconds` until the receiver is first asked after.
    """

    token_url: str
    submission_api: str
    destination: str
    credentials: str
    services: Mapping[str, Mapping[str, str]]
    pki: str = ""
    ca: str = ""
    proxy: str = ""
    call_seconds: float = 30.0
    check_seconds: float = 900.0
    look_seconds: float = 60.0

    def __post_init__(self) -> None:
        for key in ("token_url", "submission_api"):
            if not _URL.fullmatch(getattr(self, key)):
                raise ValueError(f"{key}: must begin with https:// (http:// on loopback only)")
        if str(uuid.UUID(self.destination)) != self.destination:
            raise ValueError("destination: must be a UUID in small letters")
        if not self.credentials:
            raise ValueError("credentials: is missing")
        for key in ("call_seconds", "check_seconds", "look_seconds"):
            if not 0 < getattr(self, key) <= 3600:  # noqa: PLR2004 - an hour
                raise ValueError(f"{key}: must be from 0 to 3600")
        self.public_services()

    def public_services(self) -> Mapping[str, PublicService]:
        """Answer the services by our ids. Raises ValueError."""
        if not isinstance(self.services, Mapping) or not self.services:
            raise ValueError("services: at least one is needed")
        return {name: _service(name, table) for name, table in self.services.items()}


def _service(name: str, table: object) -> PublicService:
    if not isinstance(table, Mapping) or not table.keys() <= _SERVICE:
        raise ValueError(f"services.{name}: knows only {', '.join(sorted(_SERVICE))}")
    service = PublicService(**{key: str(value) for key, value in table.items()})
    if not _IDENTIFIER.fullmatch(service.identifier):
        raise ValueError(f"services.{name}.identifier: must be a URN")
    if not re.fullmatch(r"(https://|urn:)\S+", service.schema):
        raise ValueError(f"services.{name}.schema: must be a URI")
    return service


def make(settings: Settings, clock: Clock) -> "FitConnect":
    from kiosk.courier.fit_connect.destination import FitConnect  # noqa: PLC0415 - the session pays not

    return FitConnect(settings, clock)


def cover(settings: Settings) -> "FitConnectCover":
    from kiosk.courier.fit_connect.metadata import FitConnectCover  # noqa: PLC0415

    return FitConnectCover(settings.public_services())
