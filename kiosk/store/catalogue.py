"""The catalogue of events: what may be logged, and nothing that could name a person."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kiosk.store.canonical import LARGEST

SHIPPED = Path(__file__).resolve().parent.parent.parent / "config" / "events.toml"
ACTORS = ("citizen", "clerk", "technician", "system")
_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?")
_WORDS = {
    "id": re.compile(r"[a-z][a-z0-9_.-]{0,47}"),
    "sha256": re.compile(r"[0-9a-f]{64}"),
    "reference": re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,35}"),
}
_NUMBERS = ("count", "cents")

Kind = str | tuple[str, ...]


class CatalogueRefused(ValueError):
    """The catalogue's file says something that it cannot say."""


class EventRefused(ValueError):
    """An event or one of its attributes is not in the catalogue; a mistake in the program."""


@dataclass(frozen=True, slots=True)
class EventKind:
    """One catalogued event; `attributes` maps a name to a type or to the words allowed."""

    id: str
    who: str
    says: str
    attributes: Mapping[str, Kind]


class Catalogue:
    """The events that may be logged."""

    def __init__(self, kinds: Mapping[str, EventKind]) -> None:
        self.kinds = kinds

    def check(self, event: str, attributes: Mapping[str, object]) -> EventKind:
        """Answer the event's kind if it may be logged with these attributes; raises EventRefused."""
        kind = self.kinds.get(event)
        if kind is None:
            raise EventRefused(f"the catalogue has no event '{event}'")
        if attributes.keys() != kind.attributes.keys():
            raise EventRefused(
                f"{event}: attributes are {sorted(kind.attributes)}, not {sorted(attributes)}"
            )
        for name, value in attributes.items():
            if not _fits(kind.attributes[name], value):
                # The value stays out of the sentence: it may be what must not be logged.
                raise EventRefused(f"{event}: '{name}' does not fit {kind.attributes[name]}")
        return kind


def _fits(kind: Kind, value: object) -> bool:
    if isinstance(kind, tuple):
        return isinstance(value, str) and value in kind
    if kind in _NUMBERS:
        return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST
    return isinstance(value, str) and _WORDS[kind].fullmatch(value) is not None


def load_catalogue(path: Path = SHIPPED) -> Catalogue:
    """Answer the checked catalogue; raises CatalogueRefused with file and event."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CatalogueRefused(f"{path}: {error}") from error
    return Catalogue({name: _kind(path, name, table) for name, table in tables.items()})


def _kind(path: Path, name: str, table: object) -> EventKind:
    place = f"{path}: [{name}]"
    if not _NAME.fullmatch(name):
        raise CatalogueRefused(f"{place}: an id is two lower-case words and a dot")
    if not isinstance(table, dict) or not table.keys() <= {"who", "says", "attributes"}:
        raise CatalogueRefused(f"{place}: knows only who, says and attributes")
    if table.get("who") not in ACTORS:
        raise CatalogueRefused(f"{place}: who is one of {', '.join(ACTORS)}")
    if not isinstance(table.get("says"), str):
        raise CatalogueRefused(f"{place}: says is missing")
    attributes = table.get("attributes", {})
    if not isinstance(attributes, dict):
        raise CatalogueRefused(f"{place}: attributes is a table")
    kinds = {key: _attribute(f"{place}: {key}", value) for key, value in attributes.items()}
    return EventKind(name, table["who"], table["says"], kinds)


def _attribute(place: str, value: object) -> Kind:
    if isinstance(value, str) and (value in _WORDS or value in _NUMBERS):
        return value
    if isinstance(value, list) and value and all(isinstance(word, str) for word in value):
        return tuple(value)
    raise CatalogueRefused(
        f"{place}: a type is {', '.join([*_WORDS, *_NUMBERS])} or a list of words"
    )
