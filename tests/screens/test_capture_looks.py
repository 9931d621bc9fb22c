"""What the capture screens tell without words: outline, arc, number, arrow, lamp, drawings, marks."""

from collections.abc import Iterator
from dataclasses import replace
from time import thread_time
from typing import Any

import numpy as np
import pytest

from hardware.keypad import Key
from kiosk.capture.face.instructions import Instruction
from kiosk.domain.events import StrokeTakenBack
from kiosk.domain.photo_events import ShotChosen
from kiosk.presentation.page import CameraView, FingerView, Look, Mark, Page, Tone
from kiosk.presentation.pages.fingers import PICTURES
from screens import leaves
from screens.fingers import Finger
from screens.images import Image
from screens.outline import head_in
from screens.paint.drawings import DRAWINGS
from screens.palette import SEEN, THEMES, contrast, palette
from screens.sheet import Sheet
from screens.theme import LANDSCAPE, PORTRAIT, DisplayProfile
from tests.screens.driver import Driver
from tests.screens.laid_out import every_part, inside
from tests.screens.sheets import Setting, page_named, set_page
from tests.screens.test_rendering import seen


def found(sheet: Sheet, kind: type[Any]) -> list[Any]:
    return [leaf for leaf in sheet.leaves if isinstance(leaf, kind)]


def camera(page: Page, **changes: Any) -> Page:
    blocks = tuple(
        replace(block, **changes) if isinstance(block, CameraView) else block
        for block in page.blocks
    )
    return replace(page, blocks=blocks)


def live(**changes: Any) -> Page:
    return camera(page_named("photo.live"), **changes)


def test_whatever_is_asked_for_has_a_drawing() -> None:
    asked = {instruction.drawing for instruction in Instruction} - {""}
    assert len(asked) >= 18
    assert sorted((asked | set(PICTURES.values())) - set(DRAWINGS)) == []


def test_the_outline_is_dashed_until_all_is_good_and_then_another_colour() -> None:
    for lamp in (False, True):
        [not_yet] = found(set_page(live(lamp=lamp)), leaves.HeadOutline)
        [good] = found(set_page(live(tone=Tone.GOOD, lamp=lamp)), leaves.HeadOutline)
        assert not_yet.dashed
        assert not good.dashed
        assert not_yet.colour != good.colour


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("lamp", [False, True])
def test_the_outline_is_seen_on_its_veil(theme: str, lamp: bool) -> None:  # noqa: FBT001 - a parameter
    look = Look(theme=theme)
    for tone in (Tone.SUN, Tone.GOOD):
        page = replace(live(tone=tone, lamp=lamp), look=look)
        [outline] = found(set_page(page), leaves.HeadOutline)
        assert contrast(outline.colour, outline.veil) >= SEEN
        assert not lamp or outline.veil == "#FFFFFF"


def test_holding_still_fills_the_outline_in_few_steps() -> None:
    def shares() -> Iterator[float]:
        for number in range(101):
            sheet = set_page(live(tone=Tone.GOOD, held=number / 100))
            yield from (arc.share for arc in found(sheet, leaves.HeldArc))

    drawn = list(shares())
    assert drawn == sorted(drawn)
    assert drawn[-1] == 1.0
    assert len(set(drawn)) <= 24, "the arc is not painted anew with every picture"
    assert found(set_page(live(tone=Tone.SUN, held=0.5)), leaves.HeldArc) == []


@pytest.mark.parametrize("profile", [PORTRAIT, LANDSCAPE], ids=["portrait", "landscape"])
def test_the_countdown_stands_large_over_the_head(profile: DisplayProfile) -> None:
    sheet = set_page(live(tone=Tone.GOOD, countdown=3), profile)
    [picture] = found(sheet, leaves.Live)
    numbers = [text for text in found(sheet, leaves.Text) if text.set.lines == ("3",)]
    over = [text for text in numbers if text.box.meets(picture.box)]
    assert len(over) == 1
    assert over[0].set.face.size * profile.mm_per_px >= 18
    oval = head_in(picture.box)
    assert over[0].box.bottom < oval.y - oval.ry * 0.7, "not on the face"
    assert len(numbers) == 2, "and once more beside the instruction"


