"""A receiver's checks of an opened submission, by FIT-Connect's rules for metadata 2.1.0."""

import hashlib
import json
import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

SCHEMA = "https://schema.fitko.de/fit-connect/metadata/2.1.0/metadata.schema.json"
_SHA512 = re.compile(r"[0-9a-f]{128}")
_MIME = re.compile(r"[a-z]+/[a-z0-9.+-]+")
_PURPOSES = ("form", "attachment", "report")


class Objection(Exception):
    """Why a submission must be rejected; the word is a problem's of FIT-Connect's list."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A submission in clear; attachments by id with their media types."""

    metadata: Mapping[str, Any] = field(repr=False)
    data: bytes = field(repr=False)
    attachments: Mapping[str, tuple[bytes, str]] = field(repr=False)


def judge(opened: Opened, service: str, schemas: set[str], mood: str = "") -> None:
    """Raise Objection unless metadata, data and attachments fit together and were asked for.

    `mood` is an objection that the authority has to everything.
    """
    if mood:
        raise Objection(mood)
    metadata = opened.metadata
    if metadata.get("$schema") != SCHEMA:
        raise Objection("unsupported-schema")
    if not metadata.keys() <= {"$schema", "publicService", "contentStructure", "author"}:
        raise Objection("schema-violation")
    public = _table(metadata, "publicService")
    if public.get("identifier") != service or not isinstance(public.get("name"), str):
        raise Objection("service-mismatch")
    structure = _table(metadata, "contentStructure")
    data = _table(structure, "data")
    _match(opened.data, data)
    schema = _table(data, "submissionSchema")
    if schema.get("schemaUri") not in schemas:
        raise Objection("unsupported-data-schema")
    if schema.get("mimeType") != "application/json" or not _is_json(opened.data):
        raise Objection("syntax-violation")
    told = {str(entry["attachmentId"]): entry for entry in _attachments(structure)}
    if told.keys() != opened.attachments.keys():
        raise Objection("attachments-mismatch")
    for name, (content, media_type) in opened.attachments.items():
        if told[name]["mimeType"] != media_type:
            raise Objection("schema-violation")
        _match(content, told[name])


def _attachments(structure: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    entries = structure.get("attachments")
    if not isinstance(entries, list):
        raise Objection("schema-violation")
    for entry in entries:
        wrong = (
            not isinstance(entry, dict)
            or not _is_uuid(entry.get("attachmentId"))
            or entry.get("purpose") not in _PURPOSES
            or not isinstance(entry.get("filename"), str)
            or "/" in entry["filename"]
            or not _MIME.fullmatch(str(entry.get("mimeType")))
        )
        if wrong:
            raise Objection("schema-violation")
        yield entry


def _match(content: bytes, entry: Mapping[str, Any]) -> None:
    told = _table(entry, "hash")
    if told.get("type") != "sha512" or not _SHA512.fullmatch(str(told.get("content"))):
        raise Objection("schema-violation")
    if hashlib.sha512(content).hexdigest() != told["content"]:
        raise Objection("hash-mismatch")


def _table(table: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = table.get(key)
    if not isinstance(value, dict):
        raise Objection("schema-violation")
    return value


def _is_json(content: bytes) -> bool:
    try:
        json.loads(content)
    except ValueError:
        return False
    return True


def _is_uuid(text: object) -> bool:
    try:
        uuid.UUID(str(text))
    except ValueError:
        return False
    return True
