"""Every page of the gallery, in every orientation, text size and language: nothing cut, nothing near."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from kiosk.presentation.page import Look, Page
from screens.gallery import gallery
from screens.theme import LANDSCAPE, PORTRAIT, TEXT_SIZES, DisplayProfile
from tests.screens.laid_out import (
    every_part,
    no_text_is_cut,
    targets_are_large_and_apart,
    text_stays_inside,
)
from tests.screens.real_pages import real_pages
from tests.screens.sheets import Setting, longer


def pages() -> Iterator[tuple[str, Page]]:
    for language in ("de", "en", "ar"):
        for page in gallery(Look(language, rtl=language == "ar")):
            yield f"{language}-{page.id}", page
    for page in gallery(Look()):
        yield f"pseudo-{page.id}", longer(page)
    for number, page in enumerate(real_pages()):
        yield f"real-{page.look.language}-{page.id}-{number}", page


PAGES = dict(pages())


every = pytest.mark.parametrize("name", PAGES)
profiles = pytest.mark.parametrize("profile", [PORTRAIT, LANDSCAPE], ids=["portrait", "landscape"])
sizes = pytest.mark.parametrize("size", TEXT_SIZES)


@every
@profiles
@sizes
def test_no_text_is_cut_and_none_lies_over_another(
    name: str, profile: DisplayProfile, size: str
) -> None:
    for sheet in every_part(PAGES[name], profile, size):
        no_text_is_cut(sheet)


@every
@profiles
@sizes
def test_text_stays_inside_the_surface_it_stands_on(
    name: str, profile: DisplayProfile, size: str
) -> None:
    for sheet in every_part(PAGES[name], profile, size):
        text_stays_inside(sheet)


@every
@profiles
@sizes
def test_targets_are_large_and_apart(name: str, profile: DisplayProfile, size: str) -> None:
    for sheet in every_part(PAGES[name], profile, size):
        targets_are_large_and_apart(sheet)


def test_the_random_walk_meets_most_pages_that_there_are() -> None:
    met = {page.id for page in real_pages()}
    assert len(met) >= 30
    assert {"attract", "choose", "check", "card.insert", "failure", "photo.live"} <= met


@profiles
def test_real_pages_of_normal_size_are_whole(profile: DisplayProfile) -> None:
    for page in real_pages():
        setting = Setting(replace(page, look=replace(page.look, text_size="normal")), profile)
        assert setting.sheet
        assert setting.view.pager.parts == 1, (page.id, page.look.language)


@pytest.mark.parametrize("language", ["de", "en", "ar"])
@profiles
def test_pages_of_normal_size_are_whole(language: str, profile: DisplayProfile) -> None:
    for page in gallery(Look(language, rtl=language == "ar")):
        setting = Setting(page, profile)
        assert setting.sheet
        assert setting.view.pager.parts == 1, page.id


@profiles
def test_everything_to_press_is_within_reach(profile: DisplayProfile) -> None:
    for page in gallery(Look()):
        for target in Setting(page, profile).sheet.targets:
            middle = profile.height - target.box.y - target.box.h / 2
            height = profile.lower_edge_mm + middle * profile.mm_per_px
            assert 380 <= height <= 1220, f"{target.id} is {height:.0f} mm over the floor"


@profiles
def test_back_end_and_help_stand_in_the_same_place_on_every_page(profile: DisplayProfile) -> None:
    places: dict[str, set[tuple[int, int, int, int]]] = {"back": set(), "help": set()}
    for page in gallery(Look()):
        if page.main is not None and page.end is None:
            continue
        boxes = {target.id: target.box for target in Setting(page, profile).sheet.targets}
        for name, seen in places.items():
            if name in boxes and not (name == "help" and page.back is None):
                box = boxes[name]
                seen.add((box.x, box.y, box.w, box.h))
    assert len(places["back"]) == 1
    assert profile.landscape or len(places["help"]) == 1


def test_reading_from_the_right_turns_the_page_but_not_the_digits() -> None:
    page = next(p for p in gallery(Look("ar", rtl=True)) if p.id == "card.secret.pin")
    boxes = {target.id: target.box for target in Setting(page).sheet.targets}
    assert boxes["back"].x > boxes["help"].x
    assert boxes["digit.1"].x < boxes["digit.2"].x < boxes["digit.3"].x
    page = next(p for p in gallery(Look("ar", rtl=True)) if p.id == "question.authority")
    boxes = {target.id: target.box for target in Setting(page).sheet.targets}
    assert boxes["key.q"].x < boxes["key.w"].x < boxes["key.p"].x
