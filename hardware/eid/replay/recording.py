"""Recordings of real conversations with AusweisApp: events in order, one a line, no digits in them."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "recordings"
"""One folder for each version of the client that was recorded."""

REHEARSED = "1.26.2"
"""The version that rehearsals play."""

READER = "Virtual PCD 00 00"
CONNECT = "connect"

# The port and the session of the recording are nobody's any more.
_ADDRESS = re.compile(r"https://localhost:\d+/(?:(\w+)\?session=[0-9a-f]+)?(?:&\w+=\w+)*")


@dataclass(frozen=True, slots=True)
class Trigger:
    """What the client then answers to: a command with its verdict, or an act at the reader."""

    name: str


@dataclass(frozen=True, slots=True)
class Said:
    """A message of the client, `after` seconds after the event before it."""

    after: float
    message: dict[str, Any]


Event = Trigger | Said


def versions() -> list[str]:
    """Answer the versions of the client that were recorded."""
    return sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir())


def load(version: str = REHEARSED) -> dict[str, list[Event]]:
    """Answer all recordings of a version, by the name of their scene."""
    return {
        path.stem: [_event(json.loads(line)) for line in path.read_text("utf-8").splitlines()]
        for path in sorted((FOLDER / version).glob("*.jsonl"))
    }


def save(version: str, scene: str, events: Iterable[Event]) -> None:
    path = FOLDER / version / f"{scene}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(_line(event) + "\n" for event in events), "utf-8")


def scrubbed(message: dict[str, Any]) -> dict[str, Any]:
    """Answer the message without the addresses of the recording."""
    text = json.dumps(message, ensure_ascii=False)
    clean: dict[str, Any] = json.loads(_ADDRESS.sub("https://localhost/", text))
    return clean


def _event(fields: dict[str, Any]) -> Event:
    if "trigger" in fields:
        return Trigger(fields["trigger"])
    return Said(fields["after"], fields["message"])


def _line(event: Event) -> str:
    match event:
        case Trigger(name):
            fields: dict[str, Any] = {"trigger": name}
        case Said(after, message):
            fields = {"after": round(after, 3), "message": message}
    return json.dumps(fields, ensure_ascii=False)
