"""The four services as a citizen walks them, with devices that do what they should."""

from kiosk.contracts.captures import CaptureKind, Document
from kiosk.contracts.eid import (
    CardReport,
    ConfirmRights,
    Digits,
    EnterSecret,
    Finished,
    InsertCard,
    Provider,
    Reading,
    SecretKind,
)
from kiosk.contracts.identity import Address, Identity
from kiosk.contracts.private import Secret
from kiosk.domain.effects import (
    Authorise,
    ConfirmPayment,
    DrawSignature,
    EraseSession,
    ReplyEid,
    SealCapture,
    SubmitCase,
)
from kiosk.domain.events import (
    Answered,
    CaptureSealed,
    CardSeen,
    CaseStored,
    EidPrompted,
    EidReplied,
    FingerTaken,
    IdentityRead,
    ReceiptPrinted,
    SignatureDrawn,
    StrokesChanged,
)
from kiosk.domain.payment_events import PaymentAuthorised, PaymentConfirmed
from kiosk.domain.state import Money, Walking
from tests.journeys.posing import FINE, TURNED, are_taken, holds_still
from tests.terminal import Citizen

ERIKA = Identity(
    family_name="Mustermann",
    given_names="Erika",
    date_of_birth="19640812",
    place_of_birth="Berlin",
    address=Address("Heidestraße 17", "51147", "Köln"),
)
PROVIDER = Provider("Stadt Musterstadt", "https://example.test", "Anmeldung", "", "Test")
STORED = CaseStored("K7M4-2XQ9", "https://example.test/q/token")


def identifies(citizen: Citizen) -> None:
    citizen.happens(EidPrompted(InsertCard()))
    assert citizen.page.id == "card.insert"
    citizen.happens(CardSeen(present=True))
    asked = ConfirmRights(PROVIDER, ("FamilyName", "Address"), ("DoctoralDegree",))
    citizen.happens(EidPrompted(asked))
    citizen.presses("right.DoctoralDegree", "next")
    citizen.happens(EidPrompted(EnterSecret(SecretKind.PIN, 3)))
    assert citizen.page.id == "card.pin"
    citizen.does(EidReplied(Digits(SecretKind.PIN, Secret(b"123456"))))
    citizen.happens(EidPrompted(Reading(60)), EidPrompted(Finished()), IdentityRead(ERIKA))


def pays(citizen: Citizen) -> None:
    citizen.presses("next")
    citizen.happens(PaymentAuthorised("pay-1", "girocard"), STORED, PaymentConfirmed())


def leaves_with_paper(citizen: Citizen) -> None:
    assert citizen.page.id == "receipt"
    citizen.presses("print")
    citizen.happens(ReceiptPrinted())
    citizen.presses("next")


def test_fuehrungszeugnis_for_an_authority() -> None:
    citizen = Citizen()
    citizen.presses("touch", "service.fuehrungszeugnis", "next")
    identifies(citizen)
    citizen.presses("option.o", "next")
    citizen.does(Answered("authority", "Jugendamt Musterstadt"))
    citizen.presses("next")
    citizen.does(Answered("purpose", "Kinderbetreuung"))
    citizen.presses("next")
    assert citizen.page.id == "question.birth_name"
    citizen.presses("next")
    citizen.does(Answered("mother_birth_name", "Beispiel"))
    citizen.presses("next")
    assert citizen.page.id == "check"
    citizen.presses("next")
    assert citizen.wanted(SubmitCase) == []
    pays(citizen)
    leaves_with_paper(citizen)
    assert citizen.page.id == "take_card"
    citizen.happens(CardSeen(present=False))
    assert citizen.wanted(Authorise) == [Authorise(1300)]
    assert citizen.wanted(ConfirmPayment) == [ConfirmPayment("pay-1")]
    assert citizen.wanted(EraseSession) == [EraseSession("completed")]
    submitted = citizen.wanted(SubmitCase)[0]
    assert isinstance(submitted, SubmitCase)
    assert dict(submitted.answers)["authority"] == "Jugendamt Musterstadt"
    replies = [effect.reply for effect in citizen.wanted(ReplyEid) if isinstance(effect, ReplyEid)]
    assert getattr(replies[0], "optional", None) == ("DoctoralDegree",)


def test_an_answer_that_is_no_longer_asked_is_not_sent() -> None:
    citizen = Citizen()
    citizen.presses("touch", "service.fuehrungszeugnis", "next")
    identifies(citizen)
    citizen.presses("option.o", "next")
    citizen.does(Answered("authority", "Jugendamt"))
    citizen.presses("back", "option.n", "next", "next")
    citizen.does(Answered("mother_birth_name", "Beispiel"))
    citizen.presses("next", "next")
    pays(citizen)
    submitted = citizen.wanted(SubmitCase)[0]
    assert isinstance(submitted, SubmitCase)
    assert dict(submitted.answers) == {"belegart": "n", "mother_birth_name": "Beispiel"}


def test_meldebescheinigung_without_a_fee_skips_paying() -> None:
    citizen = Citizen()
    citizen.presses("touch", "service.meldebescheinigung", "next")
    identifies(citizen)
    citizen.presses("option.pension", "next", "option.nationality", "next")
    assert citizen.page.id == "check"
    citizen.presses("next")
    citizen.happens(STORED)
    leaves_with_paper(citizen)
    citizen.happens(CardSeen(present=False))
    assert citizen.wanted(Authorise) == []
    assert citizen.wanted(EraseSession) == [EraseSession("completed")]
    assert not any(page.startswith("pay") for page in citizen.pages)


