"""The dock's buttons: chips that flow in lines, smaller than a citizen's, for a mouse."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from screens.geometry import Box
from screens.icons import IconStyle
from screens.semantics import Role
from screens.sheet import Sheet
from screens.theme import Face, Weight
from screens.typesetting import measure, typeset

TITLE = Face(Weight.SEMIBOLD, 26, 32)
HEAD = Face(Weight.SEMIBOLD, 18, 23)
STRONG = Face(Weight.SEMIBOLD, 15, 20)
BODY = Face(Weight.MEDIUM, 16, 21)
SMALL = Face(Weight.REGULAR, 15, 20)
ICON = 20
PADDING = 15
GAP = 8
CARET = 34
EDGE = 1


@dataclass(frozen=True, slots=True)
class Chip:
    """A button with a label, an icon or both; `sun` is the dock's one main button.

    With `fold` it has a second half, with a caret, whose id ends in `.choices`.
    """

    id: str
    label: str
    act: Callable[[], None]
    icon: str = ""
    sun: bool = False
    fold: Callable[[], None] | None = None
    unfolded: bool = False

    @property
    def width(self) -> int:
        text = measure(self.label, BODY.weight, BODY.size)
        between = GAP if self.icon and self.label else 0
        padding = 2 * (PADDING if self.label else 9)
        return text + between + (ICON if self.icon else 0) + padding + self.caret

    @property
    def caret(self) -> int:
        return CARET if self.fold is not None else 0


def flow(sheet: Sheet, box: Box, chips: Sequence[Chip], height: int) -> int:
    """Draw the chips line by line as the box is wide; answer where the last line ends."""
    x, y = box.x, box.y
    for chip in chips:
        width = min(chip.width, box.w)
        if x > box.x and x + width > box.right:
            x, y = box.x, y + height + GAP
        draw_chip(sheet, Box(x, y, width, height), chip)
        x += width + GAP
    return y + height if chips else y


def draw_chip(sheet: Sheet, box: Box, chip: Chip) -> None:
    """Draw the chip with its node and its target."""
    colours = sheet.theme.palette
    pressed = sheet.is_pressed(chip.id)
    fill, ink, edge = (
        (colours.sun, colours.on_sun, colours.sun)
        if chip.sun
        else (colours.pressed if pressed else colours.card, colours.ink, colours.edge)
    )
    sheet.surface(box, fill, edge=edge, edge_width=EDGE, radius=min(box.h // 2, 19))
    words = box.start(box.w - chip.caret)
    label = typeset(chip.label, HEAD if chip.sun else BODY, words.w - 2 * 8)
    icon = ICON if chip.icon else 0
    between = GAP if icon and chip.label else 0
    line = words.centred(icon + between + label.width, box.h)
    if chip.icon:
        place = Box(line.x, box.y + (box.h - ICON) // 2, ICON, ICON)
        sheet.icon(place, chip.icon, ink, IconStyle.BOLD)
    if chip.label:
        sheet.put(line.after(icon + between), label, ink, valign="middle")
    name = chip.label or chip.id.rpartition(".")[2]
    sheet.node(chip.id, Role.BUTTON, name, words)
    sheet.target(chip.id, words, chip.act, enabled=True)
    if chip.fold is not None:
        _draw_fold(sheet, box.end(chip.caret), chip, chip.fold)


def _draw_fold(sheet: Sheet, box: Box, chip: Chip, fold: Callable[[], None]) -> None:
    colours = sheet.theme.palette
    sheet.surface(box.start(EDGE).inset(0, 8), colours.line, radius=0)
    caret = "caret-up" if chip.unfolded else "caret-down"
    sheet.icon(box.centred(16, 16).shifted(dx=-2), caret, colours.soft, IconStyle.BOLD)
    node = f"{chip.id}.choices"
    sheet.node(node, Role.BUTTON, f"{chip.label}: choices", box)
    sheet.target(node, box, fold, enabled=True)
