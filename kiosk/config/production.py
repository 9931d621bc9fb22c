"""What a terminal that serves real citizens must not be told."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from kiosk.config.model import Configuration, Profile

PRETENDING = re.compile(r"simulat|replay|record|rehears|fake|dummy|test|log$|(^|_)lab($|_)")
LOOPBACK = re.compile(r"^([a-z+]+://)?(localhost|127\.|\[?::1\]?(:|/|$))")
# The one service on this machine that is no simulator: the scheduler of CUPS.
CUPS = re.compile(r"^ipp://(localhost|127\.0\.0\.1)(:631)?/printers/")
VIRTUAL_READER = re.compile(r"vpcd|virtual pcd", re.IGNORECASE)

READERS = Path("/etc/reader.conf.d")
"""Where pcscd finds readers that are not on USB (reader.conf(5)); vpcd's package puts itself there."""

Objection = tuple[str, str]


def objections(configuration: Configuration) -> Iterator[Objection]:
    """Yield dotted key and reason for everything that production refuses; nothing outside it."""
    if not configuration.production:
        return
    if configuration.profile is Profile.DEMO:
        yield "profile", "the demo must not run in production"
    if configuration.simulation.enabled:
        yield "simulation.enabled", "simulated devices must not run in production"
    if configuration.simulation.stagehand:
        yield "simulation.stagehand", "nobody may act on the screen from outside in production"
    for kind, table in configuration.devices.items():
        driver = str(table.get("driver", ""))
        if PRETENDING.search(driver):
            yield f"devices.{kind}.driver", f"'{driver}' only pretends and is refused in production"
        yield from _settings(f"devices.{kind}", table)
    for name, destination in configuration.destinations.items():
        yield from _settings(f"destinations.{name}", destination)
    yield from _portals(configuration)


def _portals(configuration: Configuration) -> Iterator[Objection]:
    for name, portal in configuration.portals.items():
        for key, value in (("start", portal.start), *(("hosts", host) for host in portal.hosts)):
            if LOOPBACK.match(value):
                yield f"portals.{name}.{key}", f"'{value}' is this machine itself, no portal"


def virtual_readers(configuration: Configuration, readers: Path = READERS) -> tuple[str, ...]:
    """Answer a sentence for each virtual card reader of this machine; none outside production."""
    if not configuration.production or not readers.is_dir():
        return ()
    return tuple(
        f"{path}: declares a virtual card reader, which production refuses; remove vsmartcard-vpcd."
        for path in sorted(readers.iterdir())
        if VIRTUAL_READER.search(path.read_text("utf-8", "replace"))
    )


def test_settings(configuration: Configuration) -> Iterator[Objection]:
    """Yield what drivers keep for tests and production changes; imports every driver's module."""
    from hardware.registry import changed_test_settings  # noqa: PLC0415 - only production pays it

    if not configuration.production:
        return
    for kind, table in configuration.devices.items():
        for key in changed_test_settings(kind, table):
            yield f"devices.{kind}.{key}", "is for tests only, and refused in production"


def _settings(path: str, table: Mapping[str, object]) -> Iterator[Objection]:
    for key, value in table.items():
        here = f"{path}.{key}"
        if isinstance(value, Mapping):
            yield from _settings(here, value)
        elif "verification" in key and value is False:
            yield here, "the service provider's certificate must be verified in production"
        elif isinstance(value, str) and VIRTUAL_READER.search(value):
            yield here, f"'{value}' is a virtual card reader and is refused in production"
        elif isinstance(value, str) and LOOPBACK.match(value) and not CUPS.match(value):
            yield here, f"'{value}' is this machine itself, where only a simulator can answer"
        elif isinstance(value, str) and value.startswith("http://"):
            yield here, f"'{value}' is not encrypted"
