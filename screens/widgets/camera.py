"""The mirrored live picture: the head's outline, what is right, the one instruction, the countdown."""

from kiosk.presentation.page import CameraView, Tone
from screens import leaves
from screens.geometry import Box
from screens.outline import Oval, head_in
from screens.sheet import Sheet
from screens.theme import Fit, Theme, Type
from screens.typesetting import typeset
from screens.widgets.block import BlockWidget, Place, Strip
from screens.widgets.hints import hint_strip, mark_strips

_LIGHT, _NIGHT = "#FFFFFF", "#000000"
# How much of what is around the head is covered: as lamp the veil shines, yet one still sees oneself.
_VEIL, _LAMP_VEIL = 0.62, 0.74
# The arc is drawn anew in steps, not with every picture.
_ARC_STEPS = 24
_ARROWS = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}


class CameraWidget(BlockWidget[CameraView]):
    """The live picture, and under it (or beside it) the instruction and the marks."""

    place = Place.SHOWS

    def strips(self, theme: Theme, width: int, fit: Fit) -> list[Strip]:
        return [*self.shown(theme, width, fit), *self.told(theme, width, fit)]

    def told(self, theme: Theme, width: int, fit: Fit) -> list[Strip]:
        block = self.block
        hint = hint_strip(
            theme, width, fit, block.hint, block.tone, f"{self.name}.hint",
            picture=block.picture, count=block.countdown, spoken=block.spoken,
            lines=2 if fit.pad < 1 or theme.display.landscape else 3,
        )  # fmt: skip
        return [hint, *mark_strips(theme, width, fit, block.marks, self.name)]

    def shown(self, theme: Theme, width: int, fit: Fit) -> list[Strip]:
        least = theme.px(70 + 50 * fit.picture)
        ratio = 0.82 if theme.display.landscape else 1.08
        most = max(0, round(width * ratio) - least)

        def draw(sheet: Sheet, box: Box) -> None:
            self._draw(sheet, box.top(min(box.h, round(width * ratio))))

        return [Strip(least, draw, stretch=most, gap=6.0)]

    def _draw(self, sheet: Sheet, place: Box) -> None:
        theme, palette, block = sheet.theme, sheet.theme.palette, self.block
        if block.lamp:
            _shine(sheet)
        radius = theme.px(10)
        sheet.surface(place, palette.line, radius=radius)
        if sheet.covered:
            return
        sheet.leaf(leaves.Live(place, radius, palette.ground))
        good = block.tone is Tone.GOOD
        bright = block.lamp or palette.ground != _NIGHT
        veil, cover = (_LIGHT if bright else _NIGHT), (_LAMP_VEIL if block.lamp else _VEIL)
        ring = palette.on_light_good if good and bright else palette.good
        if not good:
            ring = palette.on_light_accent if bright else palette.accent
        sheet.leaf(
            leaves.HeadOutline(place, veil, cover, ring, radius, palette.ground, dashed=not good)
        )
        share = round(min(1.0, max(0.0, block.held)) * _ARC_STEPS) / _ARC_STEPS
        if good and share:
            sheet.leaf(leaves.HeldArc(place, palette.sun, share))
        oval = head_in(place)
        if block.countdown:
            self._count(sheet, place, oval)
        elif not good and block.picture in _ARROWS:
            _point(sheet, place, oval, block.picture)

    def _count(self, sheet: Sheet, place: Box, oval: Oval) -> None:
        """Draw the number over the head, next to the camera that is to be looked into."""
        theme, palette = sheet.theme, sheet.theme.palette
        edge = theme.px(3.5)
        room = round(oval.y - oval.ry) - place.y - 2 * edge
        # Rather over the crown's line than too small to be seen from the corner of an eye.
        size = min(theme.px(50), max(theme.px(34), room))
        seat = Box(round(oval.x - size / 2), place.y + edge + max(0, room - size) // 2, size, size)
        sheet.surface(
            seat, palette.good, edge=palette.sun, edge_width=theme.px(2), radius=size // 2
        )
        shrink = min(1.0, size / theme.face(Type.HERO).line)
        number = typeset(
            str(self.block.countdown), theme.face(Type.HERO, Fit(display=shrink)), size
        )
        sheet.put(seat, number, palette.good_tint, align="centre", valign="middle")


def _shine(sheet: Sheet) -> None:
    """Light the display's edges, as far as nothing else stands there."""
    theme = sheet.theme
    whole = Box(0, 0, theme.display.width, theme.display.height)
    side, end = theme.px(9), theme.px(5)
    words = min((leaf.box.y for leaf in sheet.leaves if isinstance(leaf, leaves.Text)), default=end)
    top = whole.top(min(end, words))
    for box in (whole.start(side), whole.end(side), top, whole.base(end)):
        if box.h:
            sheet.surface(box, _LIGHT, radius=0)


def _point(sheet: Sheet, place: Box, oval: Oval, way: str) -> None:
    """Draw an arrow beside the outline, to where one is to move."""
    across, along = _ARROWS[way]
    # The citizen's sides are the mirror's, in whichever direction one reads.
    if sheet.theme.look.rtl:
        across = -across
    free = {
        "left": oval.x - oval.rx - place.x, "right": place.right - oval.x - oval.rx,
        "up": oval.y - oval.ry - place.y, "down": place.bottom - oval.y - oval.ry,
    }[way]  # fmt: skip
    size = min(sheet.theme.px(40), max(sheet.theme.px(24), round(free * 0.86)))
    x = oval.x + across * (oval.rx + free / 2)
    y = oval.y + along * (oval.ry + free / 2)
    tall = round(size * 640 / 580)
    wide = round(tall * 860 / 640)
    sheet.drawing(
        Box(round(x - wide / 2), round(y - tall / 2), wide, tall), f"arrow_{way}", on=Tone.SUN
    )
