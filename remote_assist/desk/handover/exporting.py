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

NAMESPACE = "urn:buergerterminal:handover:2"
MANIFEST = "manifest.xml"


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

    0700, files 0600, named by code and container; `contents` by the names of the files. One that is there already is the same one.
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
        for name, content in contents.items():
            _write(draft / name, content)
        _write(draft / MANIFEST, _manifest(export, contents))
        sync_folder(draft)
        draft.rename(final)
        sync_folder(exports)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return final


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
        lines.append(f"  <capture {_attributes({'kind': capture.kind})}>")
        for name, rendition in capture.files():
            file = {
                "name": name,
                "rendition": rendition.name,
                "mediaType": rendition.media_type,
                "size": str(len(contents[name])),
                "sha256": hashlib.sha256(contents[name]).hexdigest(),
            }
            lines.append(f"    <file {_attributes(file)}/>")
        lines += [
            f"    <remark {_attributes({'name': name, 'value': _xml_value(value)})}/>"
            for name, value in sorted(capture.remarks.items())
        ]
        lines.append("  </capture>")
    lines += [
        f"  <left {_attributes({'kind': kind, 'reason': reason})}/>"
        for kind, reason in sorted(document.left.items())
    ]
    return ("\n".join([*lines, "</handover>"]) + "\n").encode()


def _xml_value(value: object) -> str:
    """Answer a remark as XML Schema writes it: `true`, not `True`."""
    return str(value).lower() if isinstance(value, bool) else str(value)


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
