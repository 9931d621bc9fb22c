"""Opens the terminal's store with the keys that the configuration names."""

import secrets
from collections.abc import Mapping

from kiosk.config.model import Configuration
from kiosk.contracts.clock import Clock
from kiosk.courier.destinations import make_cover
from kiosk.session.records import Records
from kiosk.store import DATABASE, Store, StoreSettings
from kiosk.store.cover import Cover
from kiosk.store.sealing import PRODUCTION_BITS, load_authority_key
from kiosk.store.signing import make_device_key

DEMO_BITS = 2048


def make_records(configuration: Configuration, clock: Clock) -> Records:
    """Answer the records of a new session; the store is opened when they are first used."""
    return Records(lambda: open_store(configuration, clock), secrets.token_hex(16))


def make_covers(configuration: Configuration) -> Mapping[str, Cover]:
    """Answer the cover sheets that destinations want beside their cases. Raises DestinationRefused."""
    made = {name: make_cover(name, table) for name, table in configuration.destinations.items()}
    return {name: cover for name, cover in made.items() if cover is not None}


def open_store(configuration: Configuration, clock: Clock) -> Store:
    """Open terminal.db. Raises StoreFailed, KeyRefused."""
    wanted = configuration.store
    shared = 0o660 if wanted.shared else 0o600
    wanted.state_dir.mkdir(parents=True, exist_ok=True, mode=0o770 if wanted.shared else 0o700)
    settings = StoreSettings(
        site=configuration.site.terminal,
        origin=f"buergerterminal/{configuration.site.terminal}",
        link=wanted.receipt_link,
        capture_hours=wanted.capture_hours,
        mode=shared,
    )
    bits = PRODUCTION_BITS if configuration.production else DEMO_BITS
    authorities = {
        name: load_authority_key(path, minimum_bits=bits)
        for name, path in wanted.authorities.items()
    }
    return Store.open(
        wanted.state_dir / DATABASE,
        clock,
        settings,
        authorities=authorities,
        covers=make_covers(configuration),
        key=make_device_key(wanted.device_key),
    )
