"""What a session process tells the agent of its devices: one JSON line is always the whole truth.

Level-triggered: every line replaces the one before, so a lost line, a late agent and a restarted
terminal all heal with the next one. A fault and a driver are names from closed lists of the code;
a device's own name comes from its maker. There is no field for free text.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from kiosk.contracts.devices import DeviceCondition, DeviceKind

LONGEST_LINE = 16 * 1024
NAME = re.compile(r"[a-z][a-z0-9_.]{0,60}")
MAKERS_NAME = re.compile(r"[A-Za-z0-9 ()\[\]._,:+/#-]{0,127}")
"""A name as PC/SC composes it of what a device tells on its bus (MAX_READERNAME is 128)."""
_FIELDS = frozenset({"kind", "driver", "fault", "since", "name", "warnings"})


class ConditionsGarbled(ValueError):
    """A line that is no report. The text names the fault, not the content."""


@dataclass(frozen=True, slots=True)
class Report:
    """All devices at one moment; `phase` is what the terminal is at: attract or session."""

    phase: str
    conditions: tuple[DeviceCondition, ...]


def encode(report: Report) -> bytes:
    """Answer the report as one line, newline included."""
    line = {"phase": report.phase, "devices": [row(c) for c in report.conditions]}
    return json.dumps(line, separators=(",", ":")).encode() + b"\n"


def row(condition: DeviceCondition) -> dict[str, object]:
    """Answer a condition as JSON has it."""
    return {
        "kind": condition.kind,
        "driver": condition.driver,
        "fault": condition.fault,
        "since": condition.since.isoformat(),
        "name": condition.name,
        "warnings": list(condition.warnings),
    }


def shown_name(name: str) -> str:
    """Answer a device's own name as a report can hold it: without what no maker writes."""
    return "".join(sign for sign in name if MAKERS_NAME.fullmatch(sign))[:127]


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
    """Answer those with a fault first, the oldest fault at the top, then those with a warning."""
    return sorted(conditions, key=lambda c: (c.fault is None, not c.warnings, c.since, c.kind))


def _condition(told: object) -> DeviceCondition:
    if not isinstance(told, dict) or told.keys() != _FIELDS:
        raise ConditionsGarbled(f"a device has other fields than {', '.join(sorted(_FIELDS))}")
    try:
        kind = DeviceKind(told["kind"])
        since = datetime.fromisoformat(told["since"])
    except (ValueError, TypeError):
        raise ConditionsGarbled("a device has an unknown kind or no date") from None
    if since.tzinfo is None:
        raise ConditionsGarbled("a date has no time zone")
    fault = None if told["fault"] is None else _name(told["fault"], "fault")
    own = told["name"]
    if not isinstance(own, str) or MAKERS_NAME.fullmatch(own) is None:
        raise ConditionsGarbled("a device's own name is none")
    if not isinstance(told["warnings"], list):
        raise ConditionsGarbled("warnings are no list")
    warnings = tuple(_name(warning, "warning") for warning in told["warnings"])
    return DeviceCondition(kind, _name(told["driver"], "driver"), fault, since, own, warnings)


def _name(value: object, field: str) -> str:
    if not isinstance(value, str) or NAME.fullmatch(value) is None:
        raise ConditionsGarbled(f"a {field} is no name")
    return value
