"""What the ID card tells is shown and not typed; what it was not allowed to tell is asked."""

from dataclasses import replace
from datetime import date

import pytest

from kiosk.contracts.eid import (
    CardMoved,
    ConfirmRights,
    Digits,
    EnterSecret,
    Finished,
    Provider,
    Resume,
    SecretKind,
)
from kiosk.contracts.identity import Address, Identity
from kiosk.contracts.private import Secret
from kiosk.domain.effects import ReplyEid, SubmitCase, WipeSecret
from kiosk.domain.events import Answered, EidPrompted, EidReplied, IdentityRead
from kiosk.presentation.page import Action, Fact, Facts, Option, Options, Prose
from tests.journeys.saying import facts, notes, told
from tests.journeys.test_services import ERIKA, PROVIDER, pays
from tests.terminal import Citizen, texts

DE = texts()["de"]
REQUIRED = ("FamilyName", "GivenNames", "DateOfBirth", "PlaceOfBirth", "Address")
OPTIONAL = ("BirthName", "DoctoralDegree")
ASKED = ConfirmRights(PROVIDER, REQUIRED, OPTIONAL)


def at_rights(asked: ConfirmRights = ASKED) -> Citizen:
    citizen = Citizen()
    citizen.presses("touch", "service.fuehrungszeugnis", "next")
    citizen.happens(EidPrompted(asked))
    assert citizen.page.id == "card.rights"
    return citizen


def is_read(citizen: Citizen, identity: Identity) -> None:
    citizen.presses("next")
    citizen.happens(EidPrompted(EnterSecret(SecretKind.PIN, 3)), EidPrompted(Finished()))
    citizen.happens(IdentityRead(identity))


def checks(identity: Identity, *rights: str) -> Citizen:
    """Walk to "check answers" with these optional rights turned on."""
    citizen = at_rights()
    citizen.presses(*(f"right.{name}" for name in rights))
    is_read(citizen, identity)
    if identity.address is None:
        assert citizen.page.id == "question.postal_address"
        citizen.does(Answered("postal_address", "Rue du Lac 1, 1000 Genève"))
        citizen.presses("next")
    citizen.presses("option.n", "next")
    if "BirthName" not in rights:
        assert citizen.page.id == "question.birth_name"
        citizen.presses("next")
    citizen.does(Answered("mother_birth_name", "Beispiel"))
    citizen.presses("next")
    assert citizen.page.id == "check"
    return citizen


def fact(citizen: Citizen, label: str) -> Fact:
    return next(f for block in citizen.page.blocks for f in facts(block) if f.label == label)


def options(citizen: Citizen) -> dict[str, Option]:
    found = next(block for block in citizen.page.blocks if isinstance(block, Options))
    return {option.action.id: option for option in found.options}


def test_a_right_without_words_of_ours_is_shown_by_its_own_name() -> None:
    asked = ConfirmRights(PROVIDER, ("FamilyName", "ResidencePermitI"), ("ResidencePermitII",))
    citizen = at_rights(asked)
    required = fact(citizen, DE("page.rights.required"))
    assert required.value == f"{DE('attribute.FamilyName')}, ResidencePermitI"
    assert options(citizen)["right.ResidencePermitII"].action.label == "ResidencePermitII"


def test_who_put_the_card_straight_goes_on() -> None:
    citizen = at_rights()
    citizen.presses("next")
    citizen.happens(EidPrompted(EnterSecret(SecretKind.PIN, 3)), EidPrompted(CardMoved()))
    assert citizen.page.id == "card.moved"
    citizen.presses("resume")
    assert citizen.wanted(ReplyEid)[-1] == ReplyEid(Resume())
    assert citizen.page.id == "card.reading"


def test_digits_that_nobody_asks_for_any_more_are_wiped() -> None:
    citizen = at_rights()
    late = Secret(b"135790")
    citizen.happens(EidReplied(Digits(SecretKind.PIN, late)))
    assert citizen.wanted(WipeSecret) == [WipeSecret(late)]
    assert citizen.wanted(ReplyEid) == []
    assert citizen.page.id == "card.rights"


def test_optional_rights_are_off_until_the_citizen_turns_them_on() -> None:
    citizen = at_rights()
    assert not any(option.chosen for option in options(citizen).values())
    citizen.presses("next")
    [reply] = [effect.reply for effect in citizen.wanted(ReplyEid) if isinstance(effect, ReplyEid)]
    assert getattr(reply, "optional", None) == ()
    citizen = at_rights()
    citizen.presses("right.BirthName")
    assert options(citizen)["right.BirthName"].chosen
    citizen.presses("right.BirthName")
    assert not options(citizen)["right.BirthName"].chosen


def test_what_the_card_tells_carries_its_sign_and_cannot_be_changed() -> None:
    citizen = checks(replace(ERIKA, doctoral_degree="Dr.", birth_name="Gabler"), *OPTIONAL)
    read = {
        "Name": "Dr. Erika Mustermann",
        "Geburtsname": "Gabler",
        "Geburtsdatum": "12.08.1964",
        "Geburtsort": "Berlin",
        "Anschrift": "Heidestraße 17, 51147 Köln",
    }
    for label, value in read.items():
        shown = fact(citizen, label)
        assert (shown.value, shown.icon, shown.change) == (value, "identification-card", None)
        assert shown.private
    assert fact(citizen, "Geburtsname der Mutter").change is not None
    assert DE("page.check.from_card") in notes(citizen.page)


