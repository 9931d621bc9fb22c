"""Every page that the services, their captures, overlays and failures really show, laid out and drawn."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import cycle, product
from typing import Any

import pytest

from kiosk.domain.events import CallMoved
from kiosk.domain.state import Failed, Money, Overlay, Session, Walking
from kiosk.presentation.page import Page
from kiosk.presentation.present import present
from kiosk.texts import Texts
from screens import leaves
from screens.palette import THEMES
from screens.theme import LANDSCAPE, PORTRAIT, TEXT_SIZES, DisplayProfile
from tests.journeys.test_services import STORED, identifies
from tests.screens.capture_pages import capture_sessions
from tests.screens.driver import Driver
from tests.screens.laid_out import (
    every_part,
    no_text_is_cut,
    targets_are_large_and_apart,
    text_stays_inside,
)
from tests.screens.real_pages import real_sessions
from tests.screens.sheets import stretched
from tests.screens.test_rendering import rendered_contrast, seen
from tests.terminal import LANGUAGES, NOW, Citizen, failures, texts

TONGUES = ("de", "en", "longer")
FULLEST = 6
SAMPLE = 9


class LongerTexts(Texts):
    """German in which every text is 40 % longer: what a language to come may need."""

    def __init__(self, german: Texts) -> None:
        super().__init__(german.language, german._catalogue, german._zone)

    def __call__(self, message: str, **values: object) -> str:
        return stretched(super().__call__(message, **values))


def shown(session: Session, tongue: str, theme: str = "standard") -> Page:
    language = "en" if tongue == "en" else "de"
    wording: dict[str, Texts] = dict(texts())
    if tongue == "longer":
        wording["de"] = LongerTexts(wording["de"])
    settings = replace(session.settings, language=language, theme=theme)
    return present(replace(session, settings=settings), wording, LANGUAGES, NOW)


def overlays() -> Iterator[Session]:
    """Yield everything that may lie over a stage, over an early and a late one."""
    early = Citizen()
    early.presses("touch", "service.meldebescheinigung")
    late = Citizen()
    late.presses("touch", "service.meldebescheinigung", "next")
    identifies(late)
    late.presses("option.pension", "next", "next", "next")
    late.happens(STORED)
    calls = (
        None, CallMoved("waiting", 2), CallMoved("connected", 0, "Bürgerbüro Musterstadt"),
        CallMoved("idle", fault="call.no_clerk"),
    )  # fmt: skip
    for citizen, overlay in product((early, late), Overlay):
        base = replace(citizen.session, overlay=overlay, countdown=44)
        yield base
        if overlay is Overlay.HELP:
            yield from (replace(base, call=call) for call in calls)


def failed() -> Iterator[Session]:
    """Yield every failure of the catalogue, with every truth about the money for a few."""
    citizen = Citizen()
    citizen.presses("touch", "service.fuehrungszeugnis")
    assert isinstance(citizen.session.stage, Walking)
    walk = citizen.session.stage.walk
    for name in failures():
        yield replace(citizen.session, stage=Failed(walk, name))
    for money in Money:
        unpaid = replace(walk, money=money)
        yield replace(citizen.session, stage=Failed(unpaid, "payment.outcome_unknown"))


@cache
def sessions() -> tuple[Session, ...]:
    return (*real_sessions(), *capture_sessions(), *overlays(), *failed())


def check(page: Page, profile: DisplayProfile, size: str) -> None:
    for sheet in every_part(page, profile, size):
        no_text_is_cut(sheet)
        text_stays_inside(sheet)
        targets_are_large_and_apart(sheet)


def told(page: Page, profile: DisplayProfile, size: str, tongue: str) -> str:
    """Answer what is wrong with the page, nothing if nothing is."""
    try:
        check(page, profile, size)
    except AssertionError as wrong:
        way = "landscape" if profile.landscape else "portrait"
        return (
            f"{page.id}, {tongue}, {size}, {way}, {page.look.theme}: {str(wrong).splitlines()[0]}"
        )
    return ""


@pytest.mark.parametrize("tongue", TONGUES)
@pytest.mark.parametrize("size", TEXT_SIZES)
@pytest.mark.parametrize("profile", [PORTRAIT, LANDSCAPE], ids=["portrait", "landscape"])
def test_every_page_can_be_read_and_pressed(
    profile: DisplayProfile, size: str, tongue: str
) -> None:
    wrong = [
        told(shown(session, tongue, theme), profile, size, tongue)
        for session, theme in zip(sessions(), cycle(THEMES), strict=False)
    ]
    assert list(filter(None, wrong)) == []


@pytest.mark.parametrize("tongue", TONGUES)
@pytest.mark.parametrize("profile", [PORTRAIT, LANDSCAPE], ids=["portrait", "landscape"])
def test_the_fullest_pages_hold_in_every_theme(profile: DisplayProfile, tongue: str) -> None:
    wrong = [
        told(shown(session, tongue, theme), profile, size, tongue)
        for session, size, theme in product(fullest(), TEXT_SIZES, THEMES)
    ]
    assert list(filter(None, wrong)) == []


@cache
def fullest() -> tuple[Session, ...]:
    """Answer the sessions of those pages that have most to say, one for each page's id."""
    by_id: dict[str, tuple[int, Session]] = {}
    for session in sessions():
        page = shown(session, "de")
        length = len(str(page.blocks))
        if length > by_id.get(page.id, (0, session))[0]:
            by_id[page.id] = (length, session)
    ranked = sorted(by_id.values(), key=lambda entry: entry[0], reverse=True)
    return tuple(session for _, session in ranked[:FULLEST])


def test_every_failure_and_every_overlay_is_among_the_pages() -> None:
    stages = [session.stage for session in sessions()]
    assert {s.failure for s in stages if isinstance(s, Failed)} == set(failures())
    assert {s.overlay for s in sessions()} == {*Overlay, None}
    assert len({shown(session, "de").id for session in sessions()}) >= 33


def test_the_longer_language_is_longer() -> None:
    page = shown(sessions()[0], "de"), shown(sessions()[0], "longer")
    assert len(page[1].title) >= 1.3 * len(page[0].title)


@pytest.mark.parametrize("theme", THEMES)
async def test_real_pages_are_drawn_at_seven_to_one(driver: Driver, theme: str) -> None:
    step = len(sessions()) // SAMPLE
    for session in (*sessions()[::step], *fullest()):
        await driver.show(shown(session, "de", theme))
        picture = seen()
        sheet: Any = driver.stage._shown
        off = [target.box for target in sheet.targets if not target.enabled]
        texts_ = [leaf for leaf in sheet.leaves if isinstance(leaf, leaves.Text)]
        for leaf in texts_:
            box = leaf.box
            # Of a single thin letter nearly every pixel is an edge: test_rendering has these.
            if len("".join(leaf.set.lines)) < 2 or any(box.meets(other) for other in off):
                continue
            ratio = rendered_contrast(picture[box.y : box.bottom, box.x : box.right])
            assert ratio >= 7, f"{leaf.set.lines} at {ratio:.1f}"
