"""Questions, and everything checked before it is sent."""

from kiosk.domain.events import Answered, ChangePressed
from kiosk.presentation.page import (
    Action,
    Fact,
    Facts,
    Field,
    Keys,
    Lead,
    Look,
    Note,
    Option,
    Options,
    Page,
)
from screens.gallery.making import Say, onwards, sayer, step


def pages(look: Look) -> tuple[Page, ...]:
    say = sayer(look)
    return (
        _choice(look, say), _many(look, say), _text(look, say), _text_error(look, say),
        _date(look, say), _day_month(look, say), _check(look, say),
    )  # fmt: skip


def _next(say: Say) -> Action:
    return onwards(say("Weiter", "Next"))


def _option(name: str, label: str, detail: str = "", *, chosen: bool = False) -> Option:
    return Option(Action(f"option.{name}", label, Answered("kind", name)), detail, chosen)


def _choice(look: Look, say: Say) -> Page:
    return step(
        look, "question.kind", say("Für wen ist das Führungszeugnis?", "Who is the certificate for?"),
        Lead(say("Davon hängt ab, wohin es geschickt wird.", "It decides where it will be sent.")),
        Options((
            _option("private", say("Für mich selbst oder einen Arbeitgeber", "For myself or an employer"),
                    say("Es kommt mit der Post zu Ihnen nach Hause.", "It comes to your home by post.")),
            _option("authority", say("Für eine Behörde", "For a public authority"),
                    say("Es geht direkt an die Behörde.", "It goes directly to the authority."), chosen=True),
            _option("unsure", say("Das weiß ich nicht", "I do not know")),
        )),
        current=3, main=_next(say),
    )  # fmt: skip


def _many(look: Look, say: Say) -> Page:
    rows = (
        ("address", say("Anschrift", "Address")), ("moved", say("Einzugsdatum", "Date of moving in")),
        ("birth", say("Geburtsort", "Place of birth")), ("nation", say("Staatsangehörigkeit", "Nationality")),
        ("family", say("Familienstand", "Marital status")), ("spouse", say("Ehegatte", "Spouse")),
    )  # fmt: skip
    return step(
        look, "question.extras", say("Was soll auf der Bescheinigung stehen?", "What should be on the certificate?"),
        Options(
            tuple(_option(name, label, chosen=name in ("address", "birth")) for name, label in rows),
            heading=say("Mehrere sind möglich", "Several are possible"), columns=2, multiple=True,
        ),
        current=3, main=_next(say),
    )  # fmt: skip


def _text(look: Look, say: Say) -> Page:
    return step(
        look, "question.authority", say("Welche Behörde braucht es?", "Which authority needs it?"),
        Field("authority", say("Name der Behörde", "Name of the authority"), "Jugendamt Musterstadt"),
        current=3, main=_next(say),
    )  # fmt: skip


def _text_error(look: Look, say: Say) -> Page:
    return step(
        look, "question.mother", say("Wie hieß Ihre Mutter bei ihrer Geburt?", "What was your mother's name at birth?"),
        Lead(say("Das Bundesamt für Justiz braucht den Namen, um Sie zu erkennen.",
                 "The Federal Office of Justice needs the name to recognise you.")),
        Field("mother", say("Geburtsname der Mutter", "Mother's name at birth"), "Müller4",
              error=say("Im Namen darf keine Ziffer stehen.", "A name has no digits.")),
        current=3, main=_next(say),
    )  # fmt: skip


def _date(look: Look, say: Say) -> Page:
    return step(
        look, "question.moved", say("Wann sind Sie eingezogen?", "When did you move in?"),
        Field("moved", say("Tag, Monat, Jahr", "Day, month, year"), "24.12.20", Keys.DATE),
        current=3, main=_next(say),
    )  # fmt: skip


def _day_month(look: Look, say: Say) -> Page:
    return step(
        look, "question.birthday", say("An welchem Tag haben Sie Geburtstag?", "What day is your birthday?"),
        Lead(say("Mit Tag und Monat finden wir Ihr Foto am Schalter wieder.",
                 "With day and month we find your photo again at the counter.")),
        Field("birthday", say("Tag und Monat", "Day and month"), "24", Keys.DAY_MONTH),
        current=3, main=_next(say),
    )  # fmt: skip


def _check(look: Look, say: Say) -> Page:
    def change(name: str, label: str) -> Action:
        return Action(
            f"change.{name}", say("Ändern", "Change"), ChangePressed(name),
            spoken=say(f"{label} ändern", f"Change {label}"),
        )  # fmt: skip

    card = "identification-card"
    rows = (
        ("kind", say("Art", "Kind"), say("Für eine Behörde (O)", "For an authority (O)")),
        ("authority", say("Behörde", "Authority"), "Jugendamt Musterstadt"),
        ("purpose", say("Zweck", "Purpose"), say("Kinderbetreuung", "Child care")),
        ("mother", say("Geburtsname der Mutter", "Mother's name at birth"), "Beispiel"),
    )
    return step(
        look, "check", say("Stimmt alles?", "Is everything right?"),
        Facts((
            Fact("Name", "Erika Mustermann", private=True, icon=card),
            Fact(say("Geboren", "Born"), say("12.08.1964 in Berlin", "12 August 1964 in Berlin"), private=True, icon=card),
            Fact(say("Anschrift", "Address"), "Heidestraße 17, 51147 Köln", private=True, icon=card),
            *(Fact(label, value, private=True, change=change(name, label)) for name, label, value in rows),
            Fact(say("Sie zahlen", "You pay"), say("13,00 €", "€13.00"), strong=True),
        )),
        Note(card, say("Aus Ihrem Ausweis gelesen. Stimmt etwas nicht? Tippen Sie auf Hilfe.",
                       "Read from your ID card. Is something wrong? Touch Help.")),
        current=4, main=onwards(say("Bezahlen", "Pay")),
    )  # fmt: skip
