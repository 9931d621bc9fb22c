"""How attributes of a person are shown: read from the card, not typed."""

from collections.abc import Iterator

from kiosk.contracts.identity import Address, Attribute, Identity
from kiosk.presentation.page import Fact
from kiosk.texts import Texts

CARD = "identification-card"
GERMANY = "D"
YEAR, MONTH, DAY = slice(0, 4), slice(4, 6), slice(6, 8)


def identity_facts(
    texts: Texts, identity: Identity | None, released: tuple[Attribute, ...]
) -> Iterator[Fact]:
    """Yield a private fact for each attribute that the citizen let the card tell.

    What a card has no entry for is said as well: no other name at birth, no residence in Germany.
    """
    if identity is None:
        return
    name = " ".join(filter(None, (identity.given_names, identity.family_name)))
    if identity.doctoral_degree:
        name = f"{identity.doctoral_degree} {name}"
    rows = [
        ("page.check.name", name),
        ("attribute.BirthName", _birth_name(texts, identity, released)),
        ("attribute.DateOfBirth", shown_date(texts, identity.date_of_birth)),
        ("attribute.PlaceOfBirth", identity.place_of_birth),
        ("attribute.Nationality", identity.nationality),
        ("attribute.Address", _residence(texts, identity.address, released)),
    ]
    for label, value in rows:
        if value:
            yield Fact(texts(label), value, private=True, icon=CARD)


def _birth_name(texts: Texts, identity: Identity, released: tuple[Attribute, ...]) -> str:
    if identity.birth_name or Attribute.BIRTH_NAME not in released:
        return identity.birth_name
    return texts("page.check.birth_name_same")


def _residence(texts: Texts, address: Address | None, released: tuple[Attribute, ...]) -> str:
    if address is None:
        asked = Attribute.ADDRESS in released
        return texts("page.check.no_address") if asked else ""
    town = " ".join(filter(None, (address.postal_code, address.city)))
    country = "" if address.country == GERMANY else address.country
    return ", ".join(filter(None, (address.street, town, country)))


def shown_date(texts: Texts, date: str) -> str:
    """Answer YYYYMMDD as the language writes dates; of unknown parts (blanks) nothing is said."""
    if not date:
        return ""
    year, month, day = (_number(date[part]) for part in (YEAR, MONTH, DAY))
    return texts.day(year, month, day) if year else texts("page.check.unknown")


def _number(digits: str) -> int:
    return int(digits) if digits.isdigit() else 0
