"""A published key is believed when its certificates are its own and lead to the town's roots."""

import base64
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from jwcrypto import jwk

from kiosk.courier.destinations import make_destination
from kiosk.courier.fit_connect.certificates import Trust
from kiosk.courier.lane import Lane
from kiosk.demo.fit_connect.double import Double, Keys
from kiosk.demo.fit_connect.keys import KeyPair
from kiosk.store import Store
from kiosk.store.failures import KeyRefused
from tests.fake_clock import FakeClock
from tests.kiosk.courier.conftest import lane_to
from tests.kiosk.courier.fit_connect.conftest import Taken, drain, fault, put_in, state

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
YEAR = timedelta(days=365)


@dataclass
class Authority:
    """A certification authority that a test makes; its keys are small and quickly made."""

    name: str
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @classmethod
    def make(cls, name: str, above: "Authority | None" = None, *, may: bool = True) -> "Authority":
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = issued(name, key.public_key(), above, key, ca=may)
        return cls(name, key, certificate)

    def sign(self, pair: KeyPair, until: datetime = NOW + YEAR) -> x509.Certificate:
        public = serialization.load_pem_public_key(jwk.JWK(**pair.public).export_to_pem())
        return issued("the town", public, self, self.key, ca=False, until=until)

    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)


def issued(
    name: str,
    public: Any,
    above: Authority | None,
    own: ec.EllipticCurvePrivateKey,
    *,
    ca: bool,
    until: datetime = NOW + YEAR,
) -> x509.Certificate:
    built = (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(named(above.name if above else name))
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - YEAR)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
    )
    return built.sign(above.key if above else own, hashes.SHA256())


def named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def x5c(*chain: x509.Certificate) -> list[str]:
    der = serialization.Encoding.DER
    return [base64.b64encode(each.public_bytes(der)).decode() for each in chain]


@pytest.fixture(scope="module")
def root() -> Authority:
    return Authority.make("root")


@pytest.fixture(scope="module")
def middle(root: Authority) -> Authority:
    return Authority.make("middle", root)


@pytest.fixture
def trust(root: Authority, tmp_path: Path) -> Trust:
    path = tmp_path / "roots.pem"
    path.write_bytes(Authority.make("another root").pem() + root.pem())
    return Trust(str(path))


def test_a_chain_to_a_root_is_believed_with_and_without_the_root_in_it(
    trust: Trust, root: Authority, middle: Authority, keys: Keys
) -> None:
    own = middle.sign(keys.sealing)
    for chain in ((own, middle.certificate), (own, middle.certificate, root.certificate)):
        trust.check({**keys.sealing.public, "x5c": x5c(*chain)}, NOW)


def test_what_is_wrong_with_certificates_is_said(
    trust: Trust, root: Authority, middle: Authority, keys: Keys
) -> None:
    own = middle.sign(keys.sealing)
    stranger = Authority.make("stranger")
    powerless = Authority.make("powerless", root, may=False)
    impostor = Authority.make("middle", stranger)
    wrong: dict[str, object] = {
        "no certificate": None,
        "cannot be read": ["AAAA"],
        "another key's": x5c(middle.sign(keys.signing), middle.certificate),
        "do not follow": x5c(own, impostor.certificate, stranger.certificate),
        "lead to no root": x5c(stranger.sign(keys.sealing), stranger.certificate),
        "may issue none": x5c(powerless.sign(keys.sealing), powerless.certificate),
        "out of date": x5c(middle.sign(keys.sealing, NOW - timedelta(days=1)), middle.certificate),
    }
    for reason, chain in wrong.items():
        with pytest.raises(KeyRefused, match=reason):
            trust.check({**keys.sealing.public, "x5c": chain}, NOW)
    with pytest.raises(KeyRefused, match="FileNotFoundError"):
        Trust("/nowhere/roots.pem").check({**keys.sealing.public, "x5c": x5c(own)}, NOW)


def test_without_roots_a_certificate_must_still_be_the_keys_own(
    middle: Authority, keys: Keys
) -> None:
    nobody = Trust("")
    nobody.check(keys.sealing.public, NOW)
    nobody.check({**keys.sealing.public, "x5c": x5c(middle.sign(keys.sealing))}, NOW)
    with pytest.raises(KeyRefused, match="another key's"):
        nobody.check({**keys.sealing.public, "x5c": x5c(middle.sign(keys.signing))}, NOW)


@pytest.fixture
def certified(
    store: Store,
    table: dict[str, object],
    clock: FakeClock,
    root: Authority,
    tmp_path: Path,
) -> Iterator[Lane]:
    roots = tmp_path / "roots.pem"
    roots.write_bytes(root.pem())
    destination = make_destination("folder", {**table, "pki": str(roots)}, clock)
    yield lane_to(destination, store, clock)
    destination.close()


async def test_with_roots_set_only_certified_keys_seal_and_sign(
    certified: Lane,
    store: Store,
    double: Double,
    keys: Keys,
    middle: Authority,
    taken: Taken,
    clock: FakeClock,
) -> None:
    number = put_in(store)
    drain(certified)
    assert (state(store, number), len(double.service.submissions)) == ("pending", 0)
    published = double.point.keys
    published[keys.sealing.kid]["x5c"] = x5c(middle.sign(keys.sealing), middle.certificate)
    await clock.advance(900)
    drain(certified)
    assert state(store, number) == "submitted"
    double.receiver.collect()
    await clock.advance(60)
    drain(certified)
    assert state(store, number) == "submitted", "the acceptance is signed by a key of nobody's"
    published[keys.signing.kid]["x5c"] = x5c(middle.sign(keys.signing), middle.certificate)
    await clock.advance(3600)
    drain(certified)
    assert (state(store, number), fault(store, number)) == ("accepted", None)
    assert taken.numbers() == [number]


async def test_over_tls_the_service_must_be_who_it_says(
    store: Store,
    keys: Keys,
    credentials: str,
    clock: FakeClock,
    root: Authority,
    tmp_path: Path,
    taken: Taken,
) -> None:
    server = Authority.make("server", root, may=False)
    pem = tmp_path / "server.pem"
    pem.write_bytes(
        server.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + server.pem()
    )
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(pem)
    double = Double(clock, keys, taken, tls=tls)
    known, unknown = tmp_path / "known.pem", tmp_path / "unknown.pem"
    known.write_bytes(root.pem())
    unknown.write_bytes(Authority.make("root").pem())
    number = put_in(store)
    try:
        for roots, wanted in ((unknown, "pending"), (known, "submitted")):
            table = {**double.table(credentials), "ca": str(roots)}
            destination = make_destination("folder", table, clock)
            drain(lane_to(destination, store, clock))
            destination.close()
            assert state(store, number) == wanted
    finally:
        double.close()
