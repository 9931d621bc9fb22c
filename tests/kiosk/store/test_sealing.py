"""Sealed to one authority's key: opened with it, with no other, and only if nothing was changed."""

import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kiosk.store.failures import KeyRefused
from kiosk.store.sealing import (
    AuthorityKey,
    authority_key,
    load_authority_key,
    make_authority_key,
)
from kiosk.store.unsealing import PrivateKey, UnsealingFailed, key_id
from tests.kiosk.store.conftest import TEST_BITS, public_half

CONTENT = b'{"family_name":"MUSTERMANN"}'


def test_what_is_sealed_is_opened_with_the_authoritys_key(
    authority: AuthorityKey, private_key: PrivateKey
) -> None:
    sealed = authority.seal(CONTENT, "application/json")
    assert b"MUSTERMANN" not in sealed
    assert key_id(sealed) == "authority-1"
    assert private_key.unseal(sealed) == (CONTENT, "application/json")


def test_the_header_is_what_fit_connect_demands(authority: AuthorityKey) -> None:
    first = authority.seal(CONTENT, "application/json").split(b".")[0]
    assert json.loads(decoded(first)) == {
        "alg": "RSA-OAEP-256",
        "enc": "A256GCM",
        "kid": "authority-1",
        "cty": "application/json",
    }


def test_it_is_opened_by_the_standard_alone_without_the_library_that_sealed_it(
    authority: AuthorityKey, private_jwk: dict[str, Any]
) -> None:
    """RFC 7516, 5.2 by hand: unwrap the key by RSA-OAEP-256, then AES-GCM over the header."""
    parts = authority.seal(CONTENT, "application/json").split(b".")
    wrapped, nonce, content, tag = (decoded(part) for part in parts[1:])
    n, e, d, p, q, dp, dq, qi = (
        int.from_bytes(decoded(private_jwk[name].encode()))
        for name in ("n", "e", "d", "p", "q", "dp", "dq", "qi")
    )
    numbers = rsa.RSAPrivateNumbers(p, q, d, dp, dq, qi, rsa.RSAPublicNumbers(e, n))
    sha256 = hashes.SHA256()
    oaep = padding.OAEP(padding.MGF1(sha256), sha256, None)
    key = numbers.private_key().decrypt(wrapped, oaep)
    assert len(key) == 32
    assert AESGCM(key).decrypt(nonce, content + tag, parts[0]) == CONTENT


def decoded(text: bytes) -> bytes:
    return base64.urlsafe_b64decode(text + b"=" * (-len(text) % 4))


def test_sealing_twice_gives_no_hint_that_the_content_is_the_same(authority: AuthorityKey) -> None:
    assert authority.seal(CONTENT, "text/plain") != authority.seal(CONTENT, "text/plain")


def test_another_authoritys_key_does_not_open_and_both_keys_are_named(
    authority: AuthorityKey, other_private_key: PrivateKey, other_private_jwk: dict[str, Any]
) -> None:
    sealed = authority.seal(CONTENT, "text/plain")
    with pytest.raises(UnsealingFailed, match=r"authority-1.*authority-2"):
        other_private_key.unseal(sealed)
    with pytest.raises(UnsealingFailed, match="not this key's"):
        PrivateKey({**other_private_jwk, "kid": "authority-1"}).unseal(sealed)


@pytest.mark.parametrize("part", range(5))
def test_a_change_in_any_part_keeps_it_shut(
    authority: AuthorityKey, private_key: PrivateKey, part: int
) -> None:
    parts = authority.seal(CONTENT, "text/plain").split(b".")
    middle = len(parts[part]) // 2
    other = b"A" if parts[part][middle : middle + 1] != b"A" else b"B"
    parts[part] = parts[part][:middle] + other + parts[part][middle + 1 :]
    with pytest.raises(UnsealingFailed):
        private_key.unseal(b".".join(parts))


@pytest.mark.parametrize("text", [b"", b"a.b.c", b"....", b"bm8.b.c.d.e", b"\xff.b.c.d.e"])
def test_what_is_no_jwe_is_refused(private_key: PrivateKey, text: bytes) -> None:
    with pytest.raises(UnsealingFailed):
        private_key.unseal(text)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"kid": ""}, "no 'kid'"),
        ({"kty": "EC"}, "kty RSA"),
        ({"alg": "RSA-OAEP"}, "RSA-OAEP-256"),
        ({"alg": None}, "RSA-OAEP-256"),
        ({"key_ops": ["verify"]}, "wrapKey"),
        ({"key_ops": None}, "wrapKey"),
        ({"e": "Aw"}, "65537"),
        ({"n": "!"}, "no JWK"),
        ({"d": "AQAB"}, "private"),
    ],
)
def test_an_unfit_key_is_refused_with_the_reason(
    private_jwk: dict[str, Any], change: dict[str, Any], reason: str
) -> None:
    with pytest.raises(KeyRefused, match=reason):
        authority_key({**public_half(private_jwk), **change}, minimum_bits=TEST_BITS)


def test_production_refuses_a_key_below_4096_bit(private_jwk: dict[str, Any]) -> None:
    with pytest.raises(KeyRefused, match="2048 bit, 4096"):
        authority_key(public_half(private_jwk))


def test_the_demos_authority_gets_a_key_that_production_would_take() -> None:
    private, public = make_authority_key()
    assert "d" not in public
    assert (
        PrivateKey(private).unseal(authority_key(public).seal(CONTENT, "text/plain"))[0] == CONTENT
    )


def test_a_key_file_that_is_missing_or_no_jwk_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "authority.jwk"
    for content, reason in ((None, "No such file"), ("{", "no JSON"), ("[]", "no JWK")):
        if content is not None:
            path.write_text(content)
        with pytest.raises(KeyRefused, match=reason):
            load_authority_key(path)


@pytest.mark.parametrize("missing", ["kid", "d", "n"])
def test_a_key_that_is_not_private_opens_nothing(private_jwk: dict[str, Any], missing: str) -> None:
    with pytest.raises(KeyRefused, match="private"):
        PrivateKey({name: value for name, value in private_jwk.items() if name != missing})


def test_a_private_key_shows_only_its_name(private_key: PrivateKey) -> None:
    assert repr(private_key) == "PrivateKey('authority-1')"


def test_no_first_frame_waits_for_the_crypto_library() -> None:
    code = (
        "import sys, kiosk.store; "
        "print([name for name in ('jwcrypto', 'sqlite_utils', 'cryptography') if name in sys.modules])"
    )
    root = Path(__file__).resolve().parents[3]
    seen = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    assert seen.stdout.strip() == "[]"
