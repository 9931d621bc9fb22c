"""Reading TOML tables strictly: whatever is unknown, missing or of the wrong type is refused by name."""

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

Name = TypeVar("Name", bound=StrEnum)
Kind = TypeVar("Kind")
WORDS: Mapping[type, str] = {
    str: "a text",
    int: "a whole number",
    bool: "true or false",
    list: "a list",
    dict: "a table",
}


class DefinitionRefused(Exception):
    """A definition is wrong; the sentence names the file and the key."""


class Table:
    """One TOML table; every key is taken once, `done` refuses those that nobody took."""

    def __init__(self, content: Mapping[str, object], file: str, path: str = "") -> None:
        self._content = dict(content)
        self._file = file
        self._path = path

    def refuse(self, key: str, why: str) -> DefinitionRefused:
        """Answer the exception to raise about a key of this table."""
        return DefinitionRefused(f"{self._file}: {self._path}{key}: {why}")

    def text(self, key: str, default: str | None = None) -> str:
        return self._take(key, str, default)

    def whole(self, key: str, default: int | None = None) -> int:
        number = self._take(key, int, default)
        if isinstance(number, bool) or number < 0:
            raise self.refuse(key, "must be a whole number, not below 0")
        return number

    def flag(self, key: str, *, default: bool) -> bool:
        return self._take(key, bool, default)

    def name(self, key: str, kind: type[Name], default: Name | None = None) -> Name:
        return self._as_name(
            key, self._take(key, str, None if default is None else str(default)), kind
        )

    def names(self, key: str, kind: type[Name]) -> tuple[Name, ...]:
        return tuple(self._as_name(key, text, kind) for text in self.texts(key))

    def texts(self, key: str) -> tuple[str, ...]:
        values = self._take(key, list, [])
        if not all(isinstance(value, str) for value in values):
            raise self.refuse(key, "must be a list of texts")
        if len(set(values)) != len(values):
            raise self.refuse(key, "says something twice")
        return tuple(values)

    def table(self, key: str) -> "Table":
        content = self._take(key, dict, {})
        return Table(content, self._file, f"{self._path}{key}.")

    def tables(self, key: str) -> tuple["Table", ...]:
        rows = self._take(key, list, [])
        if not all(isinstance(row, dict) for row in rows):
            raise self.refuse(key, "must be a list of tables")
        return tuple(
            Table(row, self._file, f"{self._path}{key}[{index}].") for index, row in enumerate(rows)
        )

    def has(self, key: str) -> bool:
        return key in self._content

    def remaining(self) -> tuple[str, ...]:
        return tuple(self._content)

    def done(self) -> None:
        for key in self._content:
            raise self.refuse(key, "unknown key")

    def _take(self, key: str, kind: type[Kind], default: Kind | None) -> Kind:
        if key not in self._content:
            if default is None:
                raise self.refuse(key, "is missing")
            return default
        value = self._content.pop(key)
        if not isinstance(value, kind):
            raise self.refuse(key, f"must be {WORDS[kind]}")
        return value

    def _as_name(self, key: str, text: str, kind: type[Name]) -> Name:
        try:
            return kind(text)
        except ValueError:
            known = ", ".join(kind)
            raise self.refuse(key, f"'{text}' is not one of: {known}") from None


def read_table(path: Path) -> Table:
    """Answer the whole file as a table. Raises DefinitionRefused."""
    try:
        return Table(tomllib.loads(path.read_text("utf-8")), path.name)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DefinitionRefused(f"{path.name}: {error}") from error
