"""The dialogue with the ID card."""

from kiosk.contracts.eid import Resume, SecretKind
from kiosk.domain.events import EidReplied, OtherWayPressed, RightToggled
from kiosk.presentation.page import (
    Action,
    Banner,
    Buttons,
    Fact,
    Facts,
    Lead,
    Look,
    Note,
    Option,
    Options,
    Page,
    Picture,
    PinPad,
    Sentences,
    Tone,
    Wait,
)
from screens.gallery.making import Say, onwards, sayer, step, without


def pages(look: Look) -> tuple[Page, ...]:
    say = sayer(look)
    return (
        _consent(look, say), _rights(look, say), _put(look, say), _pin(look, say),
        _pin_wrong(look, say), _puk(look, say), _on_reader(look, say), _reading(look, say),
        _moved(look, say), _letter(look, say),
    )  # fmt: skip


def _consent(look: Look, say: Say) -> Page:
    return step(
        look, "consent", say("Das passiert mit Ihren Daten.", "What happens with your data."),
        Sentences((
            ("file-text", say("Sie beantragen ein Führungszeugnis beim Bundesamt für Justiz.",
                              "You apply for a certificate of conduct at the Federal Office of Justice.")),
            ("identification-card", say("Wir lesen aus Ihrem Ausweis: Name, Geburtsdatum, Geburtsort, Anschrift.",
                                        "We read from your ID card: name, date and place of birth, address.")),
            ("lock-key", say("Ihr Antrag wird verschlossen. Nur die Behörde kann ihn öffnen.",
                             "Your application is sealed. Only the authority can open it.")),
            ("trash", say("Wenn Sie gehen, bleibt an diesem Terminal nichts zurück.",
                          "When you leave, nothing stays in this terminal.")),
        )),
        Note("storefront", say("Sie möchten das nicht? Alles geht auch am Schalter.",
                               "You would rather not? Everything can be done at the counter.")),
        current=1, main=onwards(say("Einverstanden", "I agree"), "check"),
    )  # fmt: skip


def _rights(look: Look, say: Say) -> Page:
    extra = (
        ("title", say("Doktorgrad", "Doctoral degree"), True),
        ("name_at_birth", say("Geburtsname", "Name at birth"), False),
    )
    return step(
        look, "card.rights", say("Wer möchte Ihre Daten?", "Who asks for your data?"),
        Facts((
            Fact(say("Anbieter", "Provider"), "Bundesamt für Justiz", strong=True),
            Fact(say("Zweck", "Purpose"), say("Antrag auf ein Führungszeugnis", "Application for a certificate of conduct")),
            Fact(say("Daten", "Data"), say("Vornamen, Familienname, Geburtsdatum, Geburtsort, Anschrift",
                                           "First names, family name, date and place of birth, address")),
        )),
        Options(
            tuple(
                Option(Action(f"right.{name}", label, RightToggled(name)), chosen=chosen)
                for name, label, chosen in extra
            ),
            heading=say("Nur wenn Sie möchten", "Only if you like"), columns=2, multiple=True,
        ),
        Note("shield-check", say("Sie stimmen erst mit Ihrer PIN zu.", "You agree only with your PIN.")),
        main=onwards(say("Einverstanden", "I agree"), "check"),
    )  # fmt: skip


def _put(look: Look, say: Say) -> Page:
    return step(
        look, "card.insert",
        say("Legen Sie Ihren Ausweis auf den Leser.", "Put your ID card on the reader."),
        Lead(say("Lassen Sie ihn liegen, bis wir „fertig“ sagen.", "Leave it there until we say “done”.")),
        Picture("card_on_reader", say("Ein Ausweis liegt auf dem Leser unter dem Bildschirm.",
                                      "An ID card lies on the reader below the screen.")),
        Note("shield-check", say("Wir lesen: Name, Geburtsdatum, Anschrift. Sie stimmen erst mit Ihrer PIN zu.",
                                 "We read: name, date of birth, address. You agree only with your PIN.")),
    )  # fmt: skip


