"""Whom the WS-BD driver believes: a service with a certificate of the town's own root, and nobody else."""

import ipaddress
import socket
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from hardware.examining import examine
from hardware.failures import DeviceFailed
from hardware.fingerprint import FingerPosition, FingerprintFault, FingerprintScanner
from hardware.registry import make_driver
from kiosk.clock import SystemClock
from kiosk.contracts.devices import DeviceKind
from tests.hardware.fingerprint.scripted_service import IMAGE, serving

KIND = DeviceKind.FINGERPRINT
NOW = datetime(2026, 11, 21, tzinfo=UTC)


def certificate(path: Path) -> Path:
    """Write key and certificate of a service at 127.0.0.1, its own root; answer the certificate's file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "scanner")])
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    now = SystemClock().now()
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.with_suffix(".key").write_bytes(private)
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return path


def served_with(path: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path, path.with_suffix(".key"))
    return context


async def fault(scanner: FingerprintScanner) -> FingerprintFault:
    with pytest.raises(DeviceFailed) as failed:
        await scanner.capture(FingerPosition.RIGHT_INDEX, 10)
    return FingerprintFault(failed.value.fault)


async def test_a_service_of_the_towns_root_is_believed_and_no_other(tmp_path: Path) -> None:
    ours, other = certificate(tmp_path / "ours.pem"), certificate(tmp_path / "other.pem")
    async with serving(served_with(ours)) as service:
        for ca in (str(other), ""):
            table = {"driver": "wsbd", "url": service.url, "ca": ca}
            stranger = make_driver(KIND, table, SystemClock())
            assert await fault(stranger) is FingerprintFault.NOT_FOUND
        assert service.asked == [], "nothing is said to whom nobody knows"
        table = {"driver": "wsbd", "url": service.url, "ca": str(ours)}
        scanner: FingerprintScanner = make_driver(KIND, table, SystemClock())
        image = await scanner.capture(FingerPosition.RIGHT_INDEX, 10)
        assert image.pixels == IMAGE.pixels


async def test_a_root_that_cannot_be_read_is_no_service(tmp_path: Path) -> None:
    async with serving(served_with(certificate(tmp_path / "ours.pem"))) as service:
        table = {"driver": "wsbd", "url": service.url, "ca": str(tmp_path / "missing.pem")}
        assert await fault(make_driver(KIND, table, SystemClock())) is FingerprintFault.NOT_FOUND


def test_the_doctor_says_what_is_wanting(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("no certificate", "utf-8")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        table = {
            "driver": "wsbd",
            "url": f"https://127.0.0.1:{port}/x",
            "ca": str(tmp_path / "ca.pem"),
        }
        here = list(examine(KIND, table, NOW))
    gone = list(examine(KIND, {"driver": "wsbd", "url": f"http://127.0.0.1:{port}"}, NOW))
    assert [finding.fine for finding in here] == [True, False]
    assert "'ca'" in here[1].sentence
    assert [finding.fine for finding in gone] == [False]
    assert f"127.0.0.1:{port}" in gone[0].sentence
