"""The card verifiable certificates by which a card trusts a terminal (TR-03110-3, C)."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

from hardware.eid.lab import curve, rights, signing, tlv

CVCA_NAME = b"DETESTKIOSK00001"
_DV_NAME = b"DEKIOSKDV00001"
_TERMINAL_NAME = b"DEKIOSKAT00001"
_TA_OID = bytes.fromhex("04007f00070202020203")  # id-TA-ECDSA-SHA-256
_DESCRIPTION_OID = bytes.fromhex("04007f000703010301")  # id-description
_DAYS = 20


@dataclass(frozen=True, slots=True)
class TerminalAuthority:
    """A CVCA, the chain below it (document verifier, terminal) and the terminal's key."""

    root: curve.Point
    chain: tuple[bytes, bytes]
    key: signing.Key


def terminal_authority(today: date, description: bytes) -> TerminalAuthority:
    """Make the chain; `description` is the certificate description that the terminal's names."""
    root, verifier, terminal = signing.new_key(), signing.new_key(), signing.new_key()
    granted = [name for name in rights.ALL if name != rights.CAN_ALLOWED]
    digest = tlv.encode(0x80, hashlib.sha256(description).digest())
    extension = tlv.encode(0x65, tlv.encode(0x73, tlv.encode(0x06, _DESCRIPTION_OID), digest))
    dv = _certificate(
        (CVCA_NAME, _DV_NAME), verifier, rights.template(granted, rights.DOMESTIC_DV), root, today
    )
    at = _certificate(
        (_DV_NAME, _TERMINAL_NAME), terminal, rights.template(granted), verifier, today, extension
    )
    return TerminalAuthority(signing.public_point(root), (dv, at), terminal)


def _certificate(
    names: tuple[bytes, bytes],
    holder: signing.Key,
    template: bytes,
    issuer: signing.Key,
    today: date,
    extension: bytes = b"",
) -> bytes:
    authority, name = names
    point = tlv.encode(0x86, curve.encode(signing.public_point(holder)))
    body = tlv.encode(
        0x7F4E,
        tlv.encode(0x5F29, b"\0"),
        tlv.encode(0x42, authority),
        tlv.encode(0x7F49, tlv.encode(0x06, _TA_OID), point),
        tlv.encode(0x5F20, name),
        template,
        tlv.encode(0x5F25, _digits(today)),
        tlv.encode(0x5F24, _digits(today + timedelta(days=_DAYS))),
        extension,
    )
    return tlv.encode(0x7F21, body, tlv.encode(0x5F37, signing.sign(issuer, body)))


def _digits(day: date) -> bytes:
    return bytes(int(digit) for digit in day.strftime("%y%m%d"))
