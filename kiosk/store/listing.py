"""Reads what a case document says of its captures: the other half of `document`, for who opens it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kiosk.contracts.captures import Remarks, file_name

# What version 1 of the document said of a capture beside its remarks; it had one rendition.
_OF_VERSION_1 = ("id", "kind", "media_type", "sha256", "size")


@dataclass(frozen=True, slots=True)
class ListedRendition:
    """One file of a capture; `id` names the sealed piece, `sha256` and `size` are of the content."""

    id: str
    name: str
    media_type: str
    sha256: str = field(repr=False)
    size: int


@dataclass(frozen=True, slots=True)
class ListedCapture:
    """A capture with all of its renditions, in the order in which the terminal made them."""

    kind: str
    renditions: tuple[ListedRendition, ...]
    remarks: Remarks = field(repr=False)

    def files(self) -> Iterator[tuple[str, ListedRendition]]:
        """Yield each rendition with the name that its file has outside."""
        for one in self.renditions:
            yield file_name(self.kind, one.name, one.media_type), one

    def rendition(self, name: str) -> ListedRendition | None:
        return next((one for one in self.renditions if one.name == name), None)


def listed_captures(document: Mapping[str, Any]) -> tuple[ListedCapture, ...]:
    """Answer the captures that a case document lists.

    Raises KeyError, TypeError, ValueError or AttributeError for what is no such list.
    """
    return tuple(_capture(entry) for entry in document.get("captures", ()))


def _capture(entry: Mapping[str, Any]) -> ListedCapture:
    if "renditions" not in entry:
        told = {name: value for name, value in entry.items() if name not in _OF_VERSION_1}
        entry = {**entry, "remarks": told, "renditions": [{**entry, "name": "interchange"}]}
    capture = ListedCapture(
        str(entry["kind"]),
        tuple(_rendition(one) for one in entry["renditions"]),
        {
            str(name): value
            for name, value in entry["remarks"].items()
            if isinstance(value, str | int | float | bool)
        },
    )
    names = {one.name for one in capture.renditions}
    if not names or len({name for name, _ in capture.files()}) != len(capture.renditions):
        raise ValueError("renditions")
    return capture


def _rendition(entry: Mapping[str, Any]) -> ListedRendition:
    return ListedRendition(
        str(entry["id"]),
        str(entry["name"]),
        str(entry["media_type"]),
        str(entry["sha256"]),
        int(entry["size"]),
    )
