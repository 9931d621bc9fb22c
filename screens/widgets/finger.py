"""A hand with the finger to place, what the scanner wants, and which fingers are done."""

from kiosk.contracts.captures import CaptureKind
from kiosk.presentation.page import FingerView
from screens.geometry import Box
from screens.sheet import Sheet
from screens.theme import Fit, Theme
from screens.widgets.block import BlockWidget, Place, Strip
from screens.widgets.hints import hint_strip, mark_strips


class FingerWidget(BlockWidget[FingerView]):
    """The hand, or what the finger is to do better; under it the instruction and the fingers' marks."""

    place = Place.SHOWS

    def strips(self, theme: Theme, width: int, fit: Fit) -> list[Strip]:
        return [*self.shown(theme, width, fit), *self.told(theme, width, fit)]

    def told(self, theme: Theme, width: int, fit: Fit) -> list[Strip]:
        block = self.block
        hint = hint_strip(theme, width, fit, block.hint, block.tone, f"{self.name}.hint")
        return [hint, *mark_strips(theme, width, fit, block.marks, self.name)]

    def shown(self, theme: Theme, width: int, fit: Fit) -> list[Strip]:  # noqa: ARG002 - any width
        ideal = theme.px(177)
        least = round(ideal * max(0.35, fit.picture - 0.3))
        side = "right" if self.block.kind is CaptureKind.FINGER_RIGHT else "left"
        name = self.block.picture or f"finger_on_glass_{side}"

        def draw(sheet: Sheet, box: Box) -> None:
            tall = min(box.h, round(ideal * 1.1))
            sheet.drawing(box.centred(min(box.w, round(tall * 860 / 640)), tall), name)

        return [Strip(least, draw, stretch=10_000, gap=6.0)]
