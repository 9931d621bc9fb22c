"""A wrong service definition is refused with file and key, before any citizen meets it."""

from pathlib import Path

import pytest

from kiosk.journeys.services import load_services
from kiosk.journeys.tables import DefinitionRefused
from tests.terminal import CONFIG, services

GOOD = (CONFIG / "services" / "fuehrungszeugnis.toml").read_text("utf-8")
PORTAL = (CONFIG / "services" / "fuehrungszeugnis-bund.toml").read_text("utf-8")
DESTINATIONS = frozenset({"intake"})


def load(folder: Path, text: str, name: str = "fuehrungszeugnis") -> None:
    (folder / f"{name}.toml").write_text(text, "utf-8")
    load_services(folder, DESTINATIONS, lambda message: "lacking" not in message)


def test_all_shipped_services_load_in_their_order() -> None:
    assert [service.id for service in services()] == [
        "fuehrungszeugnis",
        "fuehrungszeugnis-bund",
        "meldebescheinigung",
        "ausweis-vorerfassung",
        "eid-pin",
    ]


def test_the_good_definition_loads(tmp_path: Path) -> None:
    load(tmp_path, GOOD)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('icon = "certificate"', "", "icon: is missing"),
        ("minutes = 4", 'minutes = "4"', "minutes: must be a whole number"),
        ("minutes = 4", "minutes = -4", "minutes: must be a whole number"),
        ("minutes = 4", "minutes = true", "minutes: must be a whole number"),
        ("order = 10", "order = 10\nordre = 2", "ordre: unknown key"),
        ('availability = "always"', 'availability = "often"', "'often' is not one of"),
        ('destination = "intake"', 'destination = "nowhere"', "'nowhere' is not configured"),
        ("cents = 1300", "", "fee.cents: is missing"),
        ("cents = 1300", "cents = 1300\ntip = 1", "fee.tip: unknown key"),
        ("cents = 1300", 'cents = 1300\nwaived_when = "rich"', "fee.waived_when: 'rich'"),
        ('"PlaceOfBirth"', '"ShoeSize"', "identity.required: 'ShoeSize'"),
        ('"PlaceOfBirth"', '"GivenNames"', "says something twice"),
        ('kind = "pay"', 'kind = "barter"', "'barter' is not one of"),
        ('kind = "pay"', 'kind = "check"', "'check' comes twice"),
        ('[[steps]]\nkind = "pay"\n', "", "'pay' is missing"),
        ('[[steps]]\nkind = "consent"\n', "", "'consent' is missing"),
        ('[[steps]]\nkind = "take_card"\n', "", "must end with 'take_card'"),
        ('[[steps]]\nkind = "submit"\n', "", "'submit' is missing"),
        ('options = ["n", "o"]', "options = []", "options: belong to"),
        ('options = ["n", "o"]', 'options = ["n", "lacking"]', "text '"),
        ('check = "person_name"', 'check = "nice"', "check: 'nice'"),
        ('when = "belegart_is_o"', 'when = "full_moon"', "when: 'full_moon'"),
        ('unless_read = "BirthName"', 'unless_read = "Age"', "unless_read: 'Age' is not one of"),
        (
            'unless_read = "BirthName"',
            'unless_read = "Nationality"',
            "the card is not asked for it",
        ),
        ("max_length = 120", "max_length = 5000", "max_length: must be"),
        ('id = "purpose"', 'id = "authority"', "comes twice"),
        ('id = "fuehrungszeugnis"', 'id = "other"', "differs from the file's name"),
        ('id = "fuehrungszeugnis"', 'id = "fuehrungszeugnis', "fuehrungszeugnis.toml"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in GOOD
    with pytest.raises(DefinitionRefused) as refused:
        load(tmp_path, GOOD.replace(old, new, 1))
    assert told in str(refused.value)
    assert str(refused.value).startswith("fuehrungszeugnis.toml: ")


def test_a_step_that_cannot_be_reached_is_refused(tmp_path: Path) -> None:
    swapped = GOOD.replace('kind = "check"', 'kind = "X"').replace('kind = "pay"', 'kind = "check"')
    with pytest.raises(DefinitionRefused, match="cannot be reached before"):
        load(tmp_path, swapped.replace('kind = "X"', 'kind = "pay"'))


def test_a_missing_text_is_refused_with_its_id(tmp_path: Path) -> None:
    with pytest.raises(DefinitionRefused, match=r"service\.lacking\.title"):
        load(tmp_path, GOOD.replace('id = "fuehrungszeugnis"', 'id = "lacking"'), "lacking")


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DefinitionRefused, match="no service definition"):
        load_services(tmp_path, DESTINATIONS, lambda _message: True)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('[portal]\nname = "fuehrungszeugnis"', "", "belong together"),
        ('name = "fuehrungszeugnis"', "name = 3", "portal.name: must be a text"),
        ('name = "fuehrungszeugnis"', 'name = "x"\nstart = "y"', "portal.start: unknown key"),
        ('kind = "portal"', 'kind = "identify"', "belong together"),
        ('[[steps]]\nkind = "consent"\n', "", "the citizen must know that they leave"),
        ('[[steps]]\nkind = "take_card"\n', "", "must end with 'take_card'"),
        ('kind = "take_card"', 'kind = "pay"', "'pay' has no place"),
        ("leaves_case = false", 'destination = "intake"', "'submit' is missing"),
        ('kind = "portal"', 'kind = "portal"\n[[steps]]\nkind = "photo"', "'photo' has no place"),
    ],
)
def test_a_service_at_a_portal_is_its_window_and_nothing_else(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    assert old in PORTAL
    with pytest.raises(DefinitionRefused) as refused:
        load(tmp_path, PORTAL.replace(old, new, 1), "fuehrungszeugnis-bund")
    assert told in str(refused.value)


def test_the_steps_of_a_portal_come_in_their_order(tmp_path: Path) -> None:
    swapped = PORTAL.replace('kind = "consent"', 'kind = "X"').replace('"portal"', '"consent"')
    with pytest.raises(DefinitionRefused, match="cannot be reached before 'consent'"):
        load(tmp_path, swapped.replace('kind = "X"', 'kind = "portal"'), "fuehrungszeugnis-bund")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('passport = ["passport"]\n', "", "steps[4].documents: must name every answer"),
        ('question = "document"', 'question = "birthday"', "must name every answer to 'birthday'"),
        ('question = "document"', 'question = "colour"', "must name every answer to 'colour'"),
        ('passport = ["passport"]', 'passport = ["licence"]', "documents.passport: 'licence' is"),
        ('passport = ["passport"]', "passport = []", "must name documents for each answer"),
        ("[steps.documents]", "[steps.papers]", "must name documents for each answer"),
    ],
)
def test_a_signature_is_drawn_for_documents_that_there_are(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    shipped = (CONFIG / "services" / "ausweis-vorerfassung.toml").read_text("utf-8")
    assert shipped.count(old) == 1
    (tmp_path / "ausweis-vorerfassung.toml").write_text(shipped.replace(old, new), "utf-8")
    with pytest.raises(DefinitionRefused) as refused:
        load_services(tmp_path, frozenset({"handover"}), lambda _message: True)
    assert told in str(refused.value)
