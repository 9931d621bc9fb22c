"""What a terminal that serves real citizens must not be told."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from kiosk.config.model import Configuration, Profile

PRETENDING = re.compile(r"simulat|replay|record|rehears|fake|dummy|test|log$|(^|_)lab($|_)")
LOOPBACK = re.compile(r"^([a-z+]+://)?(localhost|127\.|\[?::1\]?(:|/|$))")
# The one service on this machine that is no simulator: the scheduler of CUPS.
CUPS = re.compile(r"^ipp://(localhost|127\.0\.0\.1)(:631)?/printers/")
VIRTUAL_READER = re.compile(r"vpcd|virtual pcd|^simulator$", re.IGNORECASE)
"""vpcd's reader, and the one that AusweisApp itself simulates."""
ATTENDED = (Profile.KOFFER, Profile.MONITOR)
"""Where staff compare the face, so that the CAN may open the card without the PIN (§ 18a PAuswG)."""

READERS = Path("/etc/reader.conf.d")
"""Where pcscd finds readers that are not on USB (reader.conf(5)); vpcd's package puts itself there."""

VPCD_PORTS = (35963, 35964)
"""Where vpcd waits for cards, on every network interface (vsmartcard, vpcd's reader.conf)."""
LISTENING = "0A"
TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))

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
        if table.get("can_allowed") is True and configuration.profile not in ATTENDED:
            yield (
                f"devices.{kind}.can_allowed",
                "without staff a card must not be read by its CAN; profiles koffer and monitor may",
            )
    for name, destination in configuration.destinations.items():
        yield from _settings(f"destinations.{name}", destination)
    yield from _portals(configuration)


def _portals(configuration: Configuration) -> Iterator[Objection]:
    for name, portal in configuration.portals.items():
        for key, value in (("start", portal.start), *(("hosts", host) for host in portal.hosts)):
            if LOOPBACK.match(value):
                yield f"portals.{name}.{key}", f"'{value}' is this machine itself, no portal"


def found_for_tests(
    configuration: Configuration, readers: Path = READERS, tables: tuple[Path, ...] = TABLES
) -> Iterator[str]:
    """Yield a sentence for everything on this machine that is for tests; nothing outside production.

    Looks for virtual card readers: declared, waiting for cards on the network, or known to pcscd.
    Imports the drivers' modules. Raises DriverRefused.
    """
    if not configuration.production:
        return
    yield from _declared(readers)
    yield from _waiting_for_cards(tables)
    from hardware.examining import found_for_tests as found  # noqa: PLC0415 - only production pays it

    for kind, table in configuration.devices.items():
        yield from (f"{kind}: {sentence}" for sentence in found(kind, table))


def _declared(readers: Path) -> Iterator[str]:
    for path in sorted(readers.iterdir()) if readers.is_dir() else ():
        if VIRTUAL_READER.search(path.read_text("utf-8", "replace")):
            yield (
                f"{path}: declares a virtual card reader, which production refuses;"
                " remove the Debian package vsmartcard-vpcd."
            )


def _waiting_for_cards(tables: tuple[Path, ...]) -> Iterator[str]:
    """Look into the kernel's tables: a connection would itself lay a card on the reader."""
    open_ports = {port for table in tables if table.exists() for port in _listening(table)}
    for port in VPCD_PORTS:
        if port in open_ports:
            yield (
                f"TCP port {port}: a virtual card reader waits there for cards from the network;"
                " end what listens (ss -ltnp names it) and remove vsmartcard-vpcd."
            )


def _listening(table: Path) -> Iterator[int]:
    """Yield the ports of proc(5), net/tcp, that listen."""
    for row in table.read_text().splitlines()[1:]:
        _, local, _, state, *_ = row.split()
        if state == LISTENING:
            yield int(local.rpartition(":")[2], 16)


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