@pytest.mark.parametrize(
    ("way", "across", "along"),
    [("left", -1, 0), ("right", 1, 0), ("up", 0, -1), ("down", 0, 1)],
)
@pytest.mark.parametrize("profile", [PORTRAIT, LANDSCAPE], ids=["portrait", "landscape"])
def test_an_arrow_stands_where_one_is_to_move(
    profile: DisplayProfile, way: str, across: int, along: int
) -> None:
    sheet = set_page(live(picture=way), profile)
    [picture] = found(sheet, leaves.Live)
    [arrow] = [leaf for leaf in found(sheet, leaves.Drawing) if leaf.name == f"arrow_{way}"]
    oval = head_in(picture.box)
    middle = (arrow.box.x + arrow.box.w / 2, arrow.box.y + arrow.box.h / 2)
    assert (middle[0] - oval.x) * across >= 0
    assert (middle[1] - oval.y) * along >= 0
    assert abs(middle[0] - oval.x) >= oval.rx * abs(across)
    assert abs(middle[1] - oval.y) >= oval.ry * abs(along)
    assert [leaf.name for leaf in found(sheet, leaves.Drawing)].count(way) == 1, "beside the words"
    good = set_page(live(picture=way, tone=Tone.GOOD), profile)
    assert not [leaf for leaf in found(good, leaves.Drawing) if leaf.name.startswith("arrow")]


def test_arrows_keep_their_sides_where_one_reads_from_the_right() -> None:
    for rtl in (False, True):
        page = replace(live(picture="left"), look=Look("ar" if rtl else "de", rtl=rtl))
        sheet = set_page(page)
        [picture] = found(sheet, leaves.Live)
        [arrow] = [leaf for leaf in found(sheet, leaves.Drawing) if leaf.name == "arrow_left"]
        assert arrow.box.x < picture.box.x + picture.box.w / 2 - head_in(picture.box).rx


@pytest.mark.parametrize("size", ["normal", "very_large"])
@pytest.mark.parametrize("profile", [PORTRAIT, LANDSCAPE], ids=["portrait", "landscape"])
def test_the_lamp_shines_at_the_edges_and_over_nothing(profile: DisplayProfile, size: str) -> None:
    dark = replace(live(lamp=True), look=Look(theme="contrast_dark"))
    for sheet in every_part(dark, profile, size):
        strips = [s for s in found(sheet, leaves.Surface) if s.fill == "#FFFFFF" and not s.radius]
        if not found(sheet, leaves.Live):
            continue
        assert len(strips) >= 3
        assert sum(s.box.w * s.box.h for s in strips) > 0.04 * profile.width * profile.height
        for strip in strips:
            assert not any(strip.box.meets(text.box) for text in found(sheet, leaves.Text))
            assert not any(strip.box.meets(target.box) for target in sheet.targets)
    off = set_page(replace(live(lamp=False), look=Look(theme="contrast_dark")), profile)
    assert not [s for s in found(off, leaves.Surface) if s.fill == "#FFFFFF" and not s.radius]


def test_marks_are_seen_read_one_by_one_and_told_apart_by_shape() -> None:
    marks = (Mark("Abstand", good=True), Mark("Licht", good=False))
    sheet = set_page(live(marks=marks))
    nodes = {node.label: node for node in sheet.nodes if ".mark." in node.id}
    assert {label: node.state for label, node in nodes.items()} == {"Abstand": "good", "Licht": ""}
    assert not any(node.read for node in nodes.values()), "the instruction is what is said"
    places = [node.bounds for node in nodes.values()]
    signs = [
        icon.character
        for place in places
        for icon in found(sheet, leaves.Icon)
        if icon.box.x == place.x and abs(1920 - icon.box.bottom - place.y) < 12
    ]
    assert len(set(signs)) == 2


