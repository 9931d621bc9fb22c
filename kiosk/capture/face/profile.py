"""Reads the profile by which photos are taken and judged; a wrong one is refused by file and key."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

from kiosk.capture.face.crop import Recipe
from kiosk.capture.face.instructions import BY_WORD, Instruction, MarkId
from kiosk.capture.face.values import VALUES

SHIPPED = Path(__file__).resolve().parents[3] / "config" / "capture"
MARKS = {mark.rpartition(".")[2]: mark for mark in MarkId}
Part = TypeVar("Part")


class ProfileRefused(Exception):
    """The profile cannot be used; the sentence names the file and the key."""


@dataclass(frozen=True, slots=True)
class Process:
    """Times in seconds, shares, counts; config/capture/tr03121-gid-7.0.toml tells them one by one."""

    time_out: float
    failing: float
    settled: float
    hysteresis: float
    fresh: float
    hold: float
    countdown: int
    shots: int
    enlargement: float


@dataclass(frozen=True, slots=True)
class Encoding:
    """Sizes and rates of the files that are made of the finished picture."""

    jpeg_quality: int
    production_width: int
    production_height: int
    production_ratio: float
    chip_bytes: int
    chip_least: float


@dataclass(frozen=True, slots=True)
class PadLimits:
    """`alarm` is the score from which the clerk is warned."""

    alarm: float


@dataclass(frozen=True, slots=True)
class Criterion:
    """A row of TR-03121-3 Vol. 2 table 5.2 with its thresholds, both included.

    Without `measure` nothing here can see it; `reported` ones have a value and no threshold.
    `below` and `above` are what the citizen can do about a value outside.
    """

    id: str
    name: str
    mandatory: bool
    measure: str
    minimum: float | None
    maximum: float | None
    below: Instruction | None
    above: Instruction | None
    reported: bool
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class LiveCheck:
    """What must hold of the live picture; `patience` 0 never gives way. See the shipped profile."""

    name: str
    measure: str
    minimum: float | None
    maximum: float | None
    below: Instruction
    above: Instruction
    hysteresis: float | None
    needed: bool
    patience: float
    mark: MarkId | None
    source: str

    def margin(self, process: Process) -> float:
        """Answer how far inside its thresholds a value is well again, in the value's unit."""
        if self.hysteresis is not None:
            return self.hysteresis
        low, high = self.minimum, self.maximum
        width = (high - low) / 2 if low is not None and high is not None else abs(low or high or 0)
        return process.hysteresis * width


@dataclass(frozen=True, slots=True)
class Profile:
    name: str
    version: str
    source: str
    process: Process
    crop: Recipe
    renditions: Encoding
    pad: PadLimits
    criteria: tuple[Criterion, ...]
    live: tuple[LiveCheck, ...]


def load_profile(named: str | Path = "tr03121-gid-7.0", folder: Path = SHIPPED) -> Profile:
    """Answer the profile of this name in `folder`, or of this whole path. Raises ProfileRefused."""
    path = Path(named) if Path(named).is_absolute() else folder / f"{named}.toml"
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ProfileRefused(f"{path}: cannot be read ({error.strerror}).") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ProfileRefused(f"{path}: is no TOML: {error}.") from None
    return _profile(_Table(content, str(path)))


class _Table:
    """A TOML table of which every key is taken once; what is left over is refused."""

    def __init__(self, content: Mapping[str, Any], file: str, path: str = "") -> None:
        self._content, self._file, self._path = dict(content), file, path

    def refuse(self, key: str, why: str) -> ProfileRefused:
        return ProfileRefused(f"{self._file}: {self._path}{key}: {why}.")

    def take(self, key: str, kind: Any, default: Any = None) -> Any:
        if key not in self._content and default is None:
            raise self.refuse(key, "is missing")
        value = self._content.pop(key, default)
        if kind is float and type(value) is int:
            value = float(value)
        if type(value) is not kind or (kind is float and value != value):  # noqa: PLR0124 - NaN is a float in TOML
            raise self.refuse(key, f"must be {_WORDS[kind]}, and is '{value}'")
        return value

    def bound(self, key: str) -> float | None:
        return self.take(key, float) if key in self._content else None

    def choice(self, key: str, known: Mapping[str, Part]) -> Part:
        word = self.take(key, str)
        if word not in known:
            raise self.refuse(key, f"'{word}' is not one of: {', '.join(sorted(known))}")
        return known[word]

    def has(self, key: str) -> bool:
        return key in self._content

    def table(self, key: str) -> "_Table":
        return _Table(self.take(key, dict), self._file, f"{self._path}{key}.")

    def rows(self, key: str) -> tuple["_Table", ...]:
        rows = self.take(key, list)
        if not rows or not all(isinstance(row, dict) for row in rows):
            raise self.refuse(key, "must be a list of tables, and not empty")
        return tuple(_Table(row, self._file, f"{key}[{place}].") for place, row in enumerate(rows))

    def done(self) -> None:
        for key in self._content:
            raise self.refuse(key, "unknown key")