def test_a_birth_name_that_the_card_did_not_tell_is_asked_and_sent() -> None:
    citizen = at_rights()
    is_read(citizen, ERIKA)
    citizen.presses("option.n", "next")
    citizen.does(Answered("birth_name", "Gabler"))
    citizen.presses("next")
    citizen.does(Answered("mother_birth_name", "Beispiel"))
    citizen.presses("next")
    typed = fact(citizen, "Geburtsname")
    assert typed.value == "Gabler"
    assert typed.change is not None
    citizen.presses("next")
    pays(citizen)
    [submitted] = citizen.wanted(SubmitCase)
    assert isinstance(submitted, SubmitCase)
    assert dict(submitted.answers)["birth_name"] == "Gabler"


def test_a_birth_name_left_out_is_the_family_name() -> None:
    citizen = checks(ERIKA)
    assert fact(citizen, "Geburtsname").value == "wie der Familienname"


def test_a_birth_name_that_the_card_told_is_not_asked_even_where_it_has_none() -> None:
    citizen = checks(ERIKA, "BirthName")
    shown = fact(citizen, "Geburtsname")
    assert shown.value == "wie der Familienname"
    assert shown.icon == "identification-card"
    assert "question.birth_name" not in citizen.pages


@pytest.mark.parametrize(
    ("born", "german", "english"),
    [
        ("19640812", "12.08.1964", "12/08/1964"),
        ("196408  ", "August 1964", "August 1964"),
        ("1964    ", "1964", "1964"),
        ("        ", "unbekannt", "unknown"),
    ],
)
def test_a_date_of_birth_with_unknown_parts(born: str, german: str, english: str) -> None:
    citizen = checks(replace(ERIKA, date_of_birth=born))
    assert told(citizen.page)["Geburtsdatum"] == german
    citizen.presses("language", "language.en")
    assert told(citizen.page)["Date of birth"] == english


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (None, "keine Wohnung in Deutschland eingetragen"),
        (Address("", "51147", "Köln"), "51147 Köln"),
        (Address("Rue du Lac 1", "1000", "Genève", "CHE"), "Rue du Lac 1, 1000 Genève, CHE"),
        (Address("", "", "ohne festen Wohnsitz"), "ohne festen Wohnsitz"),
    ],
)
def test_an_address_that_is_missing_abroad_or_not_whole(
    address: Address | None, shown: str
) -> None:
    assert told(checks(replace(ERIKA, address=address)).page)["Anschrift"] == shown


def test_who_has_no_address_on_the_card_is_asked_where_to_write_to() -> None:
    citizen = checks(replace(ERIKA, address=None))
    typed = fact(citizen, "Postanschrift")
    assert typed.value == "Rue du Lac 1, 1000 Genève"
    assert typed.change is not None
    citizen.presses("next")
    pays(citizen)
    [submitted] = citizen.wanted(SubmitCase)
    assert isinstance(submitted, SubmitCase)
    assert dict(submitted.answers)["postal_address"] == "Rue du Lac 1, 1000 Genève"
    assert "question.postal_address" not in checks(ERIKA).pages


LAWYERS = Provider(
    "Stadt Musterstadt", "https://terminal.musterstadt.example/eid", "Anmeldung",
    "Rathausplatz 1\r\n12345 Musterstadt\r\n\r\n\r\nZuständig: Aufsicht\r\n", "D-Trust",
    date(2026, 11, 1), date(2026, 12, 31),
)  # fmt: skip


def test_who_asks_can_be_read_and_back_leads_to_the_consent() -> None:
    citizen = at_rights(replace(ASKED, provider=LAWYERS))
    citizen.presses("right.BirthName", "provider")
    assert citizen.page.id == "card.provider"
    said = told(citizen.page)
    assert said["Anbieter"] == "Stadt Musterstadt"
    assert said["Internetadresse"] == "terminal.musterstadt.example"
    assert said["Zugelassen von"] == "D-Trust"
    assert said["Gültig"] == "01.11.2026 bis 31.12.2026"
    prose = next(block for block in citizen.page.blocks if isinstance(block, Prose))
    assert prose.paragraphs == ("Rathausplatz 1\n12345 Musterstadt", "Zuständig: Aufsicht")
    assert citizen.page.main is None, "nothing is agreed to here"
    citizen.presses("back")
    assert citizen.page.id == "card.rights"
    assert options(citizen)["right.BirthName"].chosen


def test_a_certificate_that_tells_little_leaves_no_empty_lines() -> None:
    citizen = at_rights()
    citizen.presses("provider")
    assert set(told(citizen.page)) == {"Anbieter", "Internetadresse", "Zweck", "Zugelassen von"}
    assert not any(isinstance(block, Prose) for block in citizen.page.blocks)


def test_the_client_going_on_closes_the_certificate() -> None:
    citizen = at_rights()
    citizen.presses("provider")
    citizen.happens(EidPrompted(EnterSecret(SecretKind.PIN, 3)))
    assert citizen.page.id == "card.pin"


def test_what_the_data_are_for_is_said_in_the_providers_words() -> None:
    citizen = at_rights(replace(ASKED, transaction="Führungszeugnis, Stadt Musterstadt"))
    assert told(citizen.page)["Vorgang"] == "Führungszeugnis, Stadt Musterstadt"
    assert "Vorgang" not in told(at_rights().page)


def test_a_check_is_told_as_the_question_that_the_card_answers() -> None:
    asked = replace(
        ASKED, required=("FamilyName", "AgeVerification", "AddressVerification"), required_age=18
    )
    said = told(at_rights(asked).page)
    assert said["Daten"] == "Familienname"
    assert "mindestens 18 Jahre" in said["Nur geprüft"]
    assert "Gemeinde" in said["Nur geprüft"]
    assert "Nur geprüft" not in told(at_rights().page)


def test_who_asks_stands_beside_the_providers_name() -> None:
    page = at_rights().page
    rows = next(block for block in page.blocks if isinstance(block, Facts)).facts
    assert isinstance(rows[0].change, Action)
    assert rows[0].change.id == "provider"
