"""Seals bytes to an authority's public key: the terminal cannot read them afterwards.

JSON Web Encryption (RFC 7516), compact, RSA-OAEP-256 and A256GCM, as FIT-Connect demands.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.store.failures import KeyRefused

ALGORITHM = "RSA-OAEP-256"
ENCRYPTION = "A256GCM"
PRODUCTION_BITS = 4096
_PRIVATE_PARTS = ("d", "p", "q", "dp", "dq", "qi", "oth")


@dataclass(frozen=True, slots=True)
class AuthorityKey:
    """The public key of one authority, checked. Made by `authority_key`."""

    kid: str
    _key: Any

    def seal(self, content: bytes, content_type: str) -> bytes:
        """Answer `content` as a compact JWE whose `cty` is `content_type`. Thread-safe."""
        return _seal(content, self._key, self.kid, content_type)


def authority_key(jwk: Mapping[str, Any], *, minimum_bits: int = PRODUCTION_BITS) -> AuthorityKey:
    """Check an authority's public JWK and answer it. Raises KeyRefused with the reason.

    FIT-Connect's rules for encryption keys: RSA, RSA-OAEP-256, wrapKey, 4096 bit, e = 65537.
    Only tests go below `minimum_bits`.
    """
    from jwcrypto import jwk as keys  # noqa: PLC0415 - 75 ms that a first frame must not wait for

    kid = jwk.get("kid")
    if not isinstance(kid, str) or not kid:
        raise _refused("it has no 'kid'")
    if any(part in jwk for part in _PRIVATE_PARTS):
        raise _refused(f"'{kid}' holds the private key, which has no place on a terminal")
    if jwk.get("kty") != "RSA":
        raise _refused(f"'{kid}' is not of kty RSA")
    if jwk.get("alg") != ALGORITHM:
        raise _refused(f"'{kid}' is not for {ALGORITHM}")
    if "wrapKey" not in (jwk.get("key_ops") or ()):
        raise _refused(f"'{kid}' does not allow wrapKey in key_ops")
    if jwk.get("e") != "AQAB":
        raise _refused(f"'{kid}' has another exponent than 65537")
    try:
        key = keys.JWK(**jwk)
        bits = key.get_op_key("wrapKey").key_size
    except Exception as error:
        raise _refused(f"'{kid}' is no JWK: {type(error).__name__}") from error
    if bits < minimum_bits:
        raise _refused(f"'{kid}' has {bits} bit, {minimum_bits} are needed")
    return AuthorityKey(kid, key)


def load_authority_key(path: Path, *, minimum_bits: int = PRODUCTION_BITS) -> AuthorityKey:
    """Answer the authority's key in the JWK file `path`. Raises KeyRefused."""
    return authority_key(read_jwk(path), minimum_bits=minimum_bits)


def read_jwk(path: Path) -> dict[str, Any]:
    """Answer the JWK in a file, unchecked. Raises KeyRefused."""
    try:
        jwk = json.loads(path.read_bytes())
    except OSError as error:
        raise KeyRefused(f"{path}: {error.strerror}") from error
    except ValueError:
        raise KeyRefused(f"{path} is no JSON") from None
    if not isinstance(jwk, dict):
        raise KeyRefused(f"{path} is no JWK")
    return jwk


def make_authority_key() -> tuple[dict[str, Any], dict[str, Any]]:
    """Answer a new authority's private and public JWK, 4096 bit; takes up to some seconds.

    For the demo's first run. A real authority makes its key itself and hands out the public one.
    """
    from jwcrypto import jwk as keys  # noqa: PLC0415

    key = keys.JWK.generate(kty="RSA", size=PRODUCTION_BITS)
    named = {"alg": ALGORITHM, "kid": key.thumbprint()}
    private = {**key.export_private(as_dict=True), **named, "key_ops": ["unwrapKey"]}
    public = {**key.export_public(as_dict=True), **named, "key_ops": ["wrapKey"]}
    return private, public


def _seal(content: bytes, key: Any, kid: str, content_type: str) -> bytes:
    from jwcrypto import jwe  # noqa: PLC0415

    header = {"alg": ALGORITHM, "cty": content_type, "enc": ENCRYPTION, "kid": kid}
    token = jwe.JWE(content, protected=json.dumps(header, separators=(",", ":")), recipient=key)
    return bytes(token.serialize(compact=True), "ascii")


def _refused(reason: str) -> KeyRefused:
    return KeyRefused(f"the authority's key is refused: {reason}")
