"""What the gallery's pages share: a town, a service, the actions in their fixed places."""

from collections.abc import Callable
from dataclasses import replace

from kiosk.domain.events import BackPressed, EndPressed, NextPressed, OverlayOpened, RetryPressed
from kiosk.presentation.page import Action, Block, Header, Look, Page, Progress, Tone

Say = Callable[[str, str], str]


def sayer(look: Look) -> Say:
    """Answer a function that chooses the German or the English text."""
    english = look.language == "en"
    return lambda german, text: text if english else german


def town(say: Say) -> Header:
    return Header("Stadt Musterstadt", say("Bürgerterminal", "Citizen terminal"), arms=True)


def chips(say: Say) -> tuple[Action, ...]:
    return (
        Action(
            "language", say("Deutsch", "English"), OverlayOpened("language"), icon="translate",
            spoken=say("Sprache wählen", "Choose a language"),
        ),
        Action(
            "accessibility", say("Bedienung", "Settings"), OverlayOpened("accessibility"),
            icon="person-arms-spread",
        ),
    )  # fmt: skip


def back(say: Say) -> Action:
    return Action("back", say("Zurück", "Back"), BackPressed(), icon="arrow-left")


def end(say: Say) -> Action:
    return Action("end", say("Beenden", "Quit"), EndPressed(), icon="x")


def help_(say: Say) -> Action:
    label = say("Hilfe", "Help")
    return Action("help", label, OverlayOpened("help"), icon="video-camera", tone=Tone.SUN)


def onwards(label: str, icon: str = "arrow-right") -> Action:
    return Action("next", label, NextPressed(), icon=icon, tone=Tone.MAIN)


def again(label: str) -> Action:
    return Action("retry", label, RetryPressed(), icon="arrow-clockwise", tone=Tone.MAIN)


def step(
    look: Look, name: str, title: str, *blocks: Block, current: int = 2, main: Action | None = None
) -> Page:
    """Answer a page of the Führungszeugnis, with everything in its place."""
    say = sayer(look)
    return Page(
        id=name,
        title=title,
        look=look,
        header=Header(say("Führungszeugnis", "Certificate of conduct"), say("13,00 €", "€13.00")),
        blocks=blocks,
        chips=chips(say),
        progress=Progress(current, 5, say(f"Schritt {current} von 5", f"Step {current} of 5")),
        back=back(say),
        end=end(say),
        help=help_(say),
        main=main,
    )


def overlay(look: Look, name: str, title: str, *blocks: Block, main: Action | None = None) -> Page:
    """Answer a page that lies over another: the town's header, no progress."""
    say = sayer(look)
    return Page(
        id=name, title=title, look=look, header=town(say), blocks=blocks, chips=chips(say),
        end=end(say), help=help_(say), main=main,
    )  # fmt: skip


def without(page: Page, **places: object) -> Page:
    return replace(page, **places)  # type: ignore[arg-type]  # names of Page's fields
