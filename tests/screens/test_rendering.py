"""Pixels: what is really on the display can be read, by eyes and by telephones."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio
import zxingcpp
from kivy.core.window import Window
from PIL import Image as Png

from kiosk.presentation.page import Look
from screens import leaves, photograph
from screens.gallery import gallery
from screens.gallery.ending import LINK
from screens.palette import THEMES, contrast
from screens.theme import LANDSCAPE
from tests.screens.driver import Driver
from tests.screens.sheets import page_named


def seen() -> np.ndarray:
    width, height, rows = photograph.pixels()
    return np.frombuffer(rows, np.uint8).reshape(height, width, 3)


def colour(pixel: np.ndarray) -> str:
    return "#" + "".join(f"{int(part):02X}" for part in pixel)


def rendered_contrast(part: np.ndarray) -> float:
    """Answer the contrast of the most frequent colour with the strongest frequent other one."""
    packed = part.reshape(-1, 3).astype(np.int32) @ np.array([65536, 256, 1], np.int32)
    colours, counts = np.unique(packed, return_counts=True)
    ground = f"#{colours[counts.argmax()]:06X}"
    frequent = colours[counts > max(8, 0.0005 * len(packed))]
    return max(contrast(ground, f"#{other:06X}") for other in frequent)


@pytest.mark.parametrize("theme", THEMES)
async def test_every_text_is_rendered_at_seven_to_one(driver: Driver, theme: str) -> None:
    for page in gallery(Look(theme=theme)):
        await driver.show(page)
        picture = seen()
        sheet = driver.stage._shown
        assert sheet is not None
        disabled = [t.box for t in sheet.targets if not t.enabled]
        for leaf in sheet.leaves:
            if not isinstance(leaf, leaves.Text) or any(leaf.box.meets(box) for box in disabled):
                continue
            box = leaf.box
            ratio = rendered_contrast(picture[box.y : box.bottom, box.x : box.right])
            least = 3 if len("".join(leaf.set.lines)) == 1 and page.id.startswith("question") else 7
            assert ratio >= least, f"{page.id}: {leaf.set.lines} at {ratio:.1f}"


@pytest.mark.parametrize("theme", THEMES)
async def test_the_focus_is_seen_around_what_has_it(driver: Driver, theme: str) -> None:
    from hardware.keypad import Key  # noqa: PLC0415 - reads best where it is pressed

    await driver.show(page_named("choose", Look(theme=theme)))
    before = seen()
    await driver.press(Key.NEXT)
    after = seen()
    bounds = driver.node(driver.stage.focused).bounds
    top = driver.stage.display.height - bounds.y - bounds.h
    changed = (before != after).any(axis=2)
    halo = int(1 / driver.stage.display.mm_per_px) + 1
    line = changed[top + bounds.h // 2]
    assert line[bounds.x - halo : bounds.x].all(), "a ring of at least a millimetre outside"
    within = {colour(pixel) for pixel in after[top + bounds.h // 2, bounds.x + 1 : bounds.x + halo]}
    assert len(within) == 1, "and one inside, in another colour"
    outside = colour(after[top + bounds.h // 2, bounds.x - 2])
    inside = colour(after[top + bounds.h // 2, bounds.x + halo // 2])
    assert contrast(outside, inside) >= 3


async def test_the_symbol_on_the_screen_is_read_by_a_telephone(driver: Driver) -> None:
    for theme in THEMES:
        await driver.show(page_named("receipt", Look(theme=theme)))
        found = zxingcpp.read_barcodes(Png.fromarray(seen()))
        assert [code.text for code in found] == [LINK]


async def test_the_same_page_is_the_same_picture(driver: Driver) -> None:
    await driver.show(page_named("check"))
    first = seen()
    await driver.show(page_named("receipt"))
    assert (seen() != first).any()
    await driver.show(page_named("check"))
    assert (seen() == first).all()


async def test_a_picture_is_written_whole(driver: Driver, tmp_path: Path) -> None:
    await driver.show(page_named("attract"))
    photograph.photograph(tmp_path / "attract.png")
    with Png.open(tmp_path / "attract.png") as picture:
        assert picture.size == (1080, 1920)
        assert (np.asarray(picture) == seen()).all()
    assert not list(tmp_path.glob("*.part"))  # noqa: ASYNC240 - a test may look


async def test_the_live_picture_is_mirrored(driver: Driver) -> None:
    from screens.images import Image  # noqa: PLC0415 - only here

    blue, red = b"\xff\x00\x00", b"\x00\x00\xff"  # BGR
    row = blue * 160 + red * 160
    driver.pictures.image = Image(1, 320, 240, row * 240)
    await driver.show(page_named("photo.live"))
    await driver.frames(6)
    sheet = driver.stage._shown
    assert sheet is not None
    box = next(leaf.box for leaf in sheet.leaves if isinstance(leaf, leaves.Live))
    middle = seen()[box.y + box.h // 2]
    left, right = middle[box.x + box.w * 2 // 5], middle[box.x + box.w * 3 // 5]
    assert left[0] > 200 > left[2], "red was on the right of the camera's picture"
    assert right[2] > 200 > right[0]


@pytest_asyncio.fixture
async def wide() -> AsyncIterator[Driver]:
    running = Driver(LANDSCAPE)
    await running.open()
    await running.show(page_named("choose"))
    # The display server makes the window larger in its own time.
    await running.until(lambda: colour(seen()[0, 1919]) == "#F7F5F0")
    yield running
    await running.close()


async def test_landscape_fills_the_display(wide: Driver) -> None:
    await wide.show(page_named("attract"))
    picture = seen()
    assert picture.shape == (1080, 1920, 3)
    assert tuple(Window.size) == (1920, 1080)
    corners = {colour(picture[y, x]) for y, x in ((0, 0), (0, 1919))}
    assert corners == {"#004B57"}
    await wide.show(page_named("choose"))
    await wide.tap("service.house-line")
    assert len(wide.emitted) == 1
    await asyncio.wait_for(wide.stage.ready.wait(), 5)
