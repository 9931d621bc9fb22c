"""What can be wanting on a machine, one question after another; each answer is a sentence."""

import ctypes
import os
import shutil
from collections.abc import Iterator

from hardware.examining import Finding, examine
from hardware.registry import DriverRefused, make_driver
from kiosk.agent.health import HealthUnreadable, read_health
from kiosk.capture.face.model_files import MODEL_FILES, ModelsMissing, checked
from kiosk.cli.fingers_checkup import fingers
from kiosk.cli.machine import machine
from kiosk.cli.photo_checkup import photo
from kiosk.clock import SystemClock
from kiosk.config.load import SHIPPED, Loaded, refusals
from kiosk.config.model import Configuration
from kiosk.config.production import found_for_tests, test_settings
from kiosk.contracts.devices import DeviceKind
from kiosk.courier.destinations import DestinationRefused, make_destination
from kiosk.store.failures import StoreFailed
from kiosk.store.sealing import load_authority_key

LIBRARIES = {(DeviceKind.SPEECH, "espeak"): ("libespeak-ng.so.1", "espeak-ng")}


def check_all(loaded: Loaded) -> Iterator[Finding]:
    """Yield every finding, in the order in which a technician would mend them."""
    configuration = loaded.configuration
    yield from production(loaded)
    if configuration.production:
        yield from machine()
    yield from devices(configuration)
    yield from programs(configuration)
    yield from models(configuration)
    yield from photo(configuration)
    yield from fingers(configuration)
    yield from destinations(configuration)
    yield from store(configuration)
    yield from texts(configuration)
    yield from screen()
    yield from health(configuration)


def production(loaded: Loaded) -> Iterator[Finding]:
    """Yield all that production refuses: each is reason enough for the terminal not to run."""
    configuration = loaded.configuration
    if not configuration.production:
        yield Finding(None, "This terminal is for tests and demonstrations, not for citizens.")
        return
    for sentence in refusals(loaded):
        yield Finding(False, sentence)
    try:
        for sentence in found_for_tests(configuration):
            yield Finding(False, sentence)
        for key, why in test_settings(configuration):
            yield Finding(False, f"{key}: {why}.")
    except DriverRefused:
        return  # `devices` names it


def devices(configuration: Configuration) -> Iterator[Finding]:
    """Make every driver; none is opened, so no device notices."""
    for kind, table in configuration.devices.items():
        driver = table.get("driver", "")
        if driver == "absent":
            yield Finding(None, f"{kind}: there is none.")
            continue
        try:
            make_driver(kind, table, SystemClock())
            yield Finding(True, f"{kind}: driver '{driver}' is there and its settings are known.")
            yield from examine(kind, table, SystemClock().now())
        except DriverRefused as refused:
            yield Finding(False, f"{refused}.")


def programs(configuration: Configuration) -> Iterator[Finding]:
    for kind, table in configuration.devices.items():
        driver = str(table.get("driver", ""))
        if (kind, driver) in LIBRARIES:
            library, package = LIBRARIES[kind, driver]
            yield _wanted(_loads(library), f"{kind}: {library}", package)
        if kind is DeviceKind.SPEECH and driver in ("espeak", "pyttsx3_driver"):
            player = table.get("player") or ["aplay"]
            name = str(player[0]) if isinstance(player, list) else str(player)
            yield _wanted(shutil.which(name) is not None, f"{kind}: {name}", "alsa-utils")


def models(configuration: Configuration) -> Iterator[Finding]:
    """Look whether a terminal with a camera can measure what it sees."""
    if configuration.devices[DeviceKind.CAMERA].get("driver") == "absent":
        return
    try:
        for model in MODEL_FILES:
            checked(configuration.capture.models, model)
    except ModelsMissing as missing:
        yield Finding(False, f"capture.models: {missing}")
    else:
        yield Finding(True, "The models that photos are measured with are in place.")


def destinations(configuration: Configuration) -> Iterator[Finding]:
    for name, table in configuration.destinations.items():
        try:
            make_destination(name, table, SystemClock()).close()
        except DestinationRefused as refused:
            yield Finding(False, f"{refused}.")
        authority = configuration.store.authorities.get(name)
        if authority is None:
            yield Finding(False, f"store.authorities: destination '{name}' has no key.")
            continue
        try:
            load_authority_key(authority)
        except StoreFailed as failed:
            yield Finding(False, f"store.authorities.{name}: {failed}.")
        else:
            yield Finding(True, f"Cases for '{name}' can be sealed.")


def store(configuration: Configuration) -> Iterator[Finding]:
    folder = configuration.store.state_dir
    if not folder.is_dir():
        yield Finding(False, f"store.state_dir: {folder} is no folder.")
    elif not os.access(folder, os.W_OK | os.X_OK):
        yield Finding(False, f"store.state_dir: this account cannot write to {folder}.")
    else:
        free = shutil.disk_usage(folder).free // 2**20
        yield Finding(free > 512, f"{folder} has {free} MB left.")  # noqa: PLR2004 - half a gigabyte


def texts(configuration: Configuration) -> Iterator[Finding]:
    for language in configuration.site.languages:
        catalogue = SHIPPED / "locale" / language / "LC_MESSAGES" / "kiosk.po"
        if not catalogue.exists():
            yield Finding(False, f"site.languages: there are no texts in '{language}'.")
    for service in configuration.site.services:
        if not (SHIPPED / "services" / f"{service}.toml").exists():
            yield Finding(False, f"site.services: there is no service '{service}'.")


def screen() -> Iterator[Finding]:
    if os.environ.get("DISPLAY"):
        yield Finding(True, f"The X display {os.environ['DISPLAY']} is named.")
    else:
        yield Finding(None, "DISPLAY is not set here; the terminal's unit sets it.")


def health(configuration: Configuration) -> Iterator[Finding]:
    """Yield what the agent wrote last."""
    try:
        body = read_health(configuration.agent.health)
    except HealthUnreadable as unreadable:
        yield Finding(None, f"The agent has not written of this terminal: {unreadable}.")
        return
    yield Finding(
        body.get("presence") == "present",
        f"At {body.get('at')} the terminal was {body.get('presence')}.",
    )
    listed = body.get("devices")
    for device in listed if isinstance(listed, list) else []:
        name = f" ({device['name']})" if device.get("name") else ""
        kind, fault = device.get("kind"), device.get("fault")
        if fault is not None:
            yield Finding(False, f"{kind}{name}: {fault} since {device.get('since')}.")
        for warning in device.get("warnings") or ():
            yield Finding(None, f"{kind}{name}: {warning}.")


def _wanted(found: object, what: str, package: str) -> Finding:
    if found:
        return Finding(True, f"{what} is installed.")
    return Finding(False, f"{what} is missing; install the Debian package {package}.")


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
