"""The bounds and sizes of `config/capture/signature.toml`, read strictly."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from types import MappingProxyType

from kiosk.capture.signature.shape import Size
from kiosk.contracts.captures import Document

SHIPPED = Path(__file__).resolve().parents[3] / "config" / "capture" / "signature.toml"


class ProfileRefused(Exception):
    """The profile is wrong; the sentence names file and key."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """From where to where a measure is good; either may be open."""

    least: float = float("-inf")
    most: float = float("inf")

    def hold(self, value: float) -> bool:
        return self.least <= value <= self.most


@dataclass(frozen=True, slots=True)
class Checks:
    """Bounds by what is measured; the file says what each of them is."""

    path_mm: Bounds
    points: Bounds
    seconds: Bounds
    path_ratio: Bounds
    flatness: Bounds
    turns_of_a_ring: Bounds
    ring_spread: Bounds
    larger_share: Bounds
    smaller_share: Bounds
    border_mm: Bounds
    ink_share: Bounds


@dataclass(frozen=True, slots=True)
class SignatureProfile:
    """`pen` is the line's width in a document's pixels."""

    checks: Checks
    pen: float
    sizes: Mapping[Document, Size]


def read_profile(path: Path = SHIPPED) -> SignatureProfile:
    """Answer the profile. Raises ProfileRefused."""
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ProfileRefused(f"{path.name}: {error}") from error
    table = _Strict(content, path.name)
    checks, pen, documents = (table.table(key) for key in ("checks", "pen", "documents"))
    profile = SignatureProfile(
        checks=Checks(**{field.name: _bounds(checks, field.name) for field in fields(Checks)}),
        pen=pen.number("width_mm") * pen.number("dots_per_mm"),
        sizes=MappingProxyType({name: _size(documents, str(name)) for name in Document}),
    )
    pen.source()
    for part in (checks, pen, documents, table):
        part.done()
    return profile


def _bounds(checks: "_Strict", name: str) -> Bounds:
    row = checks.table(name)
    bounds = Bounds(
        *(
            row.number(key, bound)
            for key, bound in (("least", float("-inf")), ("most", float("inf")))
        )
    )
    if bounds == Bounds() or bounds.least > bounds.most:
        raise row.refuse("least", "this check has no bound, or none can be met")
    row.source()
    row.done()
    return bounds


def _size(documents: "_Strict", name: str) -> Size:
    row = documents.table(name)
    width, height = row.number("width"), row.number("height")
    if not (width.is_integer() and height.is_integer() and min(width, height) >= 1):
        raise row.refuse("width", "width and height are whole pixels")
    row.source()
    row.done()
    return Size(int(width), int(height))


class _Strict:
    """One table; what is missing, of another kind or left over is refused by name."""

    def __init__(self, content: Mapping[str, object], place: str) -> None:
        self._content = dict(content)
        self._place = place

    def refuse(self, key: str, why: str) -> ProfileRefused:
        return ProfileRefused(f"{self._place}: {key}: {why}")

    def table(self, key: str) -> "_Strict":
        value = self._content.pop(key, None)
        if not isinstance(value, dict):
            raise self.refuse(key, "must be a table")
        return _Strict(value, f"{self._place}: {key}")

    def number(self, key: str, default: float | None = None) -> float:
        value = self._content.pop(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.refuse(key, "must be a number")
        return float(value)

    def source(self) -> None:
        if not isinstance(self._content.pop("source", None), str):
            raise self.refuse("source", "must say where this comes from")

    def done(self) -> None:
        for key in self._content:
            raise self.refuse(key, "unknown key")
