"""Finds the driver that the configuration names; its module is imported on demand.

A driver module holds `Settings` (a frozen dataclass with defaults) and `make(settings, clock)`,
which answers the port. A missing vendor library breaks that one driver, not the program.
Drivers of third parties come in by the entry-point group `buergerterminal.<kind>`.
"""

import dataclasses
import importlib
from collections.abc import Mapping
from importlib.metadata import entry_points
from types import ModuleType
from typing import Any

from kiosk.contracts.clock import Clock
from kiosk.contracts.devices import DeviceKind


class DriverRefused(Exception):
    """The configuration names a driver or a setting that does not exist, or cannot be loaded."""


PACKAGES: Mapping[DeviceKind, str] = {
    kind: f"hardware.{kind}" for kind in DeviceKind if kind is not DeviceKind.CALL
} | {DeviceKind.CALL: "remote_assist.terminal"}


def make_driver(kind: DeviceKind, table: Mapping[str, object], clock: Clock) -> Any:
    """Answer the port of `kind` as its configuration table describes it.

    `table` is `{"driver": name, …settings}`. Raises DriverRefused, naming the kind and the key.
    """
    name = str(table.get("driver", ""))
    try:
        module, settings = driver_settings(kind, table)
        return module.make(settings, clock)
    except ValueError as wrong:
        raise DriverRefused(f"devices.{kind}: driver '{name}': {wrong}") from None


def driver_settings(kind: DeviceKind, table: Mapping[str, object]) -> tuple[ModuleType, Any]:
    """Answer the driver's module and its settings. Raises DriverRefused, naming the key."""
    given = {key: value for key, value in table.items() if key != "driver"}
    name = str(table.get("driver", ""))
    module = _module(kind, name)
    known = {field.name: field for field in dataclasses.fields(module.Settings)}
    for key in given:
        if key not in known:
            raise DriverRefused(
                f"devices.{kind}: driver '{name}' has no setting '{key}' "
                f"(it has: {', '.join(sorted(known)) or 'none'})"
            )
    return module, module.Settings(**given)


def changed_test_settings(kind: DeviceKind, table: Mapping[str, object]) -> tuple[str, ...]:
    """Answer the settings that the driver keeps for tests (TEST_SETTINGS) and the table changes.

    Raises DriverRefused.
    """
    module = _module(kind, str(table.get("driver", "")))
    own: frozenset[str] = getattr(module, "TEST_SETTINGS", frozenset())
    defaults = {field.name: field.default for field in dataclasses.fields(module.Settings)}
    return tuple(key for key in sorted(own) if key in table and table[key] != defaults[key])


def _module(kind: DeviceKind, name: str) -> ModuleType:
    for entry in entry_points(group=f"buergerterminal.{kind}", name=name):
        try:
            loaded = entry.load()
        except (ImportError, AttributeError, OSError) as missing:
            # The maker's package is here, and its library, or a part of it, is not.
            lacks = getattr(missing, "name", None) or type(missing).__name__
            raise DriverRefused(
                f"devices.{kind}: driver '{name}' cannot be loaded from its own package: {lacks}"
            ) from missing
        if isinstance(loaded, ModuleType):
            return loaded
    path = f"{PACKAGES[kind]}.{name}"
    if not name.isidentifier():
        raise DriverRefused(f"devices.{kind}: 'driver' is missing or no name: '{name}'")
    try:
        return importlib.import_module(path)
    except ModuleNotFoundError as missing:
        if missing.name == path:
            raise DriverRefused(f"devices.{kind}: there is no driver '{name}'") from None
        raise DriverRefused(
            f"devices.{kind}: driver '{name}' needs the Python package '{missing.name}'"
        ) from missing
