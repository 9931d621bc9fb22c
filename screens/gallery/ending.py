"""Paying, the receipt, the card to take, and what can go wrong."""

from kiosk.domain.events import EndConfirmed, OverlayClosed, PaperChosen, Touched
from kiosk.presentation.page import (
    Action,
    Banner,
    Buttons,
    Countdown,
    Fact,
    Facts,
    Lead,
    Look,
    Note,
    Page,
    Picture,
    Slip,
    Tone,
    Wait,
)
from screens.gallery.making import Say, again, help_, onwards, overlay, sayer, step, without

LINK = "https://terminal.musterstadt.example/b/K7M42XQ9"


def pages(look: Look) -> tuple[Page, ...]:
    say = sayer(look)
    return (
        _pay(look, say), _paying(look, say), _receipt(look, say), _take_paper(look, say),
        _take_card(look, say), _still_there(look, say), _confirm_end(look, say),
        _failure(look, say), _covered(look, say),
    )  # fmt: skip


def _pay(look: Look, say: Say) -> Page:
    return step(
        look, "pay.offer", say("So bezahlen Sie.", "How you pay."),
        Facts((
            Fact(say("Gebühr", "Fee"), say("Führungszeugnis", "Certificate of conduct")),
            Fact(say("Sie zahlen", "You pay"), say("13,00 €", "€13.00"), strong=True),
        )),
        Picture("pay_card", say("Eine Karte wird an das Kartenterminal gehalten.", "A card is held to the payment terminal.")),
        Note("shield-check", say("Bezahlt wird erst, wenn Ihr Antrag sicher gespeichert ist.",
                                 "You pay only when your application is safely stored.")),
        current=5, main=onwards(say("Mit Karte bezahlen", "Pay by card"), "credit-card"),
    )  # fmt: skip


def _paying(look: Look, say: Say) -> Page:
    page = step(
        look, "pay.waiting", say("Halten Sie Ihre Karte an das Kartenterminal.", "Hold your card to the payment terminal."),
        Picture("pay_card", say("Eine Karte wird an das Kartenterminal gehalten.", "A card is held to the payment terminal.")),
        Wait(say("Das Kartenterminal wartet auf Ihre Karte. 13,00 €", "The payment terminal is waiting for your card. €13.00")),
        current=5,
    )  # fmt: skip
    return without(page, end=None, chips=())


def _receipt(look: Look, say: Say) -> Page:
    paper = Action(
        "print", say("Beleg drucken", "Print receipt"), PaperChosen(printed=True), "receipt"
    )
    symbol = Action(
        "symbol", say("Nur QR-Code", "QR code only"), PaperChosen(printed=False), "qr-code"
    )
    page = step(
        look, "receipt", say("Ihr Antrag ist angekommen.", "Your application has arrived."),
        Banner("check-circle", say("Ihr Antrag ist angekommen.", "Your application has arrived."), Tone.GOOD),
        Lead(say("Das Führungszeugnis kommt in ein bis zwei Wochen mit der Post zum Jugendamt Musterstadt.",
                 "The certificate goes to Jugendamt Musterstadt by post within one to two weeks.")),
        Slip(LINK, say("Ein QR-Code mit Ihrem Beleg. Sie können ihn fotografieren.",
                       "A QR code with your receipt. You can photograph it."), (
            Fact(say("Vorgangsnummer", "Case number"), "K7M4-2XQ9", strong=True),
            Fact(say("Bezahlt mit Karte", "Paid by card"), say("13,00 €", "€13.00")),
            Fact(say("Zeit", "Time"), say("21.11.2026, 10:42 Uhr", "21 November 2026, 10:42")),
        )),
        Banner("identification-card", say("Nehmen Sie Ihren Ausweis mit.", "Take your ID card with you."), Tone.SUN),
        Buttons((paper, symbol)),
        current=5, main=onwards(say("Fertig", "Finish"), "check"),
    )  # fmt: skip
    return without(page, progress=None, back=None, end=None)


