"""Frames between the session and the worker that looks at prints: fields as JSON, then raw bytes."""

import json
import struct
from collections.abc import Mapping
from typing import Any

HEAD = struct.Struct(">II")
MOST_FIELDS = 4096
MOST_PAYLOAD = 8 * 1024 * 1024


class Garbled(Exception):
    """The other side speaks something else, or too much of it."""


def packed(fields: Mapping[str, object], payload: bytes = b"") -> bytes:
    """Answer one frame: two lengths (4 bytes each, big-endian), the fields, the payload."""
    words = json.dumps(fields).encode()
    return HEAD.pack(len(words), len(payload)) + words + payload


def lengths(head: bytes) -> tuple[int, int]:
    """Answer how long fields and payload are. Raises Garbled."""
    fields, payload = HEAD.unpack(head)
    if fields > MOST_FIELDS or payload > MOST_PAYLOAD:
        raise Garbled(f"a frame of {fields} and {payload} bytes")
    return fields, payload


def parsed(words: bytes) -> Mapping[str, Any]:
    """Answer the fields. Raises Garbled."""
    try:
        fields = json.loads(words)
    except ValueError:
        raise Garbled("fields that are no JSON") from None
    if not isinstance(fields, dict):
        raise Garbled("fields without names")
    return fields