_WORDS = {
    str: "a text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    dict: "a table",
    list: "a list",
}


def _profile(table: _Table) -> Profile:
    profile = Profile(
        name=table.take("name", str),
        version=table.take("version", str),
        source=table.take("source", str),
        process=_numbers(Process, table.table("process")),
        crop=_numbers(Recipe, table.table("crop")),
        renditions=_numbers(Encoding, table.table("renditions")),
        pad=_numbers(PadLimits, table.table("pad")),
        criteria=tuple(_criterion(row) for row in table.rows("criteria")),
        live=tuple(_live_check(row) for row in table.rows("live")),
    )
    table.done()
    crop = profile.crop
    if not crop.eye_to_chin_least <= crop.eye_to_chin <= crop.eye_to_chin_most:
        raise table.refuse("crop.eye_to_chin", "must lie from its least to its most")
    if not crop.eye_line_least <= crop.eye_line <= crop.eye_line_most < 1:
        raise table.refuse("crop.eye_line", "must lie from its least to its most, below 1")
    names = [check.name for check in profile.live]
    for place, name in enumerate(names):
        if name in names[:place]:
            raise table.refuse(f"live[{place}].name", f"'{name}' stands there twice")
    _refuse_cramped(profile, table)
    return profile


def _refuse_cramped(profile: Profile, table: _Table) -> None:
    """Refuse a nearness at which the margins of two edges cannot both be kept: nobody could."""
    for place, near in enumerate(profile.live):
        if near.measure != "crop_share" or near.maximum is None:
            continue
        for edges in (("room_left", "room_right"), ("room_above", "room_below")):
            asked = sum(
                check.minimum + check.margin(profile.process)
                for check in profile.live
                if check.measure in edges and check.minimum is not None
            )
            if near.maximum * (1 + asked) > 1:
                raise table.refuse(
                    f"live[{place}].max",
                    f"leaves no room for what {' and '.join(edges)} ask for with their hysteresis",
                )


def _numbers(kind: type[Part], table: _Table) -> Part:
    values: dict[str, Any] = {}
    for field in fields(kind):  # type: ignore[arg-type]
        values[field.name] = table.take(field.name, field.type)
        if values[field.name] <= 0:
            raise table.refuse(field.name, "must be greater than 0")
    table.done()
    return kind(**values)


def _criterion(row: _Table) -> Criterion:
    unmeasured = row.take("unmeasured", bool, default=False)
    reported = row.take("reported", bool, default=False)
    if unmeasured and row.has("measure"):
        raise row.refuse("measure", "what is unmeasured has none")
    measure = "" if unmeasured else _measure(row)
    minimum, maximum = _bounds(row, thresholds=not (unmeasured or reported))
    below, above = _tells(row) if row.has("tells") else (None, None)
    criterion = Criterion(
        id=row.take("id", str),
        name=row.take("name", str),
        mandatory=row.take("mandatory", bool, default=False),
        measure=measure,
        minimum=minimum,
        maximum=maximum,
        below=below,
        above=above,
        reported=reported,
        unit=row.take("unit", str, ""),
        source=row.take("source", str),
    )
    row.done()
    return criterion


def _live_check(row: _Table) -> LiveCheck:
    minimum, maximum = _bounds(row, thresholds=True)
    below, above = _tells(row)
    check = LiveCheck(
        name=row.take("name", str),
        measure=_measure(row),
        minimum=minimum,
        maximum=maximum,
        below=below,
        above=above,
        hysteresis=row.bound("hysteresis"),
        needed=row.take("needed", bool, default=False),
        patience=row.take("patience", float, 0.0),
        mark=row.choice("mark", MARKS) if row.has("mark") else None,
        source=row.take("source", str),
    )
    row.done()
    return check


def _measure(row: _Table) -> str:
    return row.choice("measure", {name: name for name in VALUES})


def _bounds(row: _Table, *, thresholds: bool) -> tuple[float | None, float | None]:
    minimum, maximum = row.bound("min"), row.bound("max")
    if thresholds and minimum is None and maximum is None:
        raise row.refuse("min", "is missing, and so is max")
    if not thresholds and (minimum is not None or maximum is not None):
        raise row.refuse("min", "and max are for what is measured and judged")
    if minimum is not None and maximum is not None and minimum > maximum:
        raise row.refuse("min", "is greater than max")
    return minimum, maximum


def _tells(row: _Table) -> tuple[Instruction, Instruction]:
    words = row.take("tells", list)
    if len(words) != 2 or not all(word in BY_WORD for word in words):  # noqa: PLR2004 - below, above
        raise row.refuse("tells", f"must be two of: {', '.join(sorted(BY_WORD))}")
    return BY_WORD[words[0]], BY_WORD[words[1]]
