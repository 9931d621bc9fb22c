"""An authority whose key is small and quickly made, once for all mishaps."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from jwcrypto import jwk

from hardware.eid.lab.laboratory import availability
from kiosk.store.sealing import ALGORITHM, AuthorityKey, authority_key
from kiosk.store.unsealing import PrivateKey
from tests.mishaps.eid_bench import Bench, open_bench

TEST_BITS = 2048


@pytest.fixture(scope="session")
def private_jwk() -> dict[str, Any]:
    key = jwk.JWK.generate(kty="RSA", size=TEST_BITS)
    return {
        **key.export_private(as_dict=True),
        "alg": ALGORITHM,
        "kid": "authority",
        "key_ops": ["unwrapKey"],
    }


@pytest.fixture(scope="session")
def public_jwk(private_jwk: dict[str, Any]) -> dict[str, Any]:
    public = {name: private_jwk[name] for name in ("kty", "n", "e", "alg", "kid")}
    return {**public, "key_ops": ["wrapKey"]}


@pytest.fixture(scope="session")
def authority(public_jwk: dict[str, Any]) -> AuthorityKey:
    return authority_key(public_jwk, minimum_bits=TEST_BITS)


@pytest.fixture(scope="session")
def private(private_jwk: dict[str, Any]) -> PrivateKey:
    return PrivateKey(private_jwk)


@pytest_asyncio.fixture(scope="module")
async def laboratory() -> AsyncIterator[Bench]:
    """The real eID, started once for a file of tests."""
    if reason := availability():
        pytest.skip(reason)
    async with open_bench() as bench:
        yield bench


@pytest_asyncio.fixture
async def bench(laboratory: Bench, tmp_path: Path, authority: AuthorityKey) -> AsyncIterator[Bench]:
    """The laboratory for one test, whole before it and after it."""
    laboratory.folder, laboratory.authority, laboratory.eid = tmp_path, authority, {}
    yield laboratory
    await laboratory.stage.restore()
