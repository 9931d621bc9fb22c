"""The whole double: one delivery service, one delivery point with its receiver, on HTTP."""

import ssl
from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.contracts.clock import Clock
from kiosk.demo.fit_connect.keys import KeyPair
from kiosk.demo.fit_connect.receiver import Keep, Receiver
from kiosk.demo.fit_connect.service import DeliveryService
from kiosk.demo.fit_connect.submissions import DeliveryPoint
from kiosk.demo.fit_connect.web import Web

POINT = "6c3a6d9f-3a55-4d4a-9b9e-0d8a41a6a6e2"
CLIENT, SECRET = "terminal", "not-a-secret-of-anybody"
# Identifier, name and schema of our services as the double's delivery point offers them. The LeiKa
# numbers are made up; the schema is our own document's.
SCHEMA = "https://buergerterminal.example/schema/case/1"
SERVICES = {
    name: {
        "identifier": f"urn:de:fim:leika:leistung:9900000000000{number}",
        "name": title,
        "schema": SCHEMA,
    }
    for number, (name, title) in enumerate(
        {
            "fuehrungszeugnis": "Führungszeugnis",
            "meldebescheinigung": "Meldebescheinigung",
            "ausweis-vorerfassung": "Vorerfassung für Ausweisdokumente",
        }.items()
    )
}


@dataclass(frozen=True, slots=True)
class Keys:
    """Made once, as 4096 bits take seconds. `old`: rotated out, and registered until withdrawn."""

    service: KeyPair
    signing: KeyPair
    sealing: KeyPair
    old: KeyPair | None = None


class Double:
    """`web` is where it listens; `service` and `receiver` are acted upon by tests and the demo."""

    def __init__(
        self,
        clock: Clock,
        keys: Keys,
        keep: Keep,
        *,
        token_seconds: float = 1800.0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.service = DeliveryService(clock, keys.service, token_seconds)
        self.service.clients[CLIENT] = SECRET
        sealing = (keys.sealing, *((keys.old,) if keys.old else ()))
        registered = (*sealing, keys.signing)
        self.point = DeliveryPoint(
            POINT,
            keys.sealing.kid,
            {pair.kid: dict(pair.public) for pair in registered},
            list(_offered(SERVICES.values())),
        )
        self.service.points[POINT] = self.point
        self.receiver = Receiver(self.service, POINT, sealing, keys.signing, keep)
        self.web = Web(self.service, tls=tls)

    def table(self, credentials: str) -> dict[str, object]:
        """Answer the destination's table for a terminal that delivers here."""
        return {
            "driver": "fit_connect",
            "token_url": self.web.token_url,
            "submission_api": self.web.submission_api,
            "destination": POINT,
            "credentials": credentials,
            "services": SERVICES,
        }

    def close(self) -> None:
        self.web.close()


def _offered(services: Iterable[dict[str, str]]) -> Iterable[dict[str, object]]:
    for service in services:
        schema = {"schemaUri": service["schema"], "mimeType": "application/json"}
        yield {
            "identifier": service["identifier"],
            "submissionSchemas": [schema],
            "regions": ["DE"],
        }
