"""The double's keys: the delivery service's for signing, the receiver's for both."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Self

from jwcrypto import jwk

from kiosk.store.sealing import PRODUCTION_BITS, make_authority_key
from kiosk.store.unsealing import PrivateKey

SIGNING = "PS512"
Jwk = Mapping[str, Any]


class KeyPair:
    """A private JWK and its public half, as it is published; read once, as that takes long."""

    def __init__(self, private: Jwk, public: Jwk) -> None:
        self.private = private
        self.public = public

    @property
    def kid(self) -> str:
        return str(self.public["kid"])

    @cached_property
    def signer(self) -> Any:
        return jwk.JWK(**self.private)

    @cached_property
    def opener(self) -> PrivateKey:
        return PrivateKey(self.private)

    @classmethod
    def for_sealing(cls) -> Self:
        return cls(*make_authority_key())

    @classmethod
    def for_signing(cls) -> Self:
        key = jwk.JWK.generate(kty="RSA", size=PRODUCTION_BITS)
        named = {"alg": SIGNING, "kid": key.thumbprint()}
        return cls(
            {**key.export_private(as_dict=True), **named, "key_ops": ["sign"]},
            {**key.export_public(as_dict=True), **named, "key_ops": ["verify"]},
        )
