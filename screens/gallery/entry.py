"""The way in: attract, language, settings, services, help."""

from kiosk.domain.events import (
    CallPressed,
    HangUpPressed,
    LanguageChosen,
    OverlayClosed,
    ServiceChosen,
    SettingChosen,
    Touched,
)
from kiosk.presentation.page import (
    Action,
    Buttons,
    Header,
    Lead,
    Look,
    Note,
    Option,
    Options,
    Page,
    Paper,
    Picture,
    Sentences,
    Tile,
    Tiles,
    Tone,
    Wait,
)
from screens.gallery.making import Say, chips, overlay, sayer, without

LANGUAGES = {
    "de": "Deutsch", "de-x-ls": "Leichte Sprache", "en": "English", "tr": "Türkçe",
    "uk": "Українська", "ar": "العربية", "ru": "Русский", "pl": "Polski", "fr": "Français",
    "ro": "Română", "fa": "فارسی", "vi": "Tiếng Việt",
}  # fmt: skip


def pages(look: Look) -> tuple[Page, ...]:
    say = sayer(look)
    return (
        _attract(look, say), _attract_short(look, say), _language(look, say), _settings(look, say),
        _services(look, say), _help(look, say), _call(look, say),
    )  # fmt: skip


def languages(chosen: str, columns: int, tags: tuple[str, ...] = tuple(LANGUAGES)) -> Options:
    return Options(
        tuple(
            Option(
                Action(f"language.{tag}", LANGUAGES[tag], LanguageChosen(tag)),
                chosen=tag == chosen,
                language=tag,
            )
            for tag in tags
        ),
        columns=columns,
    )


def _attract(look: Look, say: Say) -> Page:
    touch = Action(
        "touch", say("Hier berühren", "Touch here"), Touched(), icon="hand-tap", tone=Tone.SUN
    )
    services = say(
        "Führungszeugnis · Meldebescheinigung · Ausweisfoto und Fingerabdruck · PIN des Ausweises",
        "Certificate of conduct · Proof of residence · Photo and fingerprints · PIN of the ID card",
    )
    headphones = say(
        "Kopfhörer einstecken: Das Terminal liest Ihnen alles vor.",
        "Plug in headphones: the terminal reads everything to you.",
    )
    return Page(
        id="attract",
        title=say("Was möchten Sie erledigen?", "What would you like to do?"),
        look=look,
        header=Header(
            "Stadt Musterstadt",
            say("Bürgerterminal · Rathaus-Galerie", "Citizen terminal · Rathaus-Galerie"),
            arms=True,
        ),
        blocks=(Lead(services), Buttons((touch,), large=True), languages(look.language, 3)),
        paper=Paper.ACCENT,
        chips=chips(say)[1:],
        footnote=Note("headphones", headphones, Tone.SUN),
    )


def _attract_short(look: Look, say: Say) -> Page:
    """With six languages, and with an apology after a fault."""
    page = _attract(look, say)
    sorry = Note(
        "warning-circle",
        say(
            "Es gab eine Störung. Bitte fangen Sie noch einmal an.",
            "Something went wrong. Please start again.",
        ),
        Tone.SUN,
    )
    few = languages(look.language, 3, ("de", "en", "tr", "uk", "ar", "de-x-ls"))
    return without(page, id="attract.apology", blocks=(sorry, *page.blocks[:-1], few), chips=())


def _language(look: Look, say: Say) -> Page:
    page = overlay(
        look, "language", say("Welche Sprache?", "Which language?"),
        languages(look.language, 2), main=_close(say("Fertig", "Done")),
    )  # fmt: skip
    return without(page, help=None, end=None, chips=chips(say)[1:])


def _settings(look: Look, say: Say) -> Page:
    def choice(name: str, heading: str, values: tuple[tuple[str, str], ...], now: str) -> Options:
        return Options(
            tuple(
                Option(
                    Action(f"{name}.{value}", label, SettingChosen(name, value)),
                    chosen=value == now,
                )
                for value, label in values
            ),
            heading=heading,
            columns=len(values),
        )

    sizes = (
        ("normal", say("Normal", "Normal")), ("large", say("Groß", "Large")),
        ("very_large", say("Sehr groß", "Very large")),
    )  # fmt: skip
    themes = (
        ("standard", say("Standard", "Standard")),
        ("contrast_light", say("Hoher Kontrast hell", "High contrast light")),
        ("contrast_dark", say("Hoher Kontrast dunkel", "High contrast dark")),
    )
    speech = (("on", say("An", "On")), ("off", say("Aus", "Off")))
    volume = tuple(
        Action(f"volume.{name}", label, SettingChosen("volume", name), icon=icon)
        for name, label, icon in (
            ("softer", say("Leiser", "Softer"), "speaker-low"),
            ("louder", say("Lauter", "Louder"), "speaker-high"),
        )
    )
    page = overlay(
        look, "accessibility", say("Wie möchten Sie das Terminal bedienen?", "How should the terminal look and sound?"),
        choice("text_size", say("Schriftgröße", "Text size"), sizes, look.text_size),
        choice("theme", say("Farben", "Colours"), themes, look.theme),
        choice("speech", say("Vorlesen", "Read aloud"), speech, "on" if look.speech else "off"),
        Buttons(volume),
        main=_close(say("Fertig", "Done")),
    )  # fmt: skip
    return without(page, help=None, end=None, chips=chips(say)[:1])


