"""The authority's side: opens what was delivered to a folder."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kiosk.store.unsealing import PrivateKey, UnsealingFailed

_EXTENSIONS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/jp2": ".jp2",
    "application/json": ".json",
    "image/svg+xml": ".svg",
}


class OpeningFailed(Exception):
    """The delivery is not whole, or is not for this key; the sentence says which."""


@dataclass(frozen=True, slots=True)
class OpenedCapture:
    id: str
    kind: str
    media_type: str
    content: bytes = field(repr=False)

    @property
    def file_name(self) -> str:
        return self.kind + _EXTENSIONS.get(self.media_type, ".bin")


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """What the citizen handed in; `document` is the case document, `manifest` what stood outside."""

    document: Mapping[str, Any] = field(repr=False)
    captures: tuple[OpenedCapture, ...]
    manifest: Mapping[str, Any]


def open_delivery(folder: Path, private: PrivateKey) -> OpenedCase:
    """Open one delivered case with the authority's private key.

    Every sum is checked: that the files are those that were sent, and that the captures are those
    that the document names. Raises OpeningFailed.
    """
    manifest = _json(folder / "manifest.json")
    files = {str(entry["name"]): entry for entry in manifest.get("files", ())}
    document_bytes, _ = _opened(folder, "case.jwe", files, private)
    document = json.loads(document_bytes)
    captures = []
    for entry in document.get("captures", ()):
        content, media_type = _opened(folder, f"{entry['id']}.jwe", files, private)
        if hashlib.sha256(content).hexdigest() != entry["sha256"]:
            raise OpeningFailed(f"{folder.name}: a capture is not the one that the case names")
        captures.append(OpenedCapture(entry["id"], entry["kind"], media_type, content))
    if document["number"] != manifest.get("number"):
        raise OpeningFailed(f"{folder.name}: the case inside has another number")
    return OpenedCase(document, tuple(captures), manifest)


def write_opened(case: OpenedCase, folder: Path) -> tuple[Path, ...]:
    """Write an opened case as `case.json` and one file per capture, for the owner's eyes only.

    `folder` is made and must not exist. Raises OSError.
    """
    folder.mkdir(mode=0o700, parents=True)
    text = json.dumps(case.document, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    contents = {"case.json": text.encode()}
    for capture in case.captures:
        contents[capture.file_name] = capture.content
    written = []
    for name, content in contents.items():
        path = folder / name
        path.touch(mode=0o600)
        path.write_bytes(content)
        written.append(path)
    return tuple(written)


def _opened(
    folder: Path, name: str, files: Mapping[str, Mapping[str, Any]], private: PrivateKey
) -> tuple[bytes, str]:
    if name not in files:
        raise OpeningFailed(f"{folder.name}: the manifest does not name {name}")
    try:
        sealed = (folder / name).read_bytes()
    except OSError as error:
        raise OpeningFailed(f"{folder.name}: {name}: {error.strerror}") from error
    if hashlib.sha256(sealed).hexdigest() != files[name].get("sha256"):
        raise OpeningFailed(f"{folder.name}: {name} is not the file that was delivered")
    try:
        return private.unseal(sealed)
    except UnsealingFailed as failed:
        raise OpeningFailed(f"{folder.name}: {name}: {failed}") from failed


def _json(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_bytes())
    except OSError as error:
        raise OpeningFailed(f"{path}: {error.strerror}; is this a delivered case?") from error
    except ValueError:
        raise OpeningFailed(f"{path} is no JSON") from None
    if not isinstance(value, dict):
        raise OpeningFailed(f"{path} is no manifest")
    return value
