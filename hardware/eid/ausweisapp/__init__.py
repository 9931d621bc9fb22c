"""AusweisApp, the federal eID client, by its SDK's WebSocket (API levels 1 to 3)."""

from hardware.eid.ausweisapp.driver import AusweisApp
from hardware.eid.ausweisapp.examination import examine
from hardware.eid.ausweisapp.settings import Settings
from kiosk.contracts.clock import Clock

__all__ = ["TEST_SETTINGS", "Settings", "examine", "make"]

TEST_SETTINGS = frozenset({"preverification", "replay"})
"""Settings that the production profile refuses to see changed from their defaults."""


def make(settings: Settings, clock: Clock) -> AusweisApp:
    return AusweisApp(settings, clock)
