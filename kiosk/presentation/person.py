"""How attributes of a person are shown: read from the card, not typed."""

from collections.abc import Iterator

from kiosk.contracts.identity import Identity
from kiosk.presentation.page import Fact
from kiosk.texts import Texts

CARD = "identification-card"
YEAR, MONTH, DAY = slice(0, 4), slice(4, 6), slice(6, 8)


def identity_facts(texts: Texts, identity: Identity | None) -> Iterator[Fact]:
    """Yield a private fact for each attribute that was read."""
    if identity is None:
        return
    name = " ".join(filter(None, (identity.given_names, identity.family_name)))
    if identity.doctoral_degree:
        name = f"{identity.doctoral_degree} {name}"
    address = identity.address
    where = f"{address.street}, {address.postal_code} {address.city}" if address else ""
    rows = (
        ("page.check.name", name),
        ("attribute.BirthName", identity.birth_name),
        ("attribute.DateOfBirth", shown_date(identity.date_of_birth)),
        ("attribute.PlaceOfBirth", identity.place_of_birth),
        ("attribute.Address", where),
    )
    for label, value in rows:
        if value:
            yield Fact(texts(label), value, private=True, icon=CARD)


def shown_date(date: str) -> str:
    """Answer YYYYMMDD as 31.12.1999; unknown parts (blanks, as on the card) are left out."""
    parts = (date[DAY].strip(), date[MONTH].strip(), date[YEAR].strip())
    return ".".join(part for part in parts if part)
