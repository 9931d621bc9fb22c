"""A folder as destination: one directory per case, there wholly or not at all, with a manifest."""

import errno
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.contracts.clock import Clock
from kiosk.courier.destinations import (
    CourierFault,
    Delivered,
    Refused,
    Remember,
    Unavailable,
    Waiting,
)
from kiosk.store.canonical import canonical
from kiosk.store.database import sync_folder
from kiosk.store.outbox import Parcel
from kiosk.store.tracking import Awaited

FORMAT = "buergerterminal/delivery"
VERSION = 1
MANIFEST = "manifest.json"
_FULL = (errno.ENOSPC, errno.EDQUOT)
_TAKEN = (errno.EEXIST, errno.ENOTEMPTY)


@dataclass(frozen=True, slots=True)
class Settings:
    """`path` is made where it is missing, unless `marker` names a file that must lie in it.

    A network share needs one: without it, the empty mount point of an unmounted share would
    swallow the cases.
    """

    path: str
    marker: str = ""


class Folder:
    """Implements `kiosk.courier.destinations.Destination`."""

    def __init__(self, settings: Settings) -> None:
        self._root = Path(settings.path)
        self._marker = settings.marker

    def deliver(self, parcel: Parcel, _remember: Remember) -> Delivered:
        """Write the parcel beside its place, then move it there in one step.

        A parcel that is there already, whole and under the same key, is delivered.
        """
        final = self._root / f"{parcel.number}-{parcel.key[:8]}"
        draft = self._root / f".{final.name}.part"
        manifest = _manifest(parcel)
        try:
            self._look()
            if not self._is_there(final, manifest):
                # What an earlier try left when the power went.
                shutil.rmtree(draft, ignore_errors=True)
                try:
                    self._write(draft, parcel, manifest)
                    self._move(draft, final, manifest)
                finally:
                    shutil.rmtree(draft, ignore_errors=True)
            sync_folder(self._root)
        except OSError as error:
            full = error.errno in _FULL
            raise Unavailable(
                CourierFault.DESTINATION_FULL if full else CourierFault.UNREACHABLE,
                f"{self._root}: {error.strerror}",
            ) from error
        return Delivered()

    def follow(self, case: Awaited) -> Waiting:
        """Nobody speaks for a folder; a case that another driver submitted waits for that one."""
        raise Unavailable(
            CourierFault.UNREACHABLE, f"{self._root}: nobody answers for {case.number}"
        )

    def tend(self) -> None:
        """Do nothing: a folder publishes no key."""

    def close(self) -> None:
        """Nothing is held between deliveries."""

    def _look(self) -> None:
        if not self._marker:
            self._root.mkdir(parents=True, exist_ok=True, mode=0o750)
        elif not (self._root / self._marker).exists():
            raise Unavailable(
                CourierFault.UNREACHABLE,
                f"{self._root}: '{self._marker}' is not there: not mounted?",
            )

    def _write(self, draft: Path, parcel: Parcel, manifest: bytes) -> None:
        draft.mkdir(mode=0o750)
        for part in parcel.parts:
            _write(draft / f"{part.name}.jwe", part.sealed)
        _write(draft / MANIFEST, manifest)
        sync_folder(draft)

    def _move(self, draft: Path, final: Path, manifest: bytes) -> None:
        try:
            draft.rename(final)
        except OSError as error:
            if error.errno not in _TAKEN or not self._is_there(final, manifest):
                raise

    def _is_there(self, final: Path, manifest: bytes) -> bool:
        """Answer whether this very parcel was delivered before; raises Refused if another lies there.

        A directory gets its name only when it is whole, so the manifest speaks for the rest.
        """
        try:
            found = (final / MANIFEST).read_bytes()
        except FileNotFoundError:
            if final.exists():
                raise Refused(f"{final} is taken by something that is no case") from None
            return False
        if _identity(found) != _identity(manifest):
            raise Refused(f"{final} holds another case")
        return True


def _manifest(parcel: Parcel) -> bytes:
    """Answer what may be read on the outside: sums, key ids and numbers, nothing about a person."""
    outside: dict[str, object] = {
        "format": FORMAT,
        "version": VERSION,
        "number": parcel.number,
        "service": parcel.service,
        "created": parcel.created_at,
        "idempotency_key": parcel.key,
        "kid": parcel.kid,
        "link_sha256": parcel.link_sha256,
        "files": [
            {
                "name": f"{part.name}.jwe",
                "content_type": "application/jose",
                "sha256": part.sha256(),
                "size": len(part.sealed),
            }
            for part in parcel.parts
        ],
    }
    if parcel.payment is not None:
        outside["payment"] = {
            "reference": parcel.payment.reference,
            "cents": parcel.payment.cents,
            "state": parcel.payment.state,
        }
    return canonical(outside) + b"\n"


def _identity(manifest: bytes) -> tuple[Any, Any]:
    """Answer what makes two deliveries the same; a payment may have moved on between two tries."""
    try:
        outside = json.loads(manifest)
        return outside["idempotency_key"], outside["files"]
    except (ValueError, KeyError, TypeError):
        return None, None


def _write(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o640)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def make(settings: Settings, _clock: Clock) -> Folder:
    return Folder(settings)
