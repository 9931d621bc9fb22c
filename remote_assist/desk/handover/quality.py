"""Reads a photo's quality vector: strict about its form, and plain about what it says beyond it."""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

MOST_BYTES = 256 * 1024
MOST_ROWS = 200
MOST_LETTERS = 160
MOST_OF_REST = 1200
_OF_A_ROW = ("id", "name", "state", "mandatory", "value", "minimum", "maximum", "unit", "reason")
_OF_PAD = ("state", "score", "alarm", "picture")


class IllFormed(ValueError):
    """This is no quality vector; the sentence says why, without content."""


@dataclass(frozen=True, slots=True)
class Row:
    """One criterion of TR-03121-3 Vol. 2, table 5.3, by its `id`; None where it was not told."""

    id: str
    name: str
    state: str
    mandatory: bool
    value: float | None = field(repr=False)
    minimum: float | None
    maximum: float | None
    unit: str
    reason: str
    more: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Pad:
    """What presentation attack detection said: `state` is `omitted` where there was none.

    `score` is 0 (bona fide) to 1 (attack), as in TR-03121-3 Vol. 2, and bound to one image: `picture`
    is the SHA-256 of its interchange file, empty where it was not told.
    """

    state: str
    score: float | None
    alarm: bool
    picture: str
    more: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Quality:
    rows: tuple[Row, ...]
    pad: Pad | None
    more: Mapping[str, str] = field(repr=False)

    def failed(self, *, mandatory: bool) -> tuple[str, ...]:
        """Answer the ids of what failed, each once."""
        wrong = (one for one in self.rows if one.state == "failed" and one.mandatory is mandatory)
        return tuple(dict.fromkeys(one.id for one in wrong))

    def unseen(self) -> tuple[str, ...]:
        """Answer the ids of mandatory criteria of which nothing could be judged."""
        needed = dict.fromkeys(one.id for one in self.rows if one.mandatory)
        judged = {one.id for one in self.rows if one.state in ("passed", "failed")}
        return tuple(one for one in needed if one not in judged)


def read_quality(content: bytes) -> Quality:
    """Answer what a `quality` rendition says. Raises IllFormed.

    It must be a JSON object with `criteria`, a list of objects with `id`, `name` and `state`; what
    else it holds is kept as text.
    """
    if len(content) > MOST_BYTES:
        raise IllFormed("it is too long")
    try:
        told = json.loads(content, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise IllFormed("it is no JSON") from None
    if not isinstance(told, dict) or not isinstance(told.get("criteria"), list):
        raise IllFormed("it has no list of criteria")
    if len(told["criteria"]) > MOST_ROWS:
        raise IllFormed("it has too many criteria")
    return Quality(
        tuple(_row(entry) for entry in told["criteria"]),
        _pad(told["pad"]) if "pad" in told else None,
        _rest(told, ("criteria", "pad")),
    )


def _row(entry: object) -> Row:
    if not isinstance(entry, dict):
        raise IllFormed("a criterion is no object")
    mandatory = entry.get("mandatory", False)
    if not isinstance(mandatory, bool):
        raise IllFormed("'mandatory' is neither true nor false")
    return Row(
        _text(entry, "id"),
        _text(entry, "name"),
        _text(entry, "state"),
        mandatory,
        _number(entry, "value"),
        _number(entry, "minimum"),
        _number(entry, "maximum"),
        _text(entry, "unit", ""),
        _text(entry, "reason", ""),
        _rest(entry, _OF_A_ROW),
    )


def _pad(entry: object) -> Pad:
    if not isinstance(entry, dict):
        raise IllFormed("'pad' is no object")
    score, alarm = _number(entry, "score"), entry.get("alarm", False)
    if score is not None and not 0 <= score <= 1:
        raise IllFormed("a PAD score lies between 0 and 1")
    if not isinstance(alarm, bool):
        raise IllFormed("'alarm' is neither true nor false")
    picture = _text(entry, "picture", "")
    return Pad(_text(entry, "state"), score, alarm, picture, _rest(entry, _OF_PAD))


def _text(entry: Mapping[str, object], key: str, default: str | None = None) -> str:
    value = entry.get(key)
    if value is None and default is not None:
        return default
    if not isinstance(value, str) or (not value and default is None):
        raise IllFormed(f"'{key}' is missing, or no text")
    return value[:MOST_LETTERS]


def _number(entry: Mapping[str, object], key: str) -> float | None:
    value = entry.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise IllFormed(f"'{key}' is no number")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise IllFormed(f"'{key}' is no finite number")
    return number


def _rest(entry: Mapping[str, object], known: Iterable[str]) -> Mapping[str, str]:
    """Answer what else an object holds, as text of bounded length."""
    return {
        name[:MOST_LETTERS]: _plain(value) for name, value in entry.items() if name not in known
    }


def _plain(value: object) -> str:
    text = _written(value)
    return text if len(text) <= MOST_OF_REST else text[: MOST_OF_REST - 1] + "…"


def _written(value: object) -> str:
    """Answer a value as people read lists; what is nested deep stays JSON."""
    match value:
        case bool():
            return "ja" if value else "nein"
        case str():
            return value
        case dict():
            return ", ".join(f"{name} {_within(one)}" for name, one in value.items())
        case _:
            return json.dumps(value, ensure_ascii=False)


def _within(value: object) -> str:
    if isinstance(value, dict) and "scalar" in value:  # a component as OFIQ tells it
        value = value["scalar"]
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _refuse(constant: str) -> float:
    raise ValueError(constant)
