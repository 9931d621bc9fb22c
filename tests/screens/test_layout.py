"""Every page of the gallery, in every orientation, text size and language: nothing cut, nothing near."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import pytest

from kiosk.presentation.page import Look, Page
from screens import leaves
from screens.gallery import gallery
from screens.geometry import Box
from screens.semantics import Role
from screens.sheet import Sheet
from screens.theme import (
    GAP_MM,
    KEY_MM,
    LANDSCAPE,
    PORTRAIT,
    TARGET_MM,
    TEXT_SIZES,
    DisplayProfile,
)
from screens.typesetting import measure
from tests.screens.real_pages import real_pages
from tests.screens.sheets import Setting, longer

PIXEL = 1.01  # millimetres are rounded to pixels


def pages() -> Iterator[tuple[str, Page]]:
    for language in ("de", "en", "ar"):
        for page in gallery(Look(language, rtl=language == "ar")):
            yield f"{language}-{page.id}", page
    for page in gallery(Look()):
        yield f"pseudo-{page.id}", longer(page)
    for number, page in enumerate(real_pages()):
        yield f"real-{page.look.language}-{page.id}-{number}", page


PAGES = dict(pages())


def every_part(page: Page, profile: DisplayProfile, size: str) -> list[Sheet]:
    """Answer the page's sheets: one, or as many as it had to be cut into."""
    setting = Setting(replace(page, look=replace(page.look, text_size=size)), profile)
    sheets = [setting.sheet]
    while len(sheets) < setting.view.pager.parts:
        setting.press("more.down")
        sheets.append(setting.sheet)
    return sheets


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
        texts = [leaf for leaf in sheet.leaves if isinstance(leaf, leaves.Text)]
        assert texts
        for text in texts:
            face = text.set.face
            widest = max(measure(line, face.weight, face.size) for line in text.set.lines)
            assert widest <= text.box.w, f"{text.set.lines} is wider than its place"
            assert on_display(text.box, profile), f"{text.set.lines} leaves the display"
        for one, other in combinations(texts, 2):
            overlap = ink(one).meets(ink(other))
            assert not overlap, f"{one.set.lines} lies over {other.set.lines}"


@every
@profiles
@sizes
def test_text_stays_inside_the_surface_it_stands_on(
    name: str, profile: DisplayProfile, size: str
) -> None:
    for sheet in every_part(PAGES[name], profile, size):
        surfaces = [s for s in sheet.leaves if isinstance(s, leaves.Surface) and s.radius]
        for text in (leaf for leaf in sheet.leaves if isinstance(leaf, leaves.Text)):
            for surface in surfaces:
                if surface.box.meets(ink(text)) and surface.box.h > text.set.face.size // 2:
                    assert inside(ink(text), surface.box), (
                        f"{text.set.lines} reaches over the edge of its box"
                    )


@every
@profiles
@sizes
def test_targets_are_large_and_apart(name: str, profile: DisplayProfile, size: str) -> None:
    mm = profile.mm_per_px * PIXEL
    for sheet in every_part(PAGES[name], profile, size):
        roles = {node.id: node.role for node in sheet.nodes}
        presses = [target for target in sheet.targets if target.plane is None]
        assert len({target.id for target in sheet.targets}) == len(sheet.targets)
        for target in presses:
            least = KEY_MM if roles[target.id] is Role.KEY else TARGET_MM
            assert target.box.h * mm >= least, f"{target.id} is {target.box.h * mm:.1f} mm high"
            assert target.box.w * mm >= least, f"{target.id} is {target.box.w * mm:.1f} mm wide"
            assert on_display(target.box, profile), f"{target.id} leaves the display"
        for one, other in combinations(presses, 2):
            apart = distance(one.box, other.box) * mm
            assert apart >= GAP_MM, f"{one.id} is {apart:.1f} mm from {other.id}"


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


def distance(one: Box, other: Box) -> int:
    """Answer the pixels between two boxes, negative where they overlap."""
    across = max(other.x - one.right, one.x - other.right)
    down = max(other.y - one.bottom, one.y - other.bottom)
    return max(across, down)


def ink(text: leaves.Text) -> Box:
    """Answer where the letters are: lines have room above and below them."""
    width = text.set.width
    free = text.box.w - width
    x = text.box.x + {"start": 0, "centre": free // 2, "end": free}[text.align]
    spare = (text.set.face.line - text.set.face.size) // 2 + text.set.face.size // 6
    return Box(x, text.box.y + spare, width, max(1, text.box.h - 2 * spare))


def inside(inner: Box, outer: Box) -> bool:
    return (
        inner.x >= outer.x
        and inner.right <= outer.right
        and inner.y >= outer.y
        and inner.bottom <= outer.bottom
    )


def on_display(box: Box, profile: DisplayProfile) -> bool:
    return inside(box, Box(0, 0, profile.width, profile.height))
