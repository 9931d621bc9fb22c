"""Whether the eID service can be reached from here, and how long the certificates towards it last."""

import socket
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509

from hardware.examining import Finding

_SOON = timedelta(days=30)
_PATIENCE = 3.0
_HTTPS = 443


def certificates(files: Mapping[str, str], now: datetime) -> Iterator[Finding]:
    """Yield how long each certificate lasts; `files` are PEM files by their setting."""
    for setting, path in files.items():
        for certificate in x509.load_pem_x509_certificates(Path(path).read_bytes()):
            yield _judged(setting, certificate, now)


def _judged(setting: str, certificate: x509.Certificate, now: datetime) -> Finding:
    begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    name = f"{setting} ({certificate.subject.rfc4514_string()})"
    if now < begins:
        return Finding(False, f"{name} is valid only from {begins:%Y-%m-%d}; look at the clock.")
    if now > ends:
        return Finding(False, f"{name} expired on {ends:%Y-%m-%d}; ask the operator for a new one.")
    days = (ends - now).days
    if ends - now < _SOON:
        return Finding(
            False, f"{name} expires in {days} days, on {ends:%Y-%m-%d}; ask for its successor now."
        )
    return Finding(True, f"{name} is valid until {ends:%Y-%m-%d}, {days} days more.")


def reached(url: str) -> Finding:
    """Judge whether something listens where the service should be; nothing is said to it."""
    address = urlsplit(url)
    host, port = address.hostname or "", address.port or _HTTPS
    try:
        socket.create_connection((host, port), _PATIENCE).close()
    except OSError as error:
        why = error.strerror or "no answer"
        return Finding(
            False,
            f"the eID service does not answer at {host}:{port} ({why});"
            " look at name server, firewall and the service itself.",
        )
    return Finding(True, f"the eID service answers at {host}:{port}.")
