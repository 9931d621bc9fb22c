"""Restricted identification: a pseudonym for each sector of services (TR-03110-2, 3.7; -3, B.5).

The card multiplies the sector's public key with a private key of its own and hashes the product:
the same card is known again by the same service, and by no other one.
"""

import hashlib

from hardware.eid.lab import curve, tlv
from hardware.eid.lab.secure_messaging import Command

RI_OID = bytes.fromhex("04007f00070202050203")  # id-RI-ECDH-SHA-256
SECTOR_OID = bytes.fromhex("04007f000703010302")  # id-sector
KEY_ID = 1

_PUBLIC_KEY = 0x7F49
_DYNAMIC_DATA = 0x7C
_FIRST_SECTOR = 0xA0
_FIRST_IDENTIFIER = 0x81
_POINT = 0x86


def public_key(point: curve.Point) -> bytes:
    """Answer the data objects of a sector's public key, domain parameters included (D.3.3)."""
    return b"".join(
        tlv.encode(tag, value)
        for tag, value in (
            (0x06, RI_OID),
            (0x81, curve.P.to_bytes(curve.SIZE, "big")),
            (0x82, curve.A.to_bytes(curve.SIZE, "big")),
            (0x83, curve.B.to_bytes(curve.SIZE, "big")),
            (0x84, curve.encode(curve.GENERATOR)),
            (0x85, curve.ORDER.to_bytes(curve.SIZE, "big")),
            (_POINT, curve.encode(point)),
            (0x87, b"\x01"),
        )
    )


def fingerprint(key: bytes) -> bytes:
    """Answer what the terminal's certificate says of its sector: the key's hash (C.3.2)."""
    return hashlib.sha256(tlv.encode(_PUBLIC_KEY, key)).digest()


def commands(key: bytes) -> tuple[Command, Command]:
    """Answer the two commands by which a server asks for the pseudonym."""
    chosen = tlv.encode(0x80, RI_OID) + tlv.encode(0x84, bytes([KEY_ID]))
    asked = tlv.encode(_DYNAMIC_DATA, tlv.encode(_FIRST_SECTOR, key))
    return Command(0, 0x22, 0x41, 0xA4, chosen, None), Command(0, 0x86, 0, 0, asked, 256)


def answer(secret: int, asked: bytes, known: bytes) -> bytes | None:
    """Answer the card's data for a sector's key; None where the certificate names another sector.

    Raises ValueError, TlvError where the key cannot be read.
    """
    key = tlv.find(asked, _DYNAMIC_DATA, _FIRST_SECTOR) or b""
    if not known or fingerprint(key) != known:
        return None
    product = curve.multiply(secret, curve.decode(tlv.find(key, _POINT) or b""))
    identifier = hashlib.sha256(curve.x_of(product)).digest()
    return tlv.encode(_DYNAMIC_DATA, tlv.encode(_FIRST_IDENTIFIER, identifier))


def pseudonym(answered: bytes) -> bytes:
    """Answer the 32 bytes of the pseudonym. Raises ValueError where there is none."""
    found = tlv.find(answered, _DYNAMIC_DATA, _FIRST_IDENTIFIER)
    if not found:
        raise ValueError("The card answered no sector identifier.")
    return found
