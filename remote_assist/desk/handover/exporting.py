"""The folder that a Fachverfahren takes over: captures as files, and a manifest with their sums."""

import hashlib
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import quoteattr

from kiosk.store.database import sync_folder
from remote_assist.desk.handover.opening import Document

NAMESPACE = "urn:buergerterminal:handover:1"
MANIFEST = "manifest.xml"
EXTENSIONS = {
    "image/jpeg": "jpg",
    "image/jp2": "jp2",
    "image/png": "png",
    "image/x-wsq": "wsq",
}


@dataclass(frozen=True, slots=True)
class Export:
    container: str
    digest: str
    terminal: str
    clerk: str
    workplace: str
    document: Document = field(repr=False)


def write_export(exports: Path, export: Export, contents: Mapping[str, bytes]) -> Path:
    """Write all into a folder that gets its name when it is whole; answer it.

    0700, files 0600, named by code and container. One that is there already is the same one.
    Raises OSError.
    """
    final = exports / f"{export.document.code}-{export.container[:8]}"
    if final.exists():
        return final
    draft = exports / f".{final.name}.part"
    exports.mkdir(parents=True, exist_ok=True, mode=0o700)
    # What an earlier try left when the power went.
    shutil.rmtree(draft, ignore_errors=True)
    try:
        draft.mkdir(mode=0o700)
        for kind, content in contents.items():
            _write(draft / _file_name(export, kind), content)
        _write(draft / MANIFEST, _manifest(export, contents))
        sync_folder(draft)
        draft.rename(final)
        sync_folder(exports)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return final


def _file_name(export: Export, kind: str) -> str:
    """Answer a name of our own words: kinds are of a closed list, extensions of another."""
    listed = export.document.capture(kind)
    extension = EXTENSIONS.get(listed.media_type, "bin") if listed else "bin"
    return f"{kind}.{extension}"


def _manifest(export: Export, contents: Mapping[str, bytes]) -> bytes:
    document = export.document
    outside = {
        "xmlns": NAMESPACE,
        "container": export.container,
        "digest": export.digest,
        "code": document.code,
        "terminal": export.terminal,
        "site": document.site,
        "captured": document.created,
        "document": document.wish,
        "clerk": export.clerk,
        "workplace": export.workplace,
    }
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<handover {_attributes(outside)}>"]
    for capture in document.captures:
        file = {
            "kind": capture.kind,
            "file": _file_name(export, capture.kind),
            "mediaType": capture.media_type,
            "size": str(len(contents[capture.kind])),
            "sha256": hashlib.sha256(contents[capture.kind]).hexdigest(),
        }
        remarks = [
            f"    <remark {_attributes({'name': name, 'value': str(value)})}/>"
            for name, value in sorted(capture.remarks.items())
        ]
        lines += [f"  <capture {_attributes(file)}>", *remarks, "  </capture>"]
    return ("\n".join([*lines, "</handover>"]) + "\n").encode()


def _attributes(values: Mapping[str, str]) -> str:
    return " ".join(f"{name}={quoteattr(_printable(value))}" for name, value in values.items())


def _printable(value: str) -> str:
    """Leave out what XML 1.0 cannot hold, however it is escaped."""
    return "".join(letter for letter in value if letter.isprintable())


def _write(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