def _services(look: Look, say: Say) -> Page:
    card = say("Ausweis und PIN", "ID card and PIN")
    rows = (
        ("certificate", say("Führungszeugnis", "Certificate of conduct"),
         say(f"{card} · 4 Minuten", f"{card} · 4 minutes"), say("13,00 €", "€13.00"), True),
        ("house-line", say("Meldebescheinigung", "Proof of residence"),
         say(f"{card} · 3 Minuten", f"{card} · 3 minutes"), say("9,00 €", "€9.00"), True),
        ("user-focus", say("Foto und Fingerabdruck", "Photo and fingerprints"),
         say("wieder ab 8 Uhr, wenn das Bürgeramt offen ist", "again from 8 am, when the office is open"),
         say("6,00 €", "€6.00"), False),
        ("password", say("PIN des Ausweises", "PIN of the ID card"),
         say("setzen, ändern, entsperren", "set, change, unblock"), say("kostenlos", "free"), True),
        ("identification-card", say("Ist mein Ausweis fertig?", "Is my ID card ready?"),
         say("mit der Seriennummer", "with the serial number"), say("kostenlos", "free"), True),
        ("calendar-check", say("Termin", "Appointment"),
         say("buchen, absagen, anmelden", "book, cancel, check in"), say("kostenlos", "free"), True),
    )  # fmt: skip
    tiles = tuple(
        Tile(icon, title, detail, price,
             Action(f"service.{icon}", title, ServiceChosen(icon), enabled=enabled))
        for icon, title, detail, price, enabled in rows
    )  # fmt: skip
    return overlay(
        look,
        "choose",
        say("Was möchten Sie erledigen?", "What would you like to do?"),
        Tiles(tiles),
    )


def _help(look: Look, say: Say) -> Page:
    call = Action(
        "call", say("Mit einem Menschen sprechen", "Talk to a person"), CallPressed(),
        icon="video-camera", tone=Tone.SUN,
    )  # fmt: skip
    page = overlay(
        look, "help", say("Hilfe", "Help"),
        Lead(say("Jemand vom Bürgeramt hilft Ihnen per Video. Das kostet nichts.",
                 "Somebody from the office helps you by video. It is free of charge.")),
        Buttons((call,), large=True),
        Sentences((
            ("shield-check", say("Ihre PIN sieht niemand, und niemand kann für Sie bezahlen oder unterschreiben.",
                                 "Nobody sees your PIN, and nobody can pay or sign for you.")),
            ("eye-slash", say("Ihre Kamera ist aus, bis Sie sie einschalten. Nichts wird aufgezeichnet.",
                              "Your camera is off until you turn it on. Nothing is recorded.")),
            ("storefront", say("Alles geht auch am Schalter: Zimmer 12, montags bis freitags ab 8 Uhr.",
                               "Everything can be done at the counter: room 12, Monday to Friday from 8 am.")),
        )),
        main=_close(say("Zurück zum Antrag", "Back to the application")),
    )  # fmt: skip
    return without(page, help=None)


def _call(look: Look, say: Say) -> Page:
    hang_up = Action(
        "hang_up", say("Auflegen", "Hang up"), HangUpPressed(), icon="phone-disconnect"
    )
    page = overlay(
        look, "help", say("Wir rufen jemanden.", "We are calling somebody."),
        Picture("clerk", say("Eine Frau mit Kopfhörer auf einem Bildschirm", "A woman with a headset on a screen")),
        Wait(say("Vor Ihnen wartet noch eine Person. Bitte bleiben Sie hier.",
                 "One person is waiting before you. Please stay here.")),
        Buttons((hang_up,)),
        main=_close(say("Zurück zum Antrag", "Back to the application")),
    )  # fmt: skip
    return without(page, id="help.waiting", help=None)


def _close(label: str) -> Action:
    return Action("close", label, OverlayClosed(), icon="check", tone=Tone.MAIN)
