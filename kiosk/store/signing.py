"""The device's own key: made on the device, never leaves it, signs what its log looked like."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.store.database import sync_folder
from kiosk.store.failures import KeyRefused

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (
        Ed25519PrivateKey,
        Ed25519PublicKey,
    )


def make_device_key(path: Path) -> "Ed25519PrivateKey":
    """Answer the key in `path`; make it there (mode 0600, public half beside it) if there is none.

    Of two processes that start at once both get the same key. Raises KeyRefused.
    """
    # 25 ms that only those pay who sign
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415

    if not path.exists():
        key = Ed25519PrivateKey.generate()
        private = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _place(path, private)
        except OSError as error:
            raise KeyRefused(
                f"{path}: the device's key cannot be made: {error.strerror}"
            ) from error
    key = load_device_key(path)
    public = path.with_suffix(".pub")
    if not public.exists():
        # A key that came as a credential lies where nothing can be put beside it.
        with suppress(OSError):
            _place(public, public_pem(key.public_key()), 0o644)
    return key


def load_device_key(path: Path) -> "Ed25519PrivateKey":
    """Answer the key in `path`, e.g. of a systemd credential. Raises KeyRefused."""
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415

    try:
        if path.stat().st_mode & 0o077:
            raise KeyRefused(
                f"{path}: others may read the device's key; chmod it to 0600",
            )
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise KeyRefused(f"{path}: {error.strerror}") from error
    except (ValueError, TypeError):
        raise KeyRefused(f"{path} holds no private key in PEM") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyRefused(f"{path} holds a key that is not Ed25519")
    return key


def load_public_key(path: Path) -> "Ed25519PublicKey":
    """Answer the public key in the PEM file `path`. Raises KeyRefused."""
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415

    try:
        key = serialization.load_pem_public_key(path.read_bytes())
    except OSError as error:
        raise KeyRefused(f"{path}: {error.strerror}") from error
    except ValueError:
        raise KeyRefused(f"{path} holds no public key in PEM") from None
    if not isinstance(key, Ed25519PublicKey):
        raise KeyRefused(f"{path} holds a key that is not Ed25519")
    return key


def public_pem(key: "Ed25519PublicKey") -> bytes:
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415

    return key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def _place(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Put the whole file under its name at once; keep the other's if another process was first."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
        sync_folder(path.parent)
    finally:
        draft.unlink()
