"""Rights of authentication terminals: their bits and their names in the SDK (TR-03110-4, 2.2.3.2)."""

from collections.abc import Iterable

from hardware.eid.lab import tlv

AUTHENTICATION_TERMINAL = bytes.fromhex("04007f000703010202")  # id-AT
CAN_ALLOWED = "CanAllowed"

_BITS = {
    "AgeVerification": 0,
    "AddressVerification": 1,
    "Pseudonym": 2,
    CAN_ALLOWED: 4,
    "DocumentType": 8,
    "IssuingCountry": 9,
    "ValidUntil": 10,
    "GivenNames": 11,
    "FamilyName": 12,
    "ArtisticName": 13,
    "DoctoralDegree": 14,
    "DateOfBirth": 15,
    "PlaceOfBirth": 16,
    "Nationality": 17,
    "BirthName": 20,
    "Address": 24,
    "CommunityID": 25,
}
_FIRST_GROUP_BIT = 8
_ROLE_SHIFT = 38
_OCTETS = 5

ALL = tuple(_BITS)
DOMESTIC_DV = 0b10
TERMINAL = 0b00


def authorisation(names: Iterable[str], role: int = TERMINAL) -> bytes:
    """Answer the 40 bits of a CHAT. Raises KeyError for an unknown right."""
    bits = role << _ROLE_SHIFT
    for name in names:
        bits |= 1 << _BITS[name]
    return bits.to_bytes(_OCTETS, "big")


def template(names: Iterable[str], role: int = TERMINAL) -> bytes:
    """Answer the certificate holder authorisation template (CHAT) as a data object."""
    bits = tlv.encode(0x53, authorisation(names, role))
    return tlv.encode(0x7F4C, tlv.encode(0x06, AUTHENTICATION_TERMINAL), bits)


def data_group(name: str) -> int:
    """Answer the number of the data group that the right opens."""
    return _BITS[name] - _FIRST_GROUP_BIT + 1


def opens(bits: bytes, group: int) -> bool:
    """Answer whether the 40 bits let a terminal read the data group."""
    return bool(int.from_bytes(bits, "big") >> (_FIRST_GROUP_BIT + group - 1) & 1)


def holds(bits: bytes, name: str) -> bool:
    return bool(int.from_bytes(bits, "big") >> _BITS[name] & 1)


def both(left: bytes, right: bytes) -> bytes:
    """Answer the rights that both hold."""
    common = int.from_bytes(left, "big") & int.from_bytes(right, "big")
    return common.to_bytes(_OCTETS, "big")
