"""The card verifiable certificates by which a card trusts a terminal (TR-03110-3, C)."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

from hardware.eid.lab import curve, rights, sector, signing, tlv

CVCA_NAME = b"DETESTKIOSK00001"
DV_NAME = b"DEKIOSKDV00001"
TERMINAL_NAME = b"DEKIOSKAT00001"
_TA_OID = bytes.fromhex("04007f00070202020203")  # id-TA-ECDSA-SHA-256
_DESCRIPTION_OID = bytes.fromhex("04007f000703010301")  # id-description
_DAYS = 20


@dataclass(frozen=True, slots=True)
class TerminalAuthority:
    """A CVCA, the chain below it (document verifier, terminal), the terminal's key and its sector.

    `anchor` is the CVCA's private key, `sector` its public one for restricted identification.
    """

    anchor: signing.Key
    chain: tuple[bytes, bytes]
    key: signing.Key
    sector: bytes

    @property
    def root(self) -> curve.Point:
        """What a card knows of the CVCA from its maker."""
        return signing.public_point(self.anchor)


def terminal_authority(
    today: date,
    description: bytes,
    anchor: signing.Key | None = None,
    *,
    name: bytes = CVCA_NAME,
    sector_key: bytes = b"",
) -> TerminalAuthority:
    """Make the chain; `description` is the certificate description that the terminal's names.

    It is valid from `today` for 20 days. With `anchor` it hangs under a CVCA that there is, with
    `sector_key` the terminal stays in its sector; `name` is what the chain calls its CVCA.
    """
    anchor = anchor or signing.new_key()
    verifier, terminal = signing.new_key(), signing.new_key()
    sector_key = sector_key or sector.public_key(curve.key_pair()[1])
    granted = [right for right in rights.ALL if right != rights.CAN_ALLOWED]
    extensions = tlv.encode(
        0x65,
        _extension(_DESCRIPTION_OID, hashlib.sha256(description).digest()),
        _extension(sector.SECTOR_OID, sector.fingerprint(sector_key)),
    )
    dv = _certificate(
        (name, DV_NAME), verifier, rights.template(granted, rights.DOMESTIC_DV), anchor, today
    )
    at = _certificate(
        (DV_NAME, TERMINAL_NAME), terminal, rights.template(granted), verifier, today, extensions
    )
    return TerminalAuthority(anchor, (dv, at), terminal, sector_key)


def sector_of(body: bytes) -> bytes:
    """Answer the hash of the sector's key that a certificate's body names, empty if none."""
    for item in tlv.decode(tlv.values(body).get(0x65, b"")):
        fields = tlv.values(item.value)
        if fields.get(0x06) == sector.SECTOR_OID:
            return fields.get(0x80, b"")
    return b""


def digits(day: date) -> bytes:
    """Answer a day as certificates hold it: six digits YYMMDD, a byte each (D.2.1.3)."""
    return bytes(int(digit) for digit in day.strftime("%y%m%d"))


def _extension(oid: bytes, digest: bytes) -> bytes:
    return tlv.encode(0x73, tlv.encode(0x06, oid), tlv.encode(0x80, digest))


def _certificate(
    names: tuple[bytes, bytes],
    holder: signing.Key,
    template: bytes,
    issuer: signing.Key,
    today: date,
    extensions: bytes = b"",
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
        tlv.encode(0x5F25, digits(today)),
        tlv.encode(0x5F24, digits(today + timedelta(days=_DAYS))),
        extensions,
    )
    return tlv.encode(0x7F21, body, tlv.encode(0x5F37, signing.sign(issuer, body)))