def _take_paper(look: Look, say: Say) -> Page:
    page = step(
        look, "receipt.printed", say("Ihr Beleg wird gedruckt.", "Your receipt is being printed."),
        Picture("take_paper", say("Unter dem Bildschirm kommt ein Zettel heraus.", "A slip of paper comes out below the screen.")),
        Note("receipt", say("Nehmen Sie ihn unten aus dem Schlitz.", "Take it from the slot below."), Tone.GOOD),
        current=5, main=onwards(say("Fertig", "Finish"), "check"),
    )  # fmt: skip
    return without(page, progress=None, back=None, end=None)


def _take_card(look: Look, say: Say) -> Page:
    page = overlay(
        look, "leaving", say("Nehmen Sie Ihren Ausweis mit.", "Take your ID card with you."),
        Picture("card_take", say("Ein Ausweis wird vom Leser genommen.", "An ID card is taken off the reader.")),
        Banner("identification-card", say("Er liegt noch auf dem Leser.", "It still lies on the reader."), Tone.SUN),
    )  # fmt: skip
    return without(page, chips=(), end=None, help=None)


def _still_there(look: Look, say: Say) -> Page:
    here = Action(
        "still_here", say("Ja, ich bin da", "Yes, I am here"), Touched(), "hand-tap", Tone.SUN
    )
    page = overlay(
        look, "still_there", say("Sind Sie noch da?", "Are you still there?"),
        Lead(say("Sonst löschen wir gleich alles, was Sie eingegeben haben.",
                 "Otherwise we will erase everything you have entered.")),
        Countdown(30, 45, say("Noch 30 Sekunden", "30 seconds left")),
        Buttons((here,), large=True),
    )  # fmt: skip
    return without(page, chips=(), help=None)


def _confirm_end(look: Look, say: Say) -> Page:
    yes = Action(
        "end_confirmed",
        say("Ja, alles löschen", "Yes, erase everything"),
        EndConfirmed(),
        icon="trash",
    )
    stay = Action(
        "close", say("Nein, weitermachen", "No, go on"), OverlayClosed(), "arrow-right", Tone.MAIN
    )
    page = overlay(
        look, "confirm_end", say("Möchten Sie wirklich beenden?", "Do you really want to quit?"),
        Lead(say("Es wurde nichts gesendet und nichts bezahlt. Ihre Eingaben werden gelöscht.",
                 "Nothing was sent and nothing was paid. What you entered will be erased.")),
        Buttons((yes,)), main=stay,
    )  # fmt: skip
    return without(page, end=None)


def _failure(look: Look, say: Say) -> Page:
    what = say("Der Ausweis wurde zu früh weggenommen.", "The ID card was taken away too early.")
    page = step(
        look, "failure", what,
        Banner("warning-circle", what, Tone.BAD),
        Facts((
            Fact(say("Ihre Daten", "Your data"), say("Es wurde nichts gesendet.", "Nothing was sent.")),
            Fact(say("Ihr Geld", "Your money"), say("Sie haben nichts bezahlt.", "You have paid nothing.")),
            Fact(say("Jetzt", "Now"), say("Legen Sie den Ausweis wieder auf den Leser. Lassen Sie ihn liegen.",
                                          "Put the ID card on the reader again. Leave it there.")),
        )),
        Lead(say("Code für die Hilfe: eid.card_removed · 10:43 · Terminal 0042",
                 "Code for help: eid.card_removed · 10:43 · Terminal 0042")),
        main=again(say("Noch einmal", "Once more")),
    )  # fmt: skip
    return without(page, back=None, progress=None, help=help_(say))


def _covered(look: Look, say: Say) -> Page:
    page = step(
        look, "check.covered", say("Stimmt alles?", "Is everything right?"),
        Facts((
            Fact("Name", "Erika Mustermann", private=True, icon="identification-card"),
            Fact(say("Anschrift", "Address"), "Heidestraße 17, 51147 Köln", private=True, icon="identification-card"),
            Fact(say("Sie zahlen", "You pay"), say("13,00 €", "€13.00"), strong=True),
        )),
        current=4, main=onwards(say("Bezahlen", "Pay")),
    )  # fmt: skip
    return without(page, covered=True)