def _forgotten(say: Say) -> Buttons:
    label = say("Ich weiß meine PIN nicht", "I do not know my PIN")
    return Buttons((Action("other_way", label, OtherWayPressed(), icon="question"),))


def _pad(say: Say, kind: SecretKind = SecretKind.PIN, length: int = 6, error: str = "") -> PinPad:
    return PinPad(
        kind, length, length, 1, "OK", say("Alles löschen", "Clear all"), say("Löschen", "Delete"),
        error=error,
    )  # fmt: skip


def _pin(look: Look, say: Say) -> Page:
    return step(
        look, "card.secret.pin",
        say("Geben Sie Ihre 6-stellige PIN ein.", "Enter your 6-digit PIN."),
        Lead(say("Sie haben diese PIN selbst gewählt. Noch 3 Versuche.",
                 "You chose this PIN yourself. 3 attempts left.")),
        _pad(say), _forgotten(say),
    )  # fmt: skip


def _pin_wrong(look: Look, say: Say) -> Page:
    error = say("Die PIN stimmt nicht. Noch 2 Versuche.", "This PIN is wrong. 2 attempts left.")
    return step(
        look, "card.secret.wrong",
        say("Geben Sie Ihre 6-stellige PIN ein.", "Enter your 6-digit PIN."),
        Lead(say("Sie haben diese PIN selbst gewählt.", "You chose this PIN yourself.")),
        _pad(say, error=error), _forgotten(say),
    )  # fmt: skip


def _puk(look: Look, say: Say) -> Page:
    return step(
        look, "card.secret.puk",
        say("Geben Sie die PUK aus dem PIN-Brief ein.", "Enter the PUK from the PIN letter."),
        Lead(say("Die PUK hat zehn Ziffern.", "The PUK has ten digits.")),
        _pad(say, SecretKind.PUK, 10),
    )  # fmt: skip


def _on_reader(look: Look, say: Say) -> Page:
    words = say("Das Lesegerät hat eigene Tasten.", "The reader has its own keys.")
    pad = PinPad(SecretKind.PIN, 6, 6, 1, "OK", "", "", on_reader=True)
    return step(
        look, "card.secret.reader",
        say("Geben Sie die PIN am Lesegerät ein.", "Enter the PIN on the reader."),
        Lead(words), pad,
    )  # fmt: skip


def _reading(look: Look, say: Say) -> Page:
    page = step(
        look, "card.reading", say("Der Ausweis wird gelesen.", "The ID card is being read."),
        Picture("card_on_reader", say("Der Ausweis liegt auf dem Leser.", "The ID card lies on the reader.")),
        Wait(say("Lassen Sie den Ausweis liegen.", "Leave the ID card where it is."), 45),
    )  # fmt: skip
    return without(page, back=None)


def _moved(look: Look, say: Say) -> Page:
    resume = Action(
        "resume", say("Weiter", "Go on"), EidReplied(Resume()), tone=Tone.MAIN, icon="arrow-right"
    )
    return step(
        look, "card.moved", say("Der Ausweis ist verrutscht.", "The ID card has moved."),
        Banner("warning", say("Legen Sie ihn wieder gerade auf den Leser.", "Put it straight on the reader again."), Tone.SUN),
        Picture("card_moved", say("Der Ausweis liegt schief.", "The ID card lies askew.")),
        Buttons((resume,)),
    )  # fmt: skip


def _letter(look: Look, say: Say) -> Page:
    return step(
        look, "card.letter", say("Haben Sie den PIN-Brief?", "Do you have the PIN letter?"),
        Lead(say("Er kam mit der Post, kurz nachdem Sie den Ausweis beantragt haben. Darin steht eine 5-stellige PIN.",
                 "It came by post, soon after you applied for the ID card. It has a 5-digit PIN.")),
        Picture("pin_letter", say("Ein Brief mit fünf verdeckten Ziffern.", "A letter with five hidden digits.")),
        Note("info", say("Ohne Brief bekommen Sie am Schalter sofort eine neue PIN.",
                         "Without the letter you get a new PIN at the counter at once.")),
        main=onwards(say("Ich habe ihn", "I have it"), "check"),
    )  # fmt: skip
