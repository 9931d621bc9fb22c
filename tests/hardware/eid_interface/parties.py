"""Keys and certificates for tests of signatures."""

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from hardware.eid_interface.signing import PrivateKey, Signer

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def signer(key: PrivateKey | None = None, name: str = "terminal", days: int = 30) -> Signer:
    """Answer a signer whose certificate began long ago and lasts `days` from `NOW`."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=40))
        .not_valid_after(NOW + timedelta(days=days))
        .sign(key, hashes.SHA256())
    )
    return Signer(key, certificate)
