"""What the doctor says of the way to the eID service: certificates' ages, and whether it answers."""

import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from hardware.identity.examination import certificates, reached

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def certificate(path: Path, begins: datetime, ends: datetime) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "terminal 0042")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begins)
        .not_valid_after(ends)
        .sign(key, hashes.SHA256())
    )
    with path.open("ab") as file:
        file.write(made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.mark.parametrize(
    ("begins", "ends", "fine", "word"),
    [
        (-100, 200, True, "200 days more"),
        (-100, 12, False, "expires in 12 days"),
        (-100, -1, False, "expired on 2026-11-20"),
        (1, 200, False, "valid only from 2026-11-22"),
    ],
)
def test_the_age_of_a_certificate_is_judged(
    tmp_path: Path,
    begins: int,
    ends: int,
    fine: bool,  # noqa: FBT001 - parametrized
    word: str,
) -> None:
    path = certificate(tmp_path / "client.pem", NOW + begins * DAY, NOW + ends * DAY)
    (finding,) = certificates({"client_certificate": str(path)}, NOW)
    assert finding.fine is fine
    assert word in finding.sentence
    assert "client_certificate (CN=terminal 0042)" in finding.sentence


def test_every_certificate_of_a_file_is_looked_at(tmp_path: Path) -> None:
    path = certificate(tmp_path / "service.pem", NOW - DAY, NOW + 90 * DAY)
    certificate(path, NOW - 90 * DAY, NOW - DAY)
    findings = list(certificates({"service_certificate": str(path)}, NOW))
    assert [finding.fine for finding in findings] == [True, False]


def test_a_service_that_listens_is_reached_and_one_that_does_not_is_not() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert reached(f"https://127.0.0.1:{port}/eid").fine
    finding = reached(f"https://127.0.0.1:{port}/eid")
    assert finding.fine is False
    assert f"127.0.0.1:{port}" in finding.sentence


def test_a_name_that_nobody_knows_is_no_crash() -> None:
    assert reached("https://eid.invalid/service").fine is False
