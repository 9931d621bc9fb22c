"""The portal at the other end of the browser: the laboratory's site, at which its ID card logs in."""

import asyncio
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from hardware.browser.process import installed
from hardware.eid import own_folder
from hardware.eid.lab.laboratory import Laboratory
from hardware.eid.lab.portal_site import PortalSite, fingerprint
from kiosk.contracts.clock import Clock

NAME = "fuehrungszeugnis"
"""What services call this portal."""

MISSING = (
    "Chromium is missing (Debian package chromium); services at portals of others are left out."
)


def missing() -> str | None:
    """Answer in one sentence what is missing for a portal, None if it can be visited here."""
    return MISSING if installed("") is None else None


class PortalEnd:
    """Implements `hardware.simulation.acts.Simulator`; the laboratory must have been opened before."""

    def __init__(self, laboratory: Laboratory, clock: Clock) -> None:
        self._laboratory = laboratory
        self._clock = clock
        self._folder: Path | None = None
        self._site: PortalSite | None = None

    async def start(self) -> None:
        """Open the site with keys of its own; the eID server sends its visitors back there."""
        server = self._laboratory.server
        self._folder = own_folder.make("portal-site")
        self._site = PortalSite(self._folder / "keys", self._clock, server.sessions)
        self._site.token_origin = server.origin
        server.returns_to = f"{self._site.origin}/return"
        self._site.open()

    async def stop(self) -> None:
        site, self._site = self._site, None
        if site is not None:
            await asyncio.to_thread(site.close)
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def describe(self) -> Mapping[str, object]:
        server = x509.load_pem_x509_certificate(self._laboratory.server.certificate.read_bytes())
        return {
            "driver": "chromium",
            "policy": False,
            "sandbox": os.geteuid() != 0,  # Chromium has none for root
            "trusted": f"{self._opened.trusted},{fingerprint(server.public_bytes(Encoding.DER))}",
        }

    def portals(self) -> Mapping[str, Mapping[str, object]]:
        """Answer the portals' tables for the configuration, by name."""
        return {NAME: {"start": self._opened.start, "hosts": list(self._opened.hosts)}}

    def state(self) -> Mapping[str, object]:
        """Answer the pages that were asked for, and what was sent to them."""
        site = self._opened
        return {
            "pages": list(site.visited),
            "sent": [dict(form) for form in site.submitted],
        }

    def cut_connections(self) -> None:
        """Cut every connection to the portal."""
        self._opened.cut()

    @property
    def _opened(self) -> PortalSite:
        if self._site is None:
            raise RuntimeError("the portal is not open")
        return self._site
