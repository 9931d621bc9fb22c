"""The file with an authority's public key, kept fresh by the courier for the sessions that seal."""

import hashlib
import logging
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kiosk.store import Store
from kiosk.store.canonical import canonical
from kiosk.store.database import sync_folder
from kiosk.store.failures import KeyRefused
from kiosk.store.sealing import read_jwk

_log = logging.getLogger(__name__)
# What makes an RSA key, by RFC 7638, 3.2; beside it only what sealing needs is written.
_MATERIAL = ("e", "kty", "n")
_WRITTEN = (*_MATERIAL, "alg", "key_ops", "kid")


class AuthorityFile:
    """Written where the terminal keeps its own state; a file elsewhere was pinned there by a person."""

    def __init__(self, path: Path, state: Path, destination: str, store: Store) -> None:
        self._path = path
        self._pinned = not path.is_relative_to(state)
        self._destination = destination
        self._store = store

    def leave(self, jwk: Mapping[str, Any]) -> None:
        """Put down the key, as a whole, unless it is there; a new one is an event.

        `jwk` was checked. A disk that will not take it is a reason to go on with the old one.
        Raises StoreFailed.
        """
        key = {name: jwk[name] for name in _WRITTEN}
        if self._there() == key:
            return
        if self._pinned:
            _log.error(
                "%s: cases are sealed to the key in this file, but '%s' publishes another, '%s'",
                self._path,
                self._destination,
                jwk["kid"],
            )
            return
        try:
            self._write(canonical(key) + b"\n")
        except OSError as error:
            _log.error("%s: %s", self._path, error.strerror)
            return
        self._store.record(
            "authority.key_renewed", destination=self._destination, key=thumbprint(jwk)
        )

    def _there(self) -> Mapping[str, Any] | None:
        try:
            return read_jwk(self._path)
        except KeyRefused:
            return None

    def _write(self, content: bytes) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o770)
        draft = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        try:
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o640)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self._path)
        except OSError:
            draft.unlink(missing_ok=True)
            raise
        sync_folder(self._path.parent)


def thumbprint(jwk: Mapping[str, Any]) -> str:
    """Answer RFC 7638's SHA-256 thumbprint in hexadecimal digits."""
    return hashlib.sha256(canonical({name: jwk[name] for name in _MATERIAL})).hexdigest()
