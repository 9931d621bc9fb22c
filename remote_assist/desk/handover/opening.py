"""Opens a container in RAM: the document, its captures, and whether all is what it says it is."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kiosk.contracts.handover import BIRTHDAY, DOCUMENT
from kiosk.store.listing import ListedCapture, ListedRendition, listed_captures
from kiosk.store.numbers import read_number
from kiosk.store.unsealing import UnsealingFailed
from remote_assist.desk.handover.keys import Openers

KINDS = ("photo", "finger_right", "finger_left", "signature")
# Becomes part of a file's name.
_RENDITION = re.compile(r"[a-z][a-z0-9_]{0,31}")
_BIRTHDAY = re.compile(r"(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])")


class Unreadable(Exception):
    """The container cannot be handed over: not this authority's, or not a pre-capture."""


@dataclass(frozen=True, slots=True)
class Document:
    """What a pre-capture says; `left` are captures that the counter must make, each with a reason."""

    code: str = field(repr=False)
    birthday: str = field(repr=False)
    wish: str
    created: str
    site: str
    captures: tuple[ListedCapture, ...]
    left: Mapping[str, str] = field(repr=False, default_factory=dict)

    def capture(self, kind: str) -> ListedCapture | None:
        return next((one for one in self.captures if one.kind == kind), None)


def read_birthday(typed: str) -> str:
    """Answer DDMM of what a person typed (`12.08.`, `1208`). Raises ValueError."""
    digits = re.sub(r"[ .]", "", typed)
    if not _BIRTHDAY.fullmatch(digits):
        raise ValueError("day and month in four digits")
    return digits


def open_document(sealed: bytes, names: set[str], keys: Openers) -> Document:
    """Open the document and see that it lists the other parts, and only them. Raises Unreadable."""
    try:
        document = _document(json.loads(keys.unseal(sealed)[0]))
    except UnsealingFailed as failed:
        raise Unreadable(str(failed)) from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable(f"this is no pre-capture: {type(error).__name__}") from None
    listed = [one.id for capture in document.captures for one in capture.renditions]
    if sorted(listed) != sorted(names - {DOCUMENT}):
        raise Unreadable("the document lists other captures than were sent")
    return document


def open_rendition(listed: ListedRendition, sealed: bytes, keys: Openers) -> bytes:
    """Answer a file's bytes if they are those that the document lists. Raises Unreadable."""
    try:
        content, media_type = keys.unseal(sealed)
    except UnsealingFailed as failed:
        raise Unreadable(str(failed)) from None
    if hashlib.sha256(content).hexdigest() != listed.sha256 or media_type != listed.media_type:
        raise Unreadable("a capture is not the one that its document lists")
    return content


def opened(
    parts: Mapping[str, bytes], keys: Openers
) -> tuple[Document, Callable[[ListedRendition], bytes]]:
    """Answer the document, and what opens a rendition that it lists."""
    document = open_document(parts[DOCUMENT], set(parts), keys)

    def content(listed: ListedRendition) -> bytes:
        return open_rendition(listed, parts[listed.id], keys)

    return document, content


def _document(told: dict[str, Any]) -> Document:
    captures = listed_captures(told)
    kinds = [one.kind for one in captures]
    if not kinds or len(set(kinds)) != len(kinds) or not set(kinds) <= set(KINDS):
        raise ValueError("captures")
    names = [one.name for capture in captures for one in capture.renditions]
    if not all(_RENDITION.fullmatch(name) for name in names):
        raise ValueError("renditions")
    return Document(
        read_number(str(told["number"])),
        read_birthday(str(told["answers"][BIRTHDAY])),
        str(told["answers"].get("document", "")),
        str(told["created"]),
        str(told["site"]),
        captures,
        {kind: str(reason) for kind, reason in told.get("left", {}).items() if kind in KINDS},
    )
