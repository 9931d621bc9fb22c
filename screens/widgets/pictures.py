"""A drawing of what a hand must do."""

from kiosk.presentation.page import Picture
from screens.geometry import Box
from screens.semantics import Role
from screens.sheet import Sheet
from screens.theme import Fit, Theme
from screens.widgets.block import BlockWidget, Place, Strip


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
