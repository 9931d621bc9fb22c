"""The test card's holder and what stands in the card's data groups (TR-03110-4, A.1)."""

from dataclasses import dataclass, field

from hardware.eid.lab import tlv
from kiosk.contracts.identity import Address, Attribute, Identity

_UTF8 = 0x0C
_NUMERIC = 0x12
_PRINTABLE = 0x13
_SEQUENCE = 0x30
_FREE_TEXT = 0xA1
_STREET = 0xAA
_CITY = 0xAB
_COUNTRY = 0xAD
_ZIP = 0xAE
_FIRST_TAG = 0x60

GROUPS = {
    Attribute.GIVEN_NAMES: 4,
    Attribute.FAMILY_NAME: 5,
    Attribute.DOCTORAL_DEGREE: 7,
    Attribute.DATE_OF_BIRTH: 8,
    Attribute.PLACE_OF_BIRTH: 9,
    Attribute.NATIONALITY: 10,
    Attribute.BIRTH_NAME: 13,
    Attribute.ADDRESS: 17,
}


@dataclass(frozen=True, slots=True)
class Holder:
    """A person with the card's own data; `expiry` is YYYYMMDD, `community` the AGS in BCD."""

    identity: Identity = field(repr=False)
    expiry: str = "20351031"
    community: bytes = bytes.fromhex("02760503150000")


# The specimen holder of German documents. Real cards hold capitals; this one is easier on the eye.
ERIKA = Holder(
    Identity(
        family_name="Mustermann",
        given_names="Erika",
        birth_name="Gabler",
        date_of_birth="19640812",
        place_of_birth="Berlin",
        nationality="D",
        address=Address("Heidestraße 17", "51147", "Köln", "D"),
    )
)


def data_groups(holder: Holder) -> dict[int, bytes]:
    """Answer the content of each data group by its number."""
    person = holder.identity
    contents = {
        1: tlv.encode(_PRINTABLE, b"ID"),
        2: tlv.encode(_PRINTABLE, b"D"),
        3: tlv.encode(_NUMERIC, holder.expiry.encode()),
        4: _text(person.given_names),
        5: _text(person.family_name),
        6: _text(""),
        7: _text(person.doctoral_degree),
        8: tlv.encode(_NUMERIC, person.date_of_birth.encode()),
        9: tlv.encode(_FREE_TEXT, _text(person.place_of_birth)),
        10: tlv.encode(_PRINTABLE, person.nationality.encode()),
        13: _text(person.birth_name),
        17: _place(person.address),
        18: tlv.encode(0x04, holder.community),
    }
    return {group: tlv.encode(_FIRST_TAG + group, body) for group, body in contents.items()}


def read_text(group: bytes) -> str:
    """Answer the text of a data group that holds one string. Raises TlvError, ValueError."""
    inner = tlv.decode(tlv.decode(group)[0].value)[0]
    if inner.tag == _FREE_TEXT:
        inner = tlv.decode(inner.value)[0]
    return inner.value.decode()


def read_address(group: bytes) -> Address:
    """Answer the address of data group 17. Raises TlvError, ValueError."""
    fields = tlv.values(tlv.find(group, _FIRST_TAG + 17, _SEQUENCE) or b"")

    def text(tag: int) -> str:
        inner = tlv.decode(fields.get(tag, b""))
        return inner[0].value.decode() if inner else ""

    return Address(text(_STREET), text(_ZIP), text(_CITY), text(_COUNTRY))


def _text(value: str) -> bytes:
    return tlv.encode(_UTF8, value.encode())


def _place(address: Address | None) -> bytes:
    if address is None:
        return tlv.encode(0xA2, _text("keine Hauptwohnung in Deutschland"))
    return tlv.encode(
        _SEQUENCE,
        tlv.encode(_STREET, _text(address.street)),
        tlv.encode(_CITY, _text(address.city)),
        tlv.encode(_COUNTRY, tlv.encode(_PRINTABLE, address.country.encode())),
        tlv.encode(_ZIP, tlv.encode(_PRINTABLE, address.postal_code.encode())),
    )
