"""Self-signed certificates for localhost, made at every start: one to pin, and ones that are wrong."""

import ssl
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from hardware.eid.lab.misbehaviour import Misbehaviour

FLAWS = (
    Misbehaviour.TLS_NAME,
    Misbehaviour.TLS_EXPIRED,
    Misbehaviour.TLS_NOT_YET,
    Misbehaviour.TLS_STRANGER,
    Misbehaviour.TLS_CHAIN,
)
_HOST = "localhost"
_ISSUER = "Kiosk TEST TLS"
_DAY = timedelta(days=1)
_DAYS = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class ServerIdentity:
    """`certificate` is the PEM file that a client pins, `der` the same in binary."""

    certificate: Path
    der: bytes
    context: ssl.SSLContext


def server_identity(folder: Path, now: datetime) -> ServerIdentity:
    """Make key and certificate in `folder`, which only its owner may enter."""
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = make_certificate(_HOST, _HOST, key, key, now - _DAY, now + _DAYS)
    pem, secret = folder / "server.pem", folder / "server.key"
    pem.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    write_key(secret, key)
    return ServerIdentity(
        pem, certificate.public_bytes(serialization.Encoding.DER), _context(pem, secret)
    )


def flawed_context(folder: Path, now: datetime, flaw: Misbehaviour) -> ssl.SSLContext:
    """Answer how a server shows a certificate with one flaw of `FLAWS`."""
    key = ec.generate_private_key(ec.SECP256R1())
    begin, end = now - _DAY, now + _DAYS
    name, issuer, signer, chain = _HOST, _HOST, key, b""
    match flaw:
        case Misbehaviour.TLS_NAME:
            name = issuer = "elsewhere.example"
        case Misbehaviour.TLS_EXPIRED:
            begin, end = now - _DAYS, now - _DAY
        case Misbehaviour.TLS_NOT_YET:
            begin, end = now + _DAY, now + _DAYS
        case Misbehaviour.TLS_CHAIN:
            issuer = _ISSUER
            told = ec.generate_private_key(ec.SECP256R1())  # has the issuer's name, signed nothing
            signer = ec.generate_private_key(ec.SECP256R1())
            root = make_certificate(issuer, issuer, told, told, begin, end)
            chain = root.public_bytes(serialization.Encoding.PEM)
    certificate = make_certificate(name, issuer, key, signer, begin, end)
    pem, secret = folder / f"{flaw}.pem", folder / f"{flaw}.key"
    pem.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + chain)
    write_key(secret, key)
    return _context(pem, secret)


def make_certificate(
    name: str,
    issuer: str,
    key: ec.EllipticCurvePrivateKey,
    signer: ec.EllipticCurvePrivateKey,
    begin: datetime,
    end: datetime,
) -> x509.Certificate:
    usage = {
        name: name in ("digital_signature", "key_encipherment", "key_cert_sign")
        for name in _KEY_USAGES
    }
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(signer, hashes.SHA256())
    )


def write_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


def _context(pem: Path, secret: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    # AusweisApp resumes the session of TcToken for PAOS; with 1.2 that was seen to work.
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(pem, secret)
    return context


_KEY_USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)
