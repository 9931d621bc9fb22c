"""The card's elementary files outside the eID application (TR-03127, TR-03110-3 A.1.1)."""

from dataclasses import dataclass
from typing import NamedTuple

from hardware.eid.lab import card_issuer, curve, sector, tlv
from hardware.eid.lab.secure_messaging import CA_OID, PACE_OID

EID_APPLICATION = bytes.fromhex("e80704007f00070302")
DIRECTORY = 0x2F00
_CARD_ACCESS = 0x011C
_CARD_SECURITY = 0x011D
_BRAINPOOL_P256R1 = 13  # TR-03110-3, A.2.1.1
CHIP_KEY_ID = 41

_TA_OID = bytes.fromhex("04007f0007020202")
_CA_DOMAIN_OID = bytes.fromhex("04007f000702020302")
_CA_PUBLIC_KEY_OID = bytes.fromhex("04007f000702020102")
_STANDARDISED_OID = bytes.fromhex("04007f00070102")


class ChipKeys(NamedTuple):
    """The card's private keys: for chip authentication, and for pseudonyms."""

    authentication: int
    pseudonyms: int


@dataclass(frozen=True, slots=True)
class CardFiles:
    """The files by their identifiers, and the private keys to what they name."""

    contents: dict[int, bytes]
    keys: ChipKeys


def card_files(issuer: card_issuer.CardIssuer) -> CardFiles:
    """Make a card's files with chip keys of its own."""
    chip_key, public = curve.key_pair()
    infos = _security_infos()
    key = _sequence(_standardised(), tlv.encode(0x03, b"\0" + curve.encode(public)))
    signed = _set(*infos, _sequence(_oid(_CA_PUBLIC_KEY_OID), key, _integer(CHIP_KEY_ID)))
    contents = {
        DIRECTORY: tlv.encode(0x61, tlv.encode(0x4F, EID_APPLICATION)),
        _CARD_ACCESS: _set(*infos),
        _CARD_SECURITY: card_issuer.sign_security_infos(issuer, signed),
    }
    return CardFiles(contents, ChipKeys(chip_key, curve.key_pair()[0]))


def chip_public_key(security_infos: bytes) -> curve.Point:
    """Answer the chip authentication key of SecurityInfos. Raises ValueError where none stands."""
    for info in tlv.decode(tlv.decode(security_infos)[0].value):
        fields = tlv.decode(info.value)
        if fields[0].value == _CA_PUBLIC_KEY_OID:
            return curve.decode(tlv.decode(fields[1].value)[1].value[1:])
    raise ValueError("The card names no chip authentication key.")


def _security_infos() -> tuple[bytes, ...]:
    return (
        _sequence(_oid(PACE_OID), _integer(2), _integer(_BRAINPOOL_P256R1)),
        _sequence(_oid(_TA_OID), _integer(2)),
        _sequence(_oid(CA_OID), _integer(2), _integer(CHIP_KEY_ID)),
        _sequence(_oid(_CA_DOMAIN_OID), _standardised(), _integer(CHIP_KEY_ID)),
        _sequence(_oid(sector.RI_OID), _sequence(_integer(1), _integer(sector.KEY_ID), _yes())),
    )


def _standardised() -> bytes:
    return _sequence(_oid(_STANDARDISED_OID), _integer(_BRAINPOOL_P256R1))


def _oid(octets: bytes) -> bytes:
    return tlv.encode(0x06, octets)


def _integer(value: int) -> bytes:
    return tlv.encode(0x02, bytes([value]))


def _yes() -> bytes:
    """Answer the ASN.1 true: the key serves authorised terminals only (A.1.1.4)."""
    return b"\x01\x01\xff"


def _sequence(*parts: bytes) -> bytes:
    return tlv.encode(0x30, *parts)


def _set(*parts: bytes) -> bytes:
    return tlv.encode(0x31, *parts)
