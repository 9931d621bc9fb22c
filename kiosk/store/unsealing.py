"""The other half of sealing: the authority's private key, which no terminal has."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from kiosk.store.failures import KeyRefused
from kiosk.store.sealing import ALGORITHM, ENCRYPTION


class UnsealingFailed(Exception):
    """What was sealed cannot be opened: another key's, or not what was sealed."""


class PrivateKey:
    """The private key of one authority; made once, as checking it takes a fifth of a second."""

    def __init__(self, jwk: Mapping[str, Any]) -> None:
        """Raise KeyRefused if this is no private RSA key with a `kid`."""
        from jwcrypto import jwk as keys  # noqa: PLC0415 - costly, and only tools need it

        self.kid = str(jwk.get("kid") or "")
        if not self.kid or jwk.get("kty") != "RSA" or "d" not in jwk:
            raise KeyRefused("this is no authority's private key: a JWK of kty RSA with kid and d")
        try:
            self._key = keys.JWK(**jwk)
            self._key.get_op_key("unwrapKey")
        except Exception as error:  # noqa: BLE001 - the library's reasons may quote the key
            raise KeyRefused(f"'{self.kid}' is no private JWK: {type(error).__name__}") from None

    def __repr__(self) -> str:
        return f"PrivateKey({self.kid!r})"

    def unseal(self, sealed: bytes) -> tuple[bytes, str]:
        """Answer content and content type of a compact JWE. Raises UnsealingFailed."""
        from jwcrypto import jwe  # noqa: PLC0415

        header = _header(sealed)
        if header.get("kid") != self.kid:
            raise UnsealingFailed(
                f"sealed to the key '{header.get('kid')}', but this is the key '{self.kid}'"
            )
        if (header.get("alg"), header.get("enc")) != (ALGORITHM, ENCRYPTION):
            raise UnsealingFailed(f"not sealed with {ALGORITHM} and {ENCRYPTION}")
        token = jwe.JWE(algs=[ALGORITHM, ENCRYPTION])
        try:
            token.deserialize(sealed.decode("ascii"), self._key)
        except Exception as error:  # noqa: BLE001 - whatever the library objects to, it stays shut
            raise UnsealingFailed(
                f"cannot be opened with the key '{self.kid}': it is not this key's, "
                f"or was changed ({type(error).__name__})"
            ) from None
        return token.payload, str(header.get("cty", ""))


def key_id(sealed: bytes) -> str:
    """Answer the `kid` that a compact JWE names. Raises UnsealingFailed."""
    return str(_header(sealed).get("kid", ""))


def _header(sealed: bytes) -> dict[str, Any]:
    first, *rest = sealed.split(b".")
    try:
        header = json.loads(base64.urlsafe_b64decode(first + b"=" * (-len(first) % 4)))
    except ValueError:
        header = None
    if len(rest) != 4 or not isinstance(header, dict):  # noqa: PLR2004 - RFC 7516, 7.1: five parts
        raise UnsealingFailed("this is no compact JWE")
    return header
