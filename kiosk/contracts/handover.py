"""What a terminal and the hand-over server say to each other: announcements, signatures, receipts.

Requests are signed by HTTP Message Signatures (RFC 9421) with Ed25519 over method, path and
Content-Digest (RFC 9530); a receipt is a compact JWS (RFC 7515) with EdDSA (RFC 8037).
"""

import base64
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Self

ROOT = "/handover/v1/containers"
DOCUMENT = "case"
# The answer that, with the code, finds a container: DDMM, and no year (reference: PassDEÜV § 1f).
BIRTHDAY = "birthday"
LEGAL_HOURS = 96
# What a container may have: fifteen files of a pre-capture and its document, and as much again for
# the shots that a PAD alarm sends along. Bytes are of the sealed pieces.
MOST_PARTS = 32
LARGEST_PART = 16 * 1024 * 1024
LARGEST = 32 * 1024 * 1024
WINDOW_SECONDS = 300
_LABEL = "sig1"
_TYPE = "handover-receipt+jwt"
_INPUT = re.compile(
    rf'{_LABEL}=(\("@method" "@path" "content-digest"\);created=(\d{{1,12}})'
    r';keyid="([a-z0-9][a-z0-9-]{0,63})";alg="ed25519")'
)
_SIGNATURE = re.compile(rf"{_LABEL}=:([A-Za-z0-9+/]{{86}}==):")

Sign = Callable[[bytes], bytes]
Verify = Callable[[bytes, bytes], None]


class Unsigned(ValueError):
    """A request or a receipt does not bear the signature that it must."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One sealed part of a container; `size` in bytes, `sha256` of the sealed bytes."""

    name: str
    size: int
    sha256: str


def digest(container: str, kid: str, pieces: Iterable[Piece]) -> str:
    """Answer the SHA-256 that names a container's very bytes; both sides reckon it for themselves."""
    parts = sorted((asdict(piece) for piece in pieces), key=lambda part: str(part["name"]))
    return hashlib.sha256(_json({"container": container, "kid": kid, "parts": parts})).hexdigest()


@dataclass(frozen=True, slots=True)
class Receipt:
    """The server's word that nothing of a container is left with it; times are UTC texts.

    `reason`: fetched, discarded (by a clerk, unused) or expired.
    """

    container: str
    digest: str
    terminal: str
    reason: str
    received: str
    deleted: str

    def compact(self, sign: Sign) -> str:
        signed = b".".join(_b64(_json(part)) for part in (_header(), asdict(self)))
        return (signed + b"." + _b64(sign(signed))).decode("ascii")

    @classmethod
    def read(cls, compact: str, verify: Verify) -> Self:
        """Answer the receipt whose signature `verify` accepted. Raises Unsigned."""
        try:
            signed, _, signature = compact.encode("ascii").rpartition(b".")
            header, _, payload = signed.partition(b".")
            told = json.loads(_unb64(header)), json.loads(_unb64(payload))
            verify(_unb64(signature), signed)
            receipt = cls(**{name: str(value) for name, value in told[1].items()})
        except Exception as error:  # noqa: BLE001 - whatever is wrong with it, it is no receipt
            raise Unsigned(f"the receipt is not its server's: {type(error).__name__}") from None
        if told[0] != _header():
            raise Unsigned("this is no receipt of a hand-over server")
        return receipt


def signed_headers(
    method: str, path: str, body: bytes, *, terminal: str, created: int, sign: Sign
) -> dict[str, str]:
    """Answer the three headers that make a request the terminal's own; `created` is Unix seconds."""
    digest_ = content_digest(body)
    parameters = (
        f'("@method" "@path" "content-digest");created={created};keyid="{terminal}";alg="ed25519"'
    )
    signature = sign(_signature_input(method, path, digest_, parameters))
    return {
        "Content-Digest": digest_,
        "Signature-Input": f"{_LABEL}={parameters}",
        "Signature": f"{_LABEL}=:{base64.b64encode(signature).decode('ascii')}:",
    }


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a request says of its sender, before the signature was checked."""

    terminal: str
    created: int
    signature: bytes
    signed: bytes


def read_headers(method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Claimed:
    """Answer who says to have signed this request. Raises Unsigned."""
    told = _INPUT.fullmatch(headers.get("signature-input", ""))
    signature = _SIGNATURE.fullmatch(headers.get("signature", ""))
    if told is None or signature is None:
        raise Unsigned("the request is not signed as this interface wants it")
    if headers.get("content-digest") != content_digest(body):
        raise Unsigned("the body is not the one that was signed")
    parameters, created, terminal = told.groups()
    signed = _signature_input(method, path, content_digest(body), parameters)
    return Claimed(terminal, int(created), base64.b64decode(signature[1]), signed)


def content_digest(body: bytes) -> str:
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode('ascii')}:"


def _signature_input(method: str, path: str, digest_: str, parameters: str) -> bytes:
    """Answer the signature base of RFC 9421, 2.5."""
    lines = (
        f'"@method": {method}',
        f'"@path": {path}',
        f'"content-digest": {digest_}',
        f'"@signature-params": {parameters}',
    )
    return "\n".join(lines).encode("ascii")


def _header() -> dict[str, str]:
    return {"alg": "EdDSA", "typ": _TYPE}


def _json(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def _b64(value: bytes) -> bytes:
    return base64.urlsafe_b64encode(value).rstrip(b"=")


def _unb64(value: bytes) -> bytes:
    return base64.urlsafe_b64decode(value + b"=" * (-len(value) % 4))
