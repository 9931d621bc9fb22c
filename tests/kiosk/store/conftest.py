"""A store in a temporary folder, with an authority whose key is small and quickly made."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jwcrypto import jwk

from kiosk.store import Store, StoreSettings
from kiosk.store.sealing import ALGORITHM, AuthorityKey, authority_key
from kiosk.store.signing import make_device_key
from kiosk.store.unsealing import PrivateKey
from tests.fake_clock import FakeClock

TEST_BITS = 2048
SETTINGS = StoreSettings(site="rathaus-1", link="https://terminal.example/q")


@pytest.fixture(scope="session")
def private_jwk() -> dict[str, Any]:
    return make_private("authority-1")


@pytest.fixture(scope="session")
def other_private_jwk() -> dict[str, Any]:
    return make_private("authority-2")


@pytest.fixture(scope="session")
def private_key(private_jwk: dict[str, Any]) -> PrivateKey:
    return PrivateKey(private_jwk)


@pytest.fixture(scope="session")
def other_private_key(other_private_jwk: dict[str, Any]) -> PrivateKey:
    return PrivateKey(other_private_jwk)


def make_private(kid: str) -> dict[str, Any]:
    key = jwk.JWK.generate(kty="RSA", size=TEST_BITS)
    named = {"alg": ALGORITHM, "kid": kid, "key_ops": ["unwrapKey"]}
    return {**key.export_private(as_dict=True), **named}


def public_half(private: dict[str, Any]) -> dict[str, Any]:
    public = {name: private[name] for name in ("kty", "n", "e", "alg", "kid")}
    return {**public, "key_ops": ["wrapKey"]}


@pytest.fixture(scope="session")
def authority(private_jwk: dict[str, Any]) -> AuthorityKey:
    return authority_key(public_half(private_jwk), minimum_bits=TEST_BITS)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "state" / "terminal.db"


@pytest.fixture
def device_key(tmp_path: Path) -> Path:
    path = tmp_path / "device.pem"
    make_device_key(path)
    return path


@pytest.fixture
def store(
    database: Path, device_key: Path, clock: FakeClock, authority: AuthorityKey
) -> Iterator[Store]:
    with Store.open(
        database,
        clock,
        SETTINGS,
        authorities={"folder": authority},
        key=make_device_key(device_key),
    ) as opened:
        yield opened
