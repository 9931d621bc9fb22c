"""The server's secrets: the authority's private keys behind a small port, pepper, and signature."""

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

from kiosk.store.database import sync_folder
from kiosk.store.failures import KeyRefused
from kiosk.store.sealing import ALGORITHM
from kiosk.store.unsealing import PrivateKey, UnsealingFailed, key_id

_PEPPER_BYTES = 32


class Opener(Protocol):
    """One private key of the authority, wherever it is kept."""

    kid: str

    def unseal(self, sealed: bytes) -> tuple[bytes, str]:
        """Answer content and content type of a compact JWE. Raises UnsealingFailed. Thread-safe."""
        ...


class Openers:
    """All keys that terminals may still seal to, found by the `kid` that a container names."""

    def __init__(self, openers: Iterable[Opener]) -> None:
        self._openers = {opener.kid: opener for opener in openers}

    def unseal(self, sealed: bytes) -> tuple[bytes, str]:
        opener = self._openers.get(key_id(sealed))
        if opener is None:
            raise UnsealingFailed("sealed to a key that this server does not have")
        return opener.unseal(sealed)


def load_opener(path: Path) -> Opener:
    """Answer the private key in a JWK or PEM file (PEM: its `kid` is RFC 7638's thumbprint).

    Raises KeyRefused.
    """
    from jwcrypto import jwk as keys  # noqa: PLC0415 - costly, and only servers need it

    try:
        if path.stat().st_mode & 0o077:
            raise KeyRefused(f"{path}: others may read the authority's key; chmod it to 0600")
        content = path.read_bytes()
    except OSError as error:
        raise KeyRefused(f"{path}: {error.strerror}") from error
    try:
        key = keys.JWK.from_pem(content) if b"-----BEGIN" in content else None
        table: dict[str, Any] = (
            keys.JWK.from_json(content.decode()).export(as_dict=True)
            if key is None
            else {**key.export(as_dict=True), "alg": ALGORITHM, "kid": key.thumbprint()}
        )
    except Exception as error:  # noqa: BLE001 - the library's reasons may quote the key
        raise KeyRefused(f"{path}: no private key: {type(error).__name__}") from None
    return PrivateKey(table)


class Pepper:
    """Keys the sums by which a container is found: without it, 40 bits of a code are soon guessed."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def __repr__(self) -> str:
        return "Pepper()"

    def finder(self, code: str) -> bytes:
        return self._sum("finder", code)

    def proof(self, code: str, birthday: str) -> bytes:
        return self._sum("proof", f"{code}/{birthday}")

    def whose(self, kind: str, name: str) -> bytes:
        """Answer the name under which wrong tries are counted."""
        return self._sum(kind, name)

    def _sum(self, purpose: str, text: str) -> bytes:
        return hmac.digest(self._secret, f"{purpose}:{text}".encode(), hashlib.sha256)


def make_pepper(path: Path) -> Pepper:
    """Answer the pepper in `path`; make it there (0600) if there is none. Raises KeyRefused."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        except FileExistsError:
            pass
        else:
            with os.fdopen(handle, "wb") as file:
                file.write(secrets.token_bytes(_PEPPER_BYTES))
                file.flush()
                os.fsync(file.fileno())
            sync_folder(path.parent)
        secret = path.read_bytes()
        private = not path.stat().st_mode & 0o077
    except OSError as error:
        raise KeyRefused(f"{path}: {error.strerror}") from error
    if len(secret) != _PEPPER_BYTES or not private:
        raise KeyRefused(f"{path}: {_PEPPER_BYTES} bytes for the server's own eyes are wanted")
    return Pepper(secret)
