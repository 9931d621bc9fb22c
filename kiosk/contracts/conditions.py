"""What a session process tells the agent of its devices: one JSON line is always the whole truth.

Level-triggered: every line replaces the one before, so a lost line, a late agent and a restarted
terminal all heal with the next one. A fault and a driver are names from closed lists of the code;
there is no field for free text.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from kiosk.contracts.devices import DeviceCondition, DeviceKind

LONGEST_LINE = 16 * 1024
NAME = re.compile(r"[a-z][a-z0-9_.]{0,60}")


class ConditionsGarbled(ValueError):
    """A line that is no report. The text names the fault, not the content."""


@dataclass(frozen=True, slots=True)
class Report:
    """All devices at one moment; `phase` is what the terminal is at: attract or session."""

    phase: str
    conditions: tuple[DeviceCondition, ...]


def encode(report: Report) -> bytes:
    """Answer the report as one line, newline included."""
    devices = [
        {"kind": c.kind, "driver": c.driver, "fault": c.fault, "since": c.since.isoformat()}
        for c in report.conditions
    ]
    line = {"phase": report.phase, "devices": devices}
    return json.dumps(line, separators=(",", ":")).encode() + b"\n"


def decode(line: bytes) -> Report:
    """Answer the report of a line. Raises ConditionsGarbled."""
    try:
        body = json.loads(line)
    except ValueError:
        raise ConditionsGarbled("a line is no JSON") from None
    if not isinstance(body, dict) or body.keys() != {"phase", "devices"}:
        raise ConditionsGarbled("a line has other fields than phase and devices")
    if not isinstance(body["devices"], list):
        raise ConditionsGarbled("devices is no list")
    conditions = tuple(map(_condition, body["devices"]))
    if len({condition.kind for condition in conditions}) < len(conditions):
        raise ConditionsGarbled("a device stands there twice")
    return Report(_name(body["phase"], "phase"), conditions)


def worst_first(conditions: Iterable[DeviceCondition]) -> list[DeviceCondition]:
    """Answer those with a fault first, the oldest fault at the top."""
    return sorted(conditions, key=lambda c: (c.fault is None, c.since, c.kind))


def _condition(row: object) -> DeviceCondition:
    if not isinstance(row, dict) or row.keys() != {"kind", "driver", "fault", "since"}:
        raise ConditionsGarbled("a device has other fields than kind, driver, fault and since")
    try:
        kind = DeviceKind(row["kind"])
        since = datetime.fromisoformat(row["since"])
    except (ValueError, TypeError):
        raise ConditionsGarbled("a device has an unknown kind or no date") from None
    if since.tzinfo is None:
        raise ConditionsGarbled("a date has no time zone")
    fault = None if row["fault"] is None else _name(row["fault"], "fault")
    return DeviceCondition(kind, _name(row["driver"], "driver"), fault, since)


def _name(value: object, field: str) -> str:
    if not isinstance(value, str) or NAME.fullmatch(value) is None:
        raise ConditionsGarbled(f"a {field} is no name")
    return value
