"""Auxiliary data: what the card compares for the terminal without telling it (TR-03110-3, A.6.5, B.6).

The server signs the data within terminal authentication; later it asks for each comparison by its
object identifier, and the card answers with nothing but yes or no.
"""

from collections.abc import Mapping
from datetime import date

from hardware.eid.lab import rights, tlv
from hardware.eid.lab.card_passwords import OK
from hardware.eid.lab.person import Holder

BIRTH = bytes.fromhex("04007f000703010401")  # id-DateOfBirth
EXPIRY = bytes.fromhex("04007f000703010402")  # id-DateOfExpiry
COMMUNITY = bytes.fromhex("04007f000703010403")  # id-CommunityID
NOT_VERIFIED = 0x6300
NO_ACCESS = 0x6982
NOT_FOUND = 0x6A88

_TEMPLATE = 0x67
_ITEM = 0x73
_OID = 0x06
_VALUE = 0x53
_RIGHTS = {BIRTH: "AgeVerification", COMMUNITY: "AddressVerification"}


def encode(items: Mapping[bytes, bytes]) -> bytes:
    """Answer the data object that the terminal signs, from values by object identifier."""
    return tlv.encode(
        _TEMPLATE,
        *(
            tlv.encode(_ITEM, tlv.encode(_OID, oid), tlv.encode(_VALUE, value))
            for oid, value in items.items()
        ),
    )


def decode(data: bytes) -> dict[bytes, bytes]:
    """Answer the values by object identifier. Raises TlvError, KeyError."""
    items = (tlv.values(item.value) for item in tlv.decode(tlv.find(data, _TEMPLATE) or b""))
    return {fields[_OID]: fields[_VALUE] for fields in items}


def born_by(today: date, age: int) -> bytes:
    """Answer the latest day of birth of somebody who is `age` years old today, as YYYYMMDD."""
    try:
        day = today.replace(year=today.year - age)
    except ValueError:  # 29 February, and none in that year
        day = today.replace(year=today.year - age, day=28)
    return f"{day:%Y%m%d}".encode()


def verify(oid: bytes, auxiliary: bytes, holder: Holder, granted: bytes) -> int:
    """Answer the card's status word for one comparison; `granted` are the terminal's rights."""
    right = _RIGHTS.get(oid)
    if right is not None and not rights.holds(granted, right):
        return NO_ACCESS
    wanted = decode(auxiliary).get(oid)
    if wanted is None:
        return NOT_FOUND
    match oid:
        case _ if oid == BIRTH:
            holds = _born_at_latest(holder.identity.date_of_birth) <= wanted
        case _ if oid == EXPIRY:
            holds = wanted <= holder.expiry.encode()
        case _:
            holds = holder.community.startswith(wanted)
    return OK if holds else NOT_VERIFIED


def _born_at_latest(birth: str) -> bytes:
    """Answer the last day that a partly unknown day of birth can mean (blanks, TR-03127)."""
    year, month, day = birth[:4], birth[4:6], birth[6:8]
    return (
        year.replace(" ", "9") + (month if month.strip() else "12") + (day if day.strip() else "31")
    ).encode()
