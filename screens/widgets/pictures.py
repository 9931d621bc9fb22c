"""Blocks that show: drawings, the live picture, the finger on the glass."""

from collections.abc import Callable

from kiosk.contracts.captures import CaptureKind
from kiosk.presentation.page import CameraView, FingerView, Picture, Tone
from screens import leaves
from screens.geometry import Box
from screens.icons import IconStyle
from screens.semantics import Role
from screens.sheet import Sheet
from screens.theme import Fit, Theme, Type
from screens.typesetting import typeset
from screens.widgets.block import BlockWidget, Place, Strip

_HINT_ICONS = {
    Tone.GOOD: "check-circle", Tone.BAD: "warning-circle", Tone.SUN: "hand-pointing",
    Tone.INFO: "info", Tone.QUIET: "info", Tone.MAIN: "info",
}  # fmt: skip


class PictureWidget(BlockWidget[Picture]):
    """A drawing; it takes the room that the words leave."""

    place = Place.SHOWS

    def strips(self, theme: Theme, width: int, fit: Fit) -> list[Strip]:
        ideal = min(round(min(width, theme.px(238)) * 640 / 860), theme.px(177))
        least = round(ideal * max(0.3, fit.picture - 0.35))

        def draw(sheet: Sheet, box: Box) -> None:
            side = min(box.h, round(ideal * 1.12))
            place = box.centred(min(box.w, round(side * 860 / 640)), side)
            sheet.drawing(place, self.block.name)
            if self.block.spoken:
                sheet.node(self.name, Role.PICTURE, self.block.spoken, place, text=())

        return [Strip(least, draw, stretch=10_000, gap=6.0)]


class CameraWidget(BlockWidget[CameraView]):
    """The mirrored live picture with the outline of a head, and under it the one instruction."""

    place = Place.SHOWS

    def strips(self, theme: Theme, width: int, fit: Fit) -> list[Strip]:
        return [*self.shown(theme, width, fit), *self.told(theme, width, fit)]

    def told(self, theme: Theme, width: int, fit: Fit) -> list[Strip]:
        height, hint = hint_banner(
            theme, width, fit, self.block.hint, self.block.tone,
            f"{self.name}.hint", count=self.block.countdown, spoken=self.block.spoken,
        )  # fmt: skip
        return [Strip(height, hint, gap=6.0)]

    def shown(self, theme: Theme, width: int, fit: Fit) -> list[Strip]:
        least = theme.px(70 + 50 * fit.picture)
        ratio = 1.08 if not theme.display.landscape else 0.82

        def draw(sheet: Sheet, box: Box) -> None:
            theme, palette = sheet.theme, sheet.theme.palette
            side = min(box.h, round(width * ratio))
            place = box.top(side)
            radius = theme.px(10)
            sheet.surface(place, palette.line, radius=radius)
            if sheet.covered:
                return
            sheet.leaf(leaves.Live(place, radius, palette.ground))
            good = self.block.tone is Tone.GOOD
            ring = palette.good if good else palette.accent
            share = 1 - self.block.countdown / 3 if 0 < self.block.countdown <= 3 else 0.0  # noqa: PLR2004
            veil = "#FFFFFF" if palette.ground != "#000000" else "#000000"
            sheet.leaf(
                leaves.HeadOutline(place, veil, ring, palette.sun, share, radius, palette.ground)
            )

        most = max(0, round(width * ratio) - least)
        return [Strip(least, draw, stretch=most, gap=6.0)]


class FingerWidget(BlockWidget[FingerView]):
    """The hand with the finger to place, what the scanner wants, and which fingers are done."""

    place = Place.SHOWS

    def strips(self, theme: Theme, width: int, fit: Fit) -> list[Strip]:
        return [*self.shown(theme, width, fit), *self.told(theme, width, fit)]

    def told(self, theme: Theme, width: int, fit: Fit) -> list[Strip]:
        height, hint = hint_banner(
            theme, width, fit, self.block.hint, self.block.tone, f"{self.name}.hint"
        )
        return [Strip(height, hint, gap=6.0)]

    def shown(self, theme: Theme, width: int, fit: Fit) -> list[Strip]:  # noqa: ARG002 - any width
        ideal = theme.px(177)
        least = round(ideal * max(0.35, fit.picture - 0.3))
        right = self.block.kind is CaptureKind.FINGER_RIGHT
        name = "finger_on_glass_right" if right else "finger_on_glass_left"

        def draw(sheet: Sheet, box: Box) -> None:
            side = min(box.h, round(ideal * 1.1))
            sheet.drawing(box.centred(min(box.w, round(side * 860 / 640)), side), name)
            if self.block.done:
                self._draw_done(sheet, box)

        return [Strip(least, draw, stretch=10_000, gap=6.0)]

    def _draw_done(self, sheet: Sheet, box: Box) -> None:
        """Draw a check for each finger that is taken, a ring for the one that is asked for."""
        palette = sheet.theme.palette
        size, gap = sheet.theme.px(15), sheet.theme.px(4)
        kinds = sorted({*self.block.done, self.block.kind}, key=lambda k: k not in self.block.done)
        row = box.base(size).end(len(kinds) * (size + gap) - gap)
        for kind, place in zip(kinds, row.columns(len(kinds), gap), strict=True):
            taken = kind in self.block.done
            colour = palette.good if taken else palette.accent
            style = IconStyle.FILL if taken else IconStyle.REGULAR
            sheet.icon(place, "check-circle" if taken else "circle", colour, style)


def hint_banner(
    theme: Theme, width: int, fit: Fit, hint: str, tone: Tone, name: str,
    *, count: int = 0, spoken: str = "",
) -> tuple[int, Callable[[Sheet, Box], None]]:  # fmt: skip
    """Answer height and drawing of the one instruction under a live picture."""
    face = theme.face(Type.BANNER, fit)
    pad = theme.pad(7.5, fit)
    icon = theme.px(18.0)
    text = typeset(hint, face, width - 2 * pad - icon - theme.px(7))
    # Two lines are kept free, so that the picture does not jump from hint to hint.
    height = max(text.height, icon, 2 * face.line) + 2 * pad

    def draw(sheet: Sheet, box: Box) -> None:
        fill, ink, sign = sheet.theme.palette.tone(tone)
        sheet.panel(box, fill, radius=theme.px(7.75))
        inner = box.inset(pad)
        seat = inner.start(icon).centred(icon, icon)
        if count:
            number = typeset(str(count), theme.face(Type.DIGIT), icon)
            sheet.put(seat, number, sign, align="centre", valign="middle")
        else:
            sheet.icon(seat, _HINT_ICONS[tone], sign, IconStyle.BOLD)
        sheet.put(inner.after(icon + theme.px(7)), text, ink, valign="middle")
        shown = (hint, str(count)) if count else (hint,)
        sheet.node(
            name, Role.ALERT, hint, box,
            spoken=spoken, text=shown, state=str(count or ""), calm=not count,
        )  # fmt: skip

    return height, draw
