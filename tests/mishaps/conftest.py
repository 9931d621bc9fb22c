"""An authority whose key is small and quickly made, once for all mishaps."""

from typing import Any

import pytest
from jwcrypto import jwk

from kiosk.store.sealing import ALGORITHM, AuthorityKey, authority_key
from kiosk.store.unsealing import PrivateKey

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
