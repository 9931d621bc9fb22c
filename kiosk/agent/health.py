"""The terminal's health as one value, and as the file a technician's tools read."""

import json
import os
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from kiosk.contracts.conditions import Report, row, worst_first
from kiosk.contracts.devices import DeviceCondition

FORMAT = "buergerterminal/health"
VERSION = 1


class Presence(StrEnum):
    NEVER_HEARD = "never_heard"
    PRESENT = "present"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Health:
    """What the agent knows at `at`; `report` is the last one heard, however old."""

    terminal: str
    at: datetime
    presence: Presence
    heard_at: datetime | None = None
    report: Report | None = None

    @property
    def conditions(self) -> tuple[DeviceCondition, ...]:
        return () if self.report is None else self.report.conditions


class HealthUnreadable(Exception):
    """There is no health file, or it is none; the sentence names it."""


def write_health(path: Path, health: Health) -> None:
    """Replace the file as a whole: who reads meets the old or the new one. Raises OSError."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    text = json.dumps(_body(health), indent=2) + "\n"
    try:
        draft.write_text(text, "utf-8")
        draft.chmod(0o640)
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def read_health(path: Path) -> dict[str, object]:
    """Answer what the agent wrote last. Raises HealthUnreadable."""
    try:
        body = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise HealthUnreadable(f"{path}: {error.strerror}") from None
    except ValueError:
        raise HealthUnreadable(f"{path}: is no JSON") from None
    if not isinstance(body, dict) or body.get("format") != FORMAT:
        raise HealthUnreadable(f"{path}: is no health file")
    return body


def _body(health: Health) -> dict[str, object]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "terminal": health.terminal,
        "at": health.at.isoformat(),
        "presence": health.presence,
        "heard_at": None if health.heard_at is None else health.heard_at.isoformat(),
        "phase": None if health.report is None else health.report.phase,
        "devices": [row(condition) for condition in worst_first(health.conditions)],
    }
