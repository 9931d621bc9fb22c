"""From parsed TOML to the typed tree: whatever is unknown, missing or wrong is refused by its key."""

import re
import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, TypeVar

from kiosk.config.hours import Span
from kiosk.config.model import Between, Matches

Tree = TypeVar("Tree")
WORDS: Mapping[type, str] = {
    str: "a text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    tuple: "a list",
    dict: "a table",
}


class WrongValue(Exception):
    """`key` is the dotted key, `why` the rest of the sentence."""

    def __init__(self, key: str, why: str) -> None:
        super().__init__(f"{key}: {why}")
        self.key = key
        self.why = why


def read_tree(kind: type[Tree], table: Mapping[str, object], path: str = "") -> Tree:
    """Answer `table` as the dataclass `kind`. Raises WrongValue."""
    hints = typing.get_type_hints(kind, include_extras=True)
    names = [field.name for field in fields(typing.cast("Any", kind))]
    for key in table:
        if key not in names:
            raise WrongValue(path + key, f"unknown key (known here: {', '.join(names)})")
    for name in names:
        if name not in table:
            raise WrongValue(path + name, "is missing")
    values = {name: _value(hints[name], table[name], path + name) for name in names}
    try:
        return kind(**values)
    except ValueError as objection:
        key, _, why = str(objection).partition(": ")
        raise WrongValue(path + key, why) from None


def _value(kind: Any, raw: object, key: str) -> Any:
    if typing.get_origin(kind) is Annotated:
        return _within(kind, raw, key)
    if typing.get_origin(kind) is tuple:
        item = typing.get_args(kind)[0]
        rows = _typed(list, raw, key, WORDS[tuple])
        return tuple(_value(item, row, f"{key}[{index}]") for index, row in enumerate(rows))
    if typing.get_origin(kind) in (Mapping, typing.Mapping):
        names, item = typing.get_args(kind)
        return _mapping(names, item, raw, key)
    if is_dataclass(kind) and kind is not Span:
        return read_tree(typing.cast("type[Any]", kind), _typed(dict, raw, key), f"{key}.")
    return _plain(kind, raw, key)


def _within(kind: Any, raw: object, key: str) -> Any:
    plain, bound = typing.get_args(kind)
    value = _value(plain, raw, key)
    match bound:
        case Between(least, greatest) if not least <= value <= greatest:
            raise WrongValue(key, f"must be from {least:g} to {greatest:g}")
        case Matches(pattern, words) if not re.fullmatch(pattern, value):
            raise WrongValue(key, f"must {words}")
    return value


def _mapping(names: Any, item: Any, raw: object, key: str) -> Mapping[Any, Any]:
    table = _typed(dict, raw, key)
    return types.MappingProxyType(
        {
            _value(names, name, f"{key}.{name}"): _value(item, value, f"{key}.{name}")
            for name, value in table.items()
        }
    )


def _plain(kind: Any, raw: object, key: str) -> Any:
    if kind is object:
        return raw
    if kind is float:
        return float(_typed((int, float), raw, key, WORDS[float]))
    if kind is bool:
        return _typed(bool, raw, key)
    if kind is int:
        return _typed(int, raw, key)
    text = _typed(str, raw, key)
    if kind is Path:
        return _path(text, key)
    try:
        return kind.parse(text) if kind is Span else kind(text)
    except ValueError as objection:
        known = f"'{text}' is not one of: {', '.join(kind)}" if _is_choice(kind) else str(objection)
        raise WrongValue(key, known) from None


def _path(text: str, key: str) -> Path:
    path = Path(text).expanduser()
    if not path.is_absolute():
        raise WrongValue(key, f"'{text}' is no absolute path")
    return path


def _is_choice(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, StrEnum)


def _typed(kind: Any, raw: object, key: str, words: str = "") -> Any:
    # TOML's true is no number, though Python's True is
    if not isinstance(raw, kind) or (isinstance(raw, bool) and kind is not bool):
        raise WrongValue(key, f"must be {words or WORDS[kind]}, and is '{raw}'")
    return raw