def test_the_title_of_a_mirror_is_heard_and_leaves_its_room_to_the_picture() -> None:
    page = live()
    sheet = set_page(page)
    [title] = [node for node in sheet.nodes if node.id == "title"]
    assert (title.label, title.text) == (page.title, ())
    assert page.title not in [line for text in found(sheet, leaves.Text) for line in text.set.lines]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("tone", list(Tone))
def test_drawings_are_seen_on_every_tone(theme: str, tone: Tone) -> None:
    for paper in ("paper", "white"):
        colours = palette(theme, paper)  # type: ignore[arg-type]  # the enum's own words
        roles = {**colours.drawing, **colours.drawing_on(tone)}
        ground = colours.tone(tone)[0]
        for role in ("ink", "accent", "bad"):
            assert contrast(roles[role], ground) >= SEEN, role
        assert contrast(roles["ink"], roles["card"]) >= SEEN


def test_a_finger_s_drawing_gives_way_to_what_it_is_to_do_better() -> None:
    page = page_named("fingers")
    names = [leaf.name for leaf in found(set_page(page), leaves.Drawing)]
    assert names == ["finger_on_glass_right"]
    for picture in set(PICTURES.values()):
        blocks = tuple(
            replace(b, picture=picture) if isinstance(b, FingerView) else b for b in page.blocks
        )
        drawn = found(set_page(replace(page, blocks=blocks)), leaves.Drawing)
        assert [leaf.name for leaf in drawn] == [picture]


def test_the_chosen_shot_differs_by_ground_sign_and_size() -> None:
    sheet = set_page(page_named("photo.choose"))
    stills = found(sheet, leaves.Still)
    large = max(stills, key=lambda still: still.box.h)
    small = [still for still in stills if still is not large]
    assert large.handle == "shot-2"
    assert [still.handle for still in small] == ["shot-1", "shot-2", "shot-3"]
    assert large.box.h > 1.1 * small[0].box.h
    grounds = [
        surface.fill
        for still in small
        for surface in found(sheet, leaves.Surface)
        if surface.fill and surface.edge and inside(still.box, surface.box)
    ]
    assert grounds[0] == grounds[2] != grounds[1]


async def test_a_shot_is_chosen_by_keys_and_said(driver: Driver) -> None:
    page = page_named("photo.choose")
    await driver.show(replace(page, look=replace(page.look, speech=True)))
    while driver.stage.focused != "shot.shot-3":
        await driver.press(Key.NEXT)
    assert driver.said[-1].text.startswith("Bild 3")
    await driver.press(Key.SELECT)
    assert driver.emitted == [ShotChosen("shot-3")]


async def test_outline_veil_and_number_are_painted(driver: Driver) -> None:
    grey = b"\x80\x80\x80" * (320 * 240)
    driver.pictures.image = Image(1, 320, 240, grey)
    await driver.show(live(tone=Tone.GOOD, lamp=True))
    before = seen()
    sheet = driver.stage._shown
    assert sheet is not None
    [picture] = found(sheet, leaves.Live)
    oval = head_in(picture.box)
    middle = before[round(oval.y), round(oval.x)]
    corner = before[picture.box.y + 60, picture.box.x + 60]
    assert int(corner.min()) > int(middle.max()) + 60, "the veil shines around the head"
    await driver.show(live(tone=Tone.GOOD, lamp=True, held=0.5))
    changed = (seen() != before).any(axis=2)
    right, left = changed[:, round(oval.x + 3) :], changed[:, : round(oval.x - 12)]
    assert right.sum() > 2000, "the arc runs down the right side"
    assert not left.any()


