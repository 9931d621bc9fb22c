"""What a driver finds when it examines the machine that it is to run on, for a technician.

A driver module may hold `examine(settings, now)`, which yields findings, and `found_for_tests(settings)`,
which yields sentences on what of this machine is for tests and must not be where citizens come.
Neither opens the device.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from hardware.registry import driver_settings
from kiosk.contracts.devices import DeviceKind


class Finding(NamedTuple):
    """`fine` is None where the sentence only tells something; what is wanting says what to do."""

    fine: bool | None
    sentence: str


def examine(kind: DeviceKind, table: Mapping[str, object], now: datetime) -> Iterator[Finding]:
    """Yield what the driver of this table finds. Raises DriverRefused."""
    module, settings = driver_settings(kind, table)
    if hasattr(module, "examine"):
        for finding in module.examine(settings, now):
            yield Finding(finding.fine, f"{kind}: {finding.sentence}")


def found_for_tests(kind: DeviceKind, table: Mapping[str, object]) -> Iterator[str]:
    """Yield what the driver finds on this machine that is for tests alone. Raises DriverRefused."""
    module, settings = driver_settings(kind, table)
    if hasattr(module, "found_for_tests"):
        yield from module.found_for_tests(settings)