def test_meldebescheinigung_for_another_purpose_is_paid() -> None:
    citizen = Citizen()
    citizen.presses("touch", "service.meldebescheinigung", "next")
    identifies(citizen)
    citizen.presses("option.other", "next")
    citizen.does(Answered("other_purpose", "Verein"))
    citizen.presses("next", "next", "next")
    pays(citizen)
    assert citizen.page.id == "receipt"
    assert citizen.wanted(Authorise) == [Authorise(900)]
    assert isinstance(citizen.session.stage, Walking)
    assert citizen.session.stage.walk.money is Money.PAID


def captures_all(citizen: Citizen) -> None:
    """Let a citizen who wants a passport leave photo, fingers and signature; they are at `check`."""
    citizen.presses("touch", "service.ausweis-vorerfassung", "next", "option.passport", "next")
    citizen.does(Answered("birthday", "1208"))
    citizen.presses("next")
    citizen.presses("next")
    assert not citizen.offered()["shutter"].enabled
    citizen.happens(TURNED)
    holds_still(citizen)
    are_taken(citizen, FINE, FINE, FINE)
    citizen.presses("shot.photo1", "next")
    citizen.happens(CaptureSealed(CaptureKind.PHOTO, "c1"))
    citizen.presses("next")
    citizen.happens(FingerTaken(CaptureKind.FINGER_RIGHT, "finger1", 12, "finger.weak"))
    citizen.presses("retry")
    citizen.happens(FingerTaken(CaptureKind.FINGER_RIGHT, "finger2", 80))
    citizen.happens(CaptureSealed(CaptureKind.FINGER_RIGHT, "c2"))
    citizen.presses("next")
    citizen.happens(FingerTaken(CaptureKind.FINGER_LEFT, "finger3", 90))
    citizen.happens(CaptureSealed(CaptureKind.FINGER_LEFT, "c3"))
    citizen.happens(StrokesChanged(2))
    citizen.presses("next")
    assert citizen.wanted(DrawSignature) == [DrawSignature((Document.PASSPORT,))]
    citizen.happens(SignatureDrawn(((Document.PASSPORT, "signature1.passport"),)))
    citizen.presses("next")
    citizen.happens(CaptureSealed(CaptureKind.SIGNATURE, "c4"))
    assert citizen.page.id == "check"


def test_vorerfassung_takes_photo_fingers_and_signature() -> None:
    citizen = Citizen()
    captures_all(citizen)
    citizen.presses("next")
    citizen.happens(STORED)
    leaves_with_paper(citizen)
    sealed = [e.handle for e in citizen.wanted(SealCapture) if isinstance(e, SealCapture)]
    assert sealed == ["photo1", "finger2", "finger3", ""]
    assert citizen.wanted(EraseSession) == [EraseSession("completed")]


def test_a_signature_is_asked_for_anew_when_another_document_is_wanted() -> None:
    citizen = Citizen()
    captures_all(citizen)
    for option, asked_again in (("option.passport", False), ("option.both", True)):
        citizen.presses("change.document", option, "next")
        assert citizen.page.id == ("signature" if asked_again else "check")
    citizen.happens(StrokesChanged(2))
    citizen.presses("next")
    assert citizen.wanted(DrawSignature)[-1] == DrawSignature((Document.ID_CARD, Document.PASSPORT))
    citizen.happens(SignatureDrawn(((Document.PASSPORT, "signature2.passport"),)))
    citizen.presses("next")
    citizen.happens(CaptureSealed(CaptureKind.SIGNATURE, "c5"))
    citizen.presses("next")
    (submitted,) = citizen.wanted(SubmitCase)
    assert isinstance(submitted, SubmitCase)
    assert submitted.captures == ("c1", "c2", "c3", "c5")
    assert submitted.left == ()


def test_first_activation_of_the_card() -> None:
    citizen = Citizen()
    citizen.presses("touch", "service.eid-pin", "task.activate")
    assert citizen.page.id == "pin_letter"
    citizen.presses("next")
    citizen.happens(EidPrompted(InsertCard()), CardSeen(present=True))
    citizen.happens(EidPrompted(EnterSecret(SecretKind.TRANSPORT_PIN, 3)))
    citizen.does(EidReplied(Digits(SecretKind.TRANSPORT_PIN, Secret(b"12345"))))
    citizen.happens(EidPrompted(EnterSecret(SecretKind.NEW_PIN)))
    first, second, third, fourth = (Secret(d) for d in (b"123456", b"654321", b"111222", b"111222"))
    citizen.does(EidReplied(Digits(SecretKind.NEW_PIN, first)))
    assert citizen.page.id == "card.repeat_new_pin"
    citizen.does(EidReplied(Digits(SecretKind.NEW_PIN, second)))
    assert citizen.page.id == "card.new_pin"
    citizen.does(EidReplied(Digits(SecretKind.NEW_PIN, third)))
    citizen.does(EidReplied(Digits(SecretKind.NEW_PIN, fourth)))
    citizen.happens(EidPrompted(Finished()))
    assert citizen.page.id == "pin_done"
    citizen.presses("next")
    citizen.happens(CardSeen(present=False))
    assert len(citizen.wanted(ReplyEid)) == 2
    assert citizen.wanted(EraseSession) == [EraseSession("completed")]


def test_card_check_tells_what_the_card_says() -> None:
    citizen = Citizen()
    citizen.presses("touch", "service.eid-pin", "task.check")
    citizen.happens(EidPrompted(CardReport(2, deactivated=False, blocked=False)))
    citizen.happens(EidPrompted(Finished()))
    assert citizen.page.id == "pin_done"
    assert "2" in str(citizen.page.blocks)
