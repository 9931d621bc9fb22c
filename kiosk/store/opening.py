"""The authority's side: opens what was delivered to a folder."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kiosk.store.listing import listed_captures
from kiosk.store.unsealing import PrivateKey, UnsealingFailed


class OpeningFailed(Exception):
    """The delivery is not whole, or is not for this key; the sentence says which."""


@dataclass(frozen=True, slots=True)
class OpenedRendition:
    """One file of a capture, named as it is to be kept (`photo_chip.jp2`)."""

    id: str
    kind: str
    name: str
    file_name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """What the citizen handed in; `document` is the case document, `manifest` what stood outside."""

    document: Mapping[str, Any] = field(repr=False)
    renditions: tuple[OpenedRendition, ...]
    manifest: Mapping[str, Any]


def open_delivery(folder: Path, private: PrivateKey) -> OpenedCase:
    """Open one delivered case with the authority's private key.

    Every sum is checked: that the files are those that were sent, and that the renditions are
    those that the document names. Raises OpeningFailed.
    """
    manifest = _json(folder / "manifest.json")
    files = {str(entry["name"]): entry for entry in manifest.get("files", ())}
    document_bytes, _ = _opened(folder, "case.jwe", files, private)
    document = json.loads(document_bytes)
    renditions = opened_renditions(
        folder.name, document, lambda name: _opened(folder, f"{name}.jwe", files, private)
    )
    if document["number"] != manifest.get("number"):
        raise OpeningFailed(f"{folder.name}: the case inside has another number")
    return OpenedCase(document, renditions, manifest)


def opened_renditions(
    place: str, document: Mapping[str, Any], open_piece: Callable[[str], tuple[bytes, str]]
) -> tuple[OpenedRendition, ...]:
    """Answer all files of all captures of a document; `open_piece` answers content and type by id.

    Raises OpeningFailed, with `place`, unless they are those that the document names.
    """
    renditions = []
    for capture in listed_captures(document):
        for file, listed in capture.files():
            content, media_type = open_piece(listed.id)
            found = hashlib.sha256(content).hexdigest(), len(content), media_type
            if found != (listed.sha256, listed.size, listed.media_type):
                raise OpeningFailed(f"{place}: a capture is not the one that the case names")
            renditions.append(
                OpenedRendition(listed.id, capture.kind, listed.name, file, media_type, content)
            )
    return tuple(renditions)


def write_opened(case: OpenedCase, folder: Path) -> tuple[Path, ...]:
    """Write an opened case as `case.json` and one file per rendition, for the owner's eyes only.

    `folder` is made and must not exist. Raises OSError.
    """
    folder.mkdir(mode=0o700, parents=True)
    text = json.dumps(case.document, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    contents = {"case.json": text.encode()}
    for rendition in case.renditions:
        contents[rendition.file_name] = rendition.content
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
