"""Keys of the eID-Interface, made at every start: the terminal's own, and the service's signature."""

import ssl
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from hardware.eid.lab import tls
from hardware.eid_interface.signing import Signer

_VALID = timedelta(days=30)
_BEFORE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Party:
    """One end of the interface; `certificate` and `key` are the PEM files of its `signer`."""

    certificate: Path
    key: Path
    signer: Signer


@dataclass(frozen=True, slots=True)
class ServiceKeys:
    """`context` shows the server's certificate, `server_ca`, to none but the terminal."""

    terminal: Party
    service: Party
    server_ca: Path
    context: ssl.SSLContext


def service_keys(folder: Path, now: datetime) -> ServiceKeys:
    """Make everything in `folder`, which only its owner may enter."""
    terminal = party(folder, "terminal", now)
    folder.joinpath("tls").mkdir()
    server = tls.server_identity(folder / "tls", now)
    context = server.context
    context.maximum_version = ssl.TLSVersion.MAXIMUM_SUPPORTED
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(cafile=terminal.certificate)
    return ServiceKeys(terminal, party(folder, "service", now), server.certificate, context)


def party(folder: Path, name: str, now: datetime) -> Party:
    """Make a key and a certificate for it that nobody else signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    made: x509.Certificate = tls.make_certificate(name, name, key, key, now - _BEFORE, now + _VALID)
    certificate, secret = folder / f"{name}.pem", folder / f"{name}.key"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    tls.write_key(secret, key)
    return Party(certificate, secret, Signer(key, made))
