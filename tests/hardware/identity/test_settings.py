"""What the driver demands of its settings before anybody comes: each refusal says what to do."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

from hardware.eid.lab.service_keys import ServiceKeys, party, service_keys
from hardware.registry import DriverRefused, make_driver
from kiosk.cli.checkup import devices
from kiosk.config.load import load_configuration
from kiosk.config.production import objections
from kiosk.contracts.devices import DeviceKind
from tests.fake_clock import FakeClock

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
CLOCK = FakeClock(NOW)
Table = dict[str, object]


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> ServiceKeys:
    return service_keys(tmp_path_factory.mktemp("keys"), NOW)


@pytest.fixture
def table(keys: ServiceKeys) -> Table:
    return {
        "driver": "tr03130",
        "url": "https://eid.example/eID-Server/eID",
        "tc_token_url": "https://eid.example/token?id={psk_id}",
        "server_ca": str(keys.server_ca),
        "client_certificate": str(keys.terminal.certificate),
        "client_key": str(keys.terminal.key),
        "service_certificate": str(keys.service.certificate),
    }


def refusal(table: Table, clock: FakeClock = CLOCK) -> str:
    with pytest.raises(DriverRefused) as refused:
        make_driver(DeviceKind.IDENTITY, table, clock)
    return str(refused.value)


def test_a_whole_table_is_taken(table: Table) -> None:
    assert make_driver(DeviceKind.IDENTITY, table, CLOCK)


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("url", "http://eid.example/eID", "begins with https://"),
        ("url", "", "begins with https://"),
        ("url", "https:///eID", "begins with https://"),
        ("tc_token_url", "http://eid.example/{psk_id}", "begins with https://"),
        ("tc_token_url", "https://eid.example/token", "must hold {psk_id} or {session}"),
        ("tc_token_url", "https://eid.example/{psk}", "must hold {psk_id} or {session}"),
        ("tc_token_url", "https://eid.example/{psk_id}{0}", "must hold {psk_id} or {session}"),
        ("tc_token_url", "https://eid.example/{psk_id", "must hold {psk_id} or {session}"),
        ("server_ca", "", "'server_ca' is missing: name a PEM file"),
        ("server_ca", "/dev/null", "holds no certificate"),
        ("client_certificate", "", "'client_certificate' is missing"),
        ("client_certificate", "/nowhere.pem", "no certificate and its key"),
        ("client_key", "", "'client_key' is missing"),
        ("service_certificate", "", "'service_certificate' is missing"),
        ("service_certificate", "/dev/null", "holds no certificate"),
        ("signing_key", "/dev/null", "go together"),
        ("version", "1.0", "must be one of: 2.0, 2.1, 2.2, 2.3, 2.4"),
        ("seconds", 0, "more than 0"),
        ("result_seconds", 1e9, "at most 120"),
        ("certificate", "x", "has no setting 'certificate'"),
    ],
)
def test_what_is_wanting_is_said(table: Table, key: str, value: object, says: str) -> None:
    sentence = refusal(table | {key: value})
    assert says in sentence
    assert sentence.startswith("devices.identity: driver 'tr03130'")


def test_a_key_of_somebody_else_is_refused(table: Table, tmp_path: Path) -> None:
    other = party(tmp_path, "other", NOW)
    assert "no certificate and its key" in refusal(table | {"client_key": str(other.key)})
    signs = {"signing_certificate": table["client_certificate"], "signing_key": str(other.key)}
    assert "is not the key of" in refusal(table | signs)


@pytest.mark.parametrize(
    "key",
    [
        ed25519.Ed25519PrivateKey.generate(),
        rsa.generate_private_key(65537, 1024),  # noqa: S505 - that it is weak is the point
    ],
)
def test_a_key_that_cannot_sign_as_agreed_is_refused(
    table: Table, tmp_path: Path, key: ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey
) -> None:
    path = tmp_path / "weak.key"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    signs = {"signing_certificate": table["client_certificate"], "signing_key": str(path)}
    assert "is neither RSA of 2048 bits nor EC" in refusal(table | signs)


def test_a_key_behind_a_passphrase_is_refused_without_asking_for_it(
    table: Table, keys: ServiceKeys, tmp_path: Path
) -> None:
    path = tmp_path / "locked.key"
    path.write_bytes(
        keys.terminal.signer.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"secret"),
        )
    )
    assert "without a passphrase" in refusal(table | {"client_key": str(path)})
    signs = {"signing_certificate": table["client_certificate"], "signing_key": str(path)}
    assert "without passphrase" in refusal(table | signs)


def test_certificates_that_have_run_out_are_refused_in_time(table: Table, tmp_path: Path) -> None:
    later = FakeClock(NOW + timedelta(days=31))
    assert "'signing_certificate'" in refusal(table, later)
    assert "renew it" in refusal(table, later)
    fresh = party(tmp_path, "fresh", NOW + timedelta(days=31))
    signs = {"signing_certificate": str(fresh.certificate), "signing_key": str(fresh.key)}
    assert "ask for the next one" in refusal(table | signs, later)


def test_files_lie_among_the_credentials_of_the_unit(
    table: Table, keys: ServiceKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {"client_certificate": "terminal.pem", "client_key": "terminal.key"}
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    assert "LoadCredential=" in refusal(table | names)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(keys.terminal.key.parent))
    assert make_driver(DeviceKind.IDENTITY, table | names, CLOCK)


def test_production_takes_no_service_on_this_machine_and_nothing_in_clear(
    table: Table, tmp_path: Path
) -> None:
    told = table | {"url": "https://localhost:1/eID", "tc_token_url": "http://eid.example/{psk_id}"}
    lines = "\n".join(f'{key} = "{value}"' for key, value in told.items())
    host = tmp_path / "terminal.toml"
    host.write_text(f"production = false\n[devices.identity]\n{lines}\n")
    configuration = load_configuration(host)
    (finding,) = (f for f in devices(configuration) if "identity" in f.sentence)
    assert not finding.fine
    assert "begins with https://" in finding.sentence
    host.write_text(f"[devices.identity]\n{lines}\n")
    with pytest.raises(Exception, match="where only a simulator can answer"):
        list(objections(load_configuration(host)))
