"""A service at somebody else's portal; the window's place is drawn as it is left open."""

from kiosk.contracts.portal import FieldKind
from kiosk.presentation.page import (
    Block,
    Fact,
    Look,
    Note,
    Page,
    PortalArea,
    PortalKeys,
    Progress,
    Sentences,
    Slip,
    Tone,
    Wait,
)
from screens.gallery.making import Say, onwards, sayer, step, without

HOST = "www.fuehrungszeugnis.bund.de"


def pages(look: Look) -> tuple[Page, ...]:
    say = sayer(look)
    return (
        _consent(look, say), _opening(look, say), _window(look, say, "portal.window"),
        _refused(look, say),
        *(_typing(look, say, kind) for kind in FieldKind),
    )  # fmt: skip


def _consent(look: Look, say: Say) -> Page:
    link = f"https://{HOST}/"
    return step(
        look, "portal.consent", say("Sie verlassen die Seiten der Stadt.", "You are leaving the pages of the town."),
        Sentences((
            ("globe", say("Sie beantragen das Führungszeugnis direkt beim Bundesamt für Justiz.",
                          "You apply for the certificate straight from the Federal Office of Justice.")),
            ("identification-card", say(f"Es öffnet sich {HOST}.", f"{HOST} will open.")),
            ("credit-card", say("Bezahlt wird dort.", "You pay there.")),
            ("trash", say("Am Ende löscht das Terminal alles.", "At the end the terminal erases everything.")),
        )),
        Slip(link, say("Ein Code für das Handy.", "A code for the phone."), (
            Fact(say("Lieber am Handy?", "Rather on your phone?"),
                 say("Code mit dem Handy öffnen", "Open the code with your phone"), strong=True),
        )),
        current=1, main=onwards(say("Portal öffnen", "Open the portal")),
    )  # fmt: skip


def _opening(look: Look, say: Say) -> Page:
    return step(
        look, "portal.opening", say("Das Portal wird geöffnet.", "The portal is being opened."),
        Wait(say("Das dauert ein paar Sekunden.", "This takes a few seconds.")),
    )  # fmt: skip


def _window(look: Look, say: Say, name: str, *below: Block) -> Page:
    area = PortalArea(
        HOST,
        say("Seite wird geladen …", "Loading the page …"),
        say(f"Hier sind die Seiten von {HOST}.", f"The pages of {HOST} are here."),
        loading=name == "portal.window",
    )
    typing = any(isinstance(block, PortalKeys) for block in below)
    main = None if typing else onwards(say("Portal schließen", "Close the portal"), "sign-out")
    page = step(look, name, say(f"Seiten von {HOST}", f"Pages of {HOST}"), area, *below, main=main)
    left = Progress(12, 15, say("Noch 12 Minuten", "12 minutes left"))
    return without(page, progress=left)


def _refused(look: Look, say: Say) -> Page:
    text = say(
        "Dieser Link führt aus dem Portal heraus und lässt sich hier nicht öffnen.",
        "This link leads out of the portal and cannot be opened here.",
    )
    return _window(look, say, "portal.refused", Note("prohibit", text, Tone.SUN))


def _typing(look: Look, say: Say, kind: FieldKind) -> Page:
    keys = PortalKeys(
        kind=kind,
        enter=say("Eingabe", "Enter"),
        next_field=say("Nächstes Feld", "Next field"),
        left=say("Schreibmarke nach links", "Cursor left"),
        right=say("Schreibmarke nach rechts", "Cursor right"),
        hide=say("Tasten weg", "Hide keys"),
    )
    return _window(look, say, f"portal.typing.{kind}", keys)
