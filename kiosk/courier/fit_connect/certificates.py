"""The certificates beside a published key: that they are the key's, and lead to roots we were given."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.store.failures import KeyRefused

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

LONGEST_CHAIN = 6


class Trust:
    """`roots` is a PEM file, empty where the service's word is enough."""

    def __init__(self, roots: str) -> None:
        self._roots = roots

    def check(self, jwk: Mapping[str, Any], now: datetime) -> None:
        """Raise KeyRefused unless `x5c` (RFC 7517, 4.7) is this key's and leads to a root.

        Without roots, certificates may be missing. Revocation is not looked up.
        """
        if not self._roots and "x5c" not in jwk:
            return
        chain = _chain(jwk.get("x5c"))
        if _numbers(chain[0]) != (_integer(jwk.get("n")), _integer(jwk.get("e"))):
            raise KeyRefused("its certificate is another key's")
        if not self._roots:
            return
        for certificate in chain:
            if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
                raise KeyRefused("a certificate is out of date")
        for issued, issuer in pairwise(chain):
            _check_issued(issued, issuer)
        self._check_root(chain[-1])

    def _check_root(self, last: Certificate) -> None:
        from cryptography import x509  # noqa: PLC0415 - only who checks keys needs it

        try:
            roots = x509.load_pem_x509_certificates(Path(self._roots).read_bytes())
        except (OSError, ValueError) as error:
            raise KeyRefused(f"{self._roots}: {type(error).__name__}") from None
        for root in roots:
            if last == root:
                return
            try:
                _check_issued(last, root)
            except KeyRefused:
                continue
            return
        raise KeyRefused("its certificates lead to no root in the file 'pki'")


def _chain(x5c: object) -> Sequence[Certificate]:
    from cryptography import x509  # noqa: PLC0415

    if not isinstance(x5c, list) or not 0 < len(x5c) <= LONGEST_CHAIN:
        raise KeyRefused("it has no certificate")
    try:
        return [x509.load_der_x509_certificate(base64.b64decode(str(each))) for each in x5c]
    except (ValueError, binascii.Error):
        raise KeyRefused("its certificates cannot be read") from None


def _check_issued(issued: Certificate, issuer: Certificate) -> None:
    """Raise KeyRefused unless `issuer` is an authority and signed `issued`."""
    from cryptography import x509  # noqa: PLC0415
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415

    try:
        issued.verify_directly_issued_by(issuer)
        limits = issuer.extensions.get_extension_for_class(x509.BasicConstraints).value
    except (ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound):
        raise KeyRefused("its certificates do not follow from one another") from None
    if not limits.ca:
        raise KeyRefused("a certificate was issued by one that may issue none")


def _numbers(certificate: Certificate) -> tuple[int, int] | None:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey  # noqa: PLC0415

    key = certificate.public_key()
    if not isinstance(key, RSAPublicKey):
        return None
    numbers = key.public_numbers()
    return numbers.n, numbers.e


def _integer(text: object) -> int:
    padded = str(text) + "=" * (-len(str(text)) % 4)
    return int.from_bytes(base64.urlsafe_b64decode(padded))