async def test_a_picture_goes_up_in_four_milliseconds_and_no_paint_takes_eight(
    driver: Driver,
) -> None:
    """In the time of this thread's own work: what else runs on the machine must not decide."""
    pixels = np.random.default_rng(1).integers(0, 255, 1280 * 720 * 3, np.uint8)
    driver.pictures.image = Image(1, 1280, 720, pixels)
    await driver.show(live(lamp=True))
    tick, uploads = driver.stage._painter.live, []
    for serial in range(2, 22):
        driver.pictures.image = Image(serial, 1280, 720, pixels)
        begun = thread_time()
        tick.tick()
        uploads.append(thread_time() - begun)
    assert sorted(uploads)[len(uploads) // 4] < 0.004
    assert tick.textures_made == 1
    steps: list[float] = []
    for turn in range(6):
        page = live(lamp=True, picture=("up", "turn", "wall")[turn % 3], held=turn / 6)
        sheet = set_page(page)
        painting = driver.stage._painter.paint(sheet.finished(), "#FFFFFF")
        longest, begun = 0.0, thread_time()
        for _ in painting:
            longest, begun = max(longest, thread_time() - begun), thread_time()
        steps.append(longest)
    assert sorted(steps)[len(steps) // 2] < 0.008


async def test_the_last_stroke_goes_from_the_screen_too(driver: Driver) -> None:
    await driver.show(page_named("signature"))
    area = driver.node("block1.area").bounds
    ink = driver.stage._painter.ink
    for start in (100, 300):
        finger = Finger(area.x + start, area.y + 150)
        finger.down()
        for step in range(1, 6):
            finger.move(area.x + start + step * 15, area.y + 150)
            await driver.frames(1)
        finger.up()
        await driver.frames()
    assert len(ink._lines.children) == 2
    first = ink._lines.children[0]
    await driver.tap("undo_stroke")
    assert driver.emitted == [StrokeTakenBack()]
    assert ink._lines.children == [first]


async def test_a_stroke_that_leaves_the_pad_runs_along_its_edge(driver: Driver) -> None:
    await driver.show(page_named("signature"))
    area, mm = driver.node("block1.area").bounds, driver.stage.display.mm_per_px
    assert driver.pad.size == pytest.approx((area.w * mm, area.h * mm))
    finger = Finger(area.x + 100, area.y + area.h - 40)
    finger.down()
    for rise in (0, 60, 120):
        finger.move(area.x + 120, area.y + area.h + rise)
        await driver.frames(1)
    finger.up()
    await driver.frames()
    [stroke] = driver.pad.strokes
    assert stroke[-1][1] == pytest.approx(area.h * mm, abs=0.01)
    assert max(y for _, y in stroke) <= area.h * mm + 0.01


async def test_a_second_finger_is_told_to_the_pad(driver: Driver) -> None:
    await driver.show(page_named("signature"))
    area = driver.node("block1.area").bounds
    first, second = Finger(area.x + 100, area.y + 90), Finger(area.x + 300, area.y + 90)
    first.down()
    second.down()
    second.up()
    first.up()
    await driver.frames()
    assert driver.pad.crowds == 1


def test_the_line_on_the_pad_is_measured_in_millimetres() -> None:
    for profile in (PORTRAIT, DisplayProfile(1080, 1920, 0.2)):
        [strokes] = found(set_page(page_named("signature"), profile), leaves.Strokes)
        assert strokes.width * profile.mm_per_px == pytest.approx(1.6, abs=0.15)


def test_a_signature_is_shown_whole_and_hidden_where_one_may_have_gone() -> None:
    page = page_named("signature.confirm")
    stills = found(set_page(page), leaves.Still)
    assert [still.handle for still in stills] == ["signature-1.id_card", "signature-1.passport"]
    assert all(still.whole for still in stills)
    assert found(Setting(replace(page, covered=True)).sheet, leaves.Still) == []


async def test_a_signature_keeps_its_proportions_on_the_screen(driver: Driver) -> None:
    pixels = np.full((188, 630, 3), 255, np.uint8)
    pixels[:4], pixels[-4:], pixels[:, :4], pixels[:, -4:] = 0, 0, 0, 0
    driver.pictures.image = Image(1, 630, 188, pixels.reshape(-1))
    await driver.show(page_named("signature.confirm"))
    sheet = driver.stage._shown
    assert sheet is not None
    box = found(sheet, leaves.Still)[0].box
    dark = seen()[box.y : box.bottom, box.x : box.right].max(axis=2) < 60
    down, across = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    ratio = (across[-1] - across[0]) / (down[-1] - down[0])
    assert ratio == pytest.approx(630 / 188, rel=0.02)
