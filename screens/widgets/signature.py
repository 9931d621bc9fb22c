"""The pad on the screen: strokes go to the signature port as millimetres, and are drawn at once."""

from kiosk.presentation.page import SignatureArea
from screens import leaves
from screens.geometry import Box
from screens.semantics import Role
from screens.sheet import Sheet
from screens.theme import Fit, Theme, Type
from screens.typesetting import typeset
from screens.widgets.block import BlockWidget, Context, Place, Strip
from screens.widgets.buttons import draw_button, height_for, natural_width


class SignatureWidget(BlockWidget[SignatureArea]):
    """A white area with a line to sign on, and a button that clears it."""

    place = Place.SHOWS

    def __init__(self, name: str, block: SignatureArea, context: Context) -> None:
        super().__init__(name, block, context)
        context.ink.clear()

    def close(self) -> None:
        self.context.ink.clear()

    def strips(self, theme: Theme, width: int, fit: Fit) -> list[Strip]:
        ideal = min(round(width * 0.52), theme.px(150))
        least = round(ideal * (0.5 + 0.5 * fit.picture))
        clear = self.block.clear
        wide = min(width, natural_width(theme, clear))
        height = height_for(theme, clear, wide, fit=fit)

        def draw_clear(sheet: Sheet, box: Box) -> None:
            draw_button(sheet, box.end(wide), clear, self._clear)

        return [
            Strip(least, self._draw_area, stretch=ideal - least, gap=8.0),
            Strip(height, draw_clear, gap=5.0),
        ]

    def _draw_area(self, sheet: Sheet, box: Box) -> None:
        theme = sheet.theme
        # Paper is white and ink is dark in every theme: so will the card show it.
        sheet.surface(
            box, "#FFFFFF", edge=theme.palette.accent, edge_width=theme.px(1.4),
            radius=theme.px(7.75),
        )  # fmt: skip
        inner = box.inset(theme.px(12), theme.px(8))
        text = typeset(self.block.label, theme.face(Type.SMALL), inner.w)
        rule = inner.bottom - text.height - theme.px(4)
        sheet.surface(Box(inner.x, rule, inner.w, theme.hair), "#7B868C", radius=0)
        sheet.put(inner.base(text.height), text, "#44525C")
        cross = theme.px(10)
        sheet.icon(Box(inner.x, rule - cross - theme.px(1), cross, cross), "x", "#44525C")
        sheet.leaf(leaves.Strokes(box, "#14212B"))
        sheet.node(f"{self.name}.area", Role.PAD, self.block.label, box)
        place = sheet.place(box)
        low = theme.display.height - place.bottom
        plane = SignaturePlane(place.x, low, theme.display.mm_per_px, self.context)
        sheet.plane(f"{self.name}.area", box, plane)

    def _clear(self) -> None:
        self.context.ink.clear()
        self.context.emit(self.block.clear.intent)


class SignaturePlane:
    """Turns touches into ink on the screen and millimetres for the port."""

    def __init__(self, x: int, y: int, mm_per_px: float, context: Context) -> None:
        self._x, self._y = x, y
        self._mm = mm_per_px
        self._context = context

    def begin(self, x: float, y: float) -> None:
        self._context.ink.begin(x - self._x, y - self._y)
        self._context.pad.begin((x - self._x) * self._mm, (y - self._y) * self._mm)

    def extend(self, x: float, y: float) -> None:
        self._context.ink.extend(x - self._x, y - self._y)
        self._context.pad.extend((x - self._x) * self._mm, (y - self._y) * self._mm)

    def finish(self) -> None:
        self._context.ink.finish()
        self._context.pad.finish()
