"""Security event tokens (RFC 8417) and the outside of a compact JWE, for both halves of the double."""

import base64
import binascii
import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from jwcrypto import jwk, jws

from kiosk.demo.fit_connect.keys import SIGNING, Jwk, KeyPair

EVENTS = "https://schema.fitko.de/fit-connect/events/"
PAYLOAD = "https://schema.fitko.de/fit-connect/set-payload/1.0.0/set-payload.schema.json"
JWE_PARTS = 5
JWS_PARTS = 3


def signed_event(
    key: KeyPair,
    *,
    issuer: str,
    at: float,
    submission: str,
    case: str,
    event: str,
    payload: Mapping[str, object],
) -> str:
    """Answer an event as FIT-Connect's log holds it, signed with PS512."""
    claims = {
        "$schema": PAYLOAD,
        "jti": str(uuid.uuid4()),
        "iss": issuer,
        "iat": int(at),
        "sub": f"submission:{submission}",
        "txn": f"case:{case}",
        "events": {EVENTS + event: dict(payload)},
    }
    header = {"typ": "secevent+jwt", "alg": SIGNING, "kid": key.kid}
    return sign(key, header, claims)


def sign(key: KeyPair, header: Mapping[str, object], claims: Mapping[str, object]) -> str:
    token = jws.JWS(json.dumps(claims).encode())
    # Told expressly: a test may name another algorithm in the header than the key's.
    token.allowed_algs = [str(header["alg"])]
    token.add_signature(key.signer, alg=None, protected=json.dumps(header))
    return str(token.serialize(compact=True))


def claims_of(token: str, public: Jwk) -> dict[str, Any]:
    """Answer the claims of a token that this key signed with PS512; raises ValueError."""
    try:
        read = jws.JWS()
        read.deserialize(token, jwk.JWK(**public), alg=SIGNING)
        claims = json.loads(read.payload)
    except (jws.InvalidJWSSignature, jws.InvalidJWSObject) as error:
        raise ValueError("the signature is wrong") from error
    return dict(claims)


def header_of(token: str, parts: int) -> dict[str, Any]:
    """Answer the header of a compact token of so many parts; raises ValueError."""
    pieces = token.split(".")
    try:
        header = json.loads(base64.urlsafe_b64decode(pieces[0] + "=" * (-len(pieces[0]) % 4)))
    except (ValueError, binascii.Error):
        header = None
    if len(pieces) != parts or not isinstance(header, dict):
        raise ValueError("this is no compact token")
    return header


def tags_of(metadata: str, data: str, attachments: Mapping[str, str]) -> dict[str, object]:
    """Answer the authentication tags of a submission: the fifth part of each JWE."""
    return {
        "metadata": metadata.rpartition(".")[2],
        "data": data.rpartition(".")[2],
        "attachments": {name: sealed.rpartition(".")[2] for name, sealed in attachments.items()},
    }


def problems_of(*kinds: str) -> Sequence[dict[str, str]]:
    """Answer a rejection's problems as a receiver words them."""
    return [
        {"type": f"{EVENTS}problems/{kind}", "title": kind, "detail": kind, "instance": "other"}
        for kind in kinds
    ]
