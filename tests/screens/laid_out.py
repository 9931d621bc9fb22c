"""What must hold for every sheet that a page is laid out on."""

from dataclasses import replace
from itertools import combinations

from kiosk.presentation.page import Page
from screens import leaves
from screens.geometry import Box
from screens.semantics import Role
from screens.sheet import Sheet
from screens.theme import GAP_MM, KEY_MM, TARGET_MM, DisplayProfile
from screens.typesetting import measure
from tests.screens.sheets import Setting

PIXEL = 1.01  # millimetres are rounded to pixels


def every_part(page: Page, profile: DisplayProfile, size: str) -> list[Sheet]:
    """Answer the page's sheets: one, or as many as it had to be cut into."""
    setting = Setting(replace(page, look=replace(page.look, text_size=size)), profile)
    sheets = [setting.sheet]
    while len(sheets) < setting.view.pager.parts:
        setting.press("more.down")
        sheets.append(setting.sheet)
    return sheets


def no_text_is_cut(sheet: Sheet) -> None:
    """Assert that each text has its place, on the display, and none lies over another."""
    texts = [leaf for leaf in sheet.leaves if isinstance(leaf, leaves.Text)]
    assert texts
    for text in texts:
        face = text.set.face
        widest = max(measure(line, face.weight, face.size) for line in text.set.lines)
        assert widest <= text.box.w, f"{text.set.lines} is wider than its place"
        assert on_display(text.box, sheet), f"{text.set.lines} leaves the display"
    for one, other in combinations(texts, 2):
        overlap = ink(one).meets(ink(other))
        assert not overlap, f"{one.set.lines} lies over {other.set.lines}"


def text_stays_inside(sheet: Sheet) -> None:
    """Assert that no text reaches over the edge of the card or button it stands on."""
    surfaces = [s for s in sheet.leaves if isinstance(s, leaves.Surface) and s.radius]
    for text in (leaf for leaf in sheet.leaves if isinstance(leaf, leaves.Text)):
        for surface in surfaces:
            if surface.box.meets(ink(text)) and surface.box.h > text.set.face.size // 2:
                assert inside(ink(text), surface.box), (
                    f"{text.set.lines} reaches over the edge of its box"
                )


def targets_are_large_and_apart(sheet: Sheet) -> None:
    """Assert what fingers need: size, distance, and a name for each target of its own."""
    mm = sheet.theme.display.mm_per_px * PIXEL
    roles = {node.id: node.role for node in sheet.nodes}
    presses = [target for target in sheet.targets if target.plane is None]
    assert len({target.id for target in sheet.targets}) == len(sheet.targets)
    for target in presses:
        least = KEY_MM if roles[target.id] is Role.KEY else TARGET_MM
        assert target.box.h * mm >= least, f"{target.id} is {target.box.h * mm:.1f} mm high"
        assert target.box.w * mm >= least, f"{target.id} is {target.box.w * mm:.1f} mm wide"
        assert on_display(target.box, sheet), f"{target.id} leaves the display"
    for one, other in combinations(presses, 2):
        apart = distance(one.box, other.box) * mm
        assert apart >= GAP_MM, f"{one.id} is {apart:.1f} mm from {other.id}"


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


def on_display(box: Box, sheet: Sheet) -> bool:
    display = sheet.theme.display
    return inside(box, Box(0, 0, display.width, display.height))
