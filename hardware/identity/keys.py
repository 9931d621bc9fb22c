"""Keys and certificates towards the eID service, from files; what is wrong is said in a sentence."""

import os
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

CREDENTIALS = "CREDENTIALS_DIRECTORY"
_LEAST_RSA_BITS = 2048


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """Paths of PEM files: whom to trust, and by what to be known."""

    server_ca: str
    certificate: str
    key: str


@dataclass(frozen=True, slots=True)
class SigningKeys:
    """What the terminal signs with, and the certificates of which one signs the answers."""

    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey = field(repr=False)
    certificate: x509.Certificate
    trusted: Sequence[x509.Certificate]


def located(setting: str, path: str) -> str:
    """Answer a path; one that is not absolute lies among systemd's credentials. Raises ValueError."""
    if not path:
        raise ValueError(f"'{setting}' is missing: name a PEM file")
    if Path(path).is_absolute():
        return path
    folder = os.environ.get(CREDENTIALS)
    if folder is None:
        raise ValueError(
            f"'{setting}': '{path}' is looked up among systemd's credentials, and there are none"
            " here; run it in the terminal's unit (LoadCredential=), or name an absolute path"
        )
    return str(Path(folder) / path)


def tls_files(server_ca: str, certificate: str, key: str) -> TlsFiles:
    """Answer the files once TLS has taken them all. Raises ValueError."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(cafile=server_ca)
    except (OSError, ValueError):
        raise ValueError(f"'server_ca': {server_ca} holds no certificate in PEM") from None
    try:
        context.load_cert_chain(certificate, key, password=lambda: "")
    except (OSError, ValueError):
        raise ValueError(
            f"'client_certificate', 'client_key': {certificate} and {key} are no certificate and its"
            " key in PEM without a passphrase"
        ) from None
    return TlsFiles(server_ca, certificate, key)


def signing_keys(certificate: str, key: str, trusted: str, now: datetime) -> SigningKeys:
    """Answer the keys of signatures. Raises ValueError."""
    own = _certificates("signing_certificate", certificate)[0]
    private = _private_key(key)
    if private.public_key() != own.public_key():
        raise ValueError(f"'signing_key': {key} is not the key of {certificate}")
    if not own.not_valid_before_utc <= now < own.not_valid_after_utc:
        raise ValueError(f"'signing_certificate': {certificate} is not valid today; renew it")
    others = _certificates("service_certificate", trusted)
    valid = [other for other in others if now < other.not_valid_after_utc]
    if not valid:
        raise ValueError(f"'service_certificate': {trusted} has run out; ask for the next one")
    return SigningKeys(private, own, valid)


def _certificates(setting: str, path: str) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(Path(path).read_bytes())
    except (OSError, ValueError):
        raise ValueError(f"'{setting}': {path} holds no certificate in PEM") from None


def _private_key(path: str) -> rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey:
    try:
        key = serialization.load_pem_private_key(Path(path).read_bytes(), None)
    except (OSError, ValueError, TypeError):
        raise ValueError(f"'signing_key': {path} holds no key in PEM without passphrase") from None
    match key:
        case rsa.RSAPrivateKey() if key.key_size >= _LEAST_RSA_BITS:
            return key
        case ec.EllipticCurvePrivateKey():
            return key
        case _:
            raise ValueError(
                f"'signing_key': {path} is neither RSA of {_LEAST_RSA_BITS} bits nor EC"
            )
