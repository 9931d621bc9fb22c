"""The pad on the screen, whose strokes go to the signature port as millimetres, and what comes of them."""

from collections.abc import Callable

from kiosk.presentation.page import Action, SignatureArea, SignatureShown
from screens import leaves
from screens.geometry import Box
from screens.semantics import Role
from screens.sheet import Sheet
from screens.theme import Fit, Theme, Type
from screens.typesetting import typeset
from screens.widgets.block import BlockWidget, Context, Place, Strip
from screens.widgets.buttons import draw_button, height_for, natural_width

# Paper is white and ink is dark in every theme: so will the document show it.
_WHITE, _INK, _GUIDE, _PRINT = "#FFFFFF", "#14212B", "#7B868C", "#44525C"
# On an area of 270 mm this looks as half a millimetre does in a document's field.
INK_MM = 1.6
_PAD_RATIO = 0.5
_SHOWN_RATIO = 0.26


class SignatureWidget(BlockWidget[SignatureArea]):
    """A white area with a line to sign on, and buttons that take back the last stroke or all."""

    place = Place.SHOWS

    def __init__(self, name: str, block: SignatureArea, context: Context) -> None:
        super().__init__(name, block, context)
        context.ink.clear()

    def close(self) -> None:
        self.context.ink.clear()

    def strips(self, theme: Theme, width: int, fit: Fit) -> list[Strip]:
        ideal = round(width * _PAD_RATIO)
        least = round(ideal * (0.5 + 0.5 * fit.picture))
        gap = theme.gap(5.5, fit)
        both = ((self.block.undo, self._take_back), (self.block.clear, self._clear))
        column = (width - gap) // 2
        beside = all(natural_width(theme, action) <= column for action, _ in both)
        rows = [both] if beside else [(one,) for one in both]
        wide = column if beside else width
        strips = [Strip(least, self._draw_area, stretch=round(ideal * 1.15) - least, gap=8.0)]
        for row in rows:
            height = max(height_for(theme, action, wide, fit=fit) for action, _ in row)
            strips.append(Strip(height, _buttons(row, gap), gap=5.0))
        return strips

    def _draw_area(self, sheet: Sheet, box: Box) -> None:
        theme = sheet.theme
        sheet.surface(
            box, _WHITE, edge=theme.palette.accent, edge_width=theme.px(1.4),
            radius=theme.px(7.75),
        )  # fmt: skip
        inner = box.inset(theme.px(12), theme.px(8))
        text = typeset(self.block.label, theme.face(Type.SMALL), inner.w)
        # Room under the line, too: for the g and the y.
        rule = min(box.y + round(box.h * 0.68), inner.bottom - text.height - theme.px(4))
        sheet.surface(Box(inner.x, rule, inner.w, theme.hair), _GUIDE, radius=0)
        sheet.put(inner.base(text.height), text, _PRINT)
        cross = theme.px(12)
        sheet.icon(Box(inner.x, rule - cross - theme.px(1), cross, cross), "x", _PRINT)
        sheet.leaf(leaves.Strokes(box, _INK, theme.px(INK_MM)))
        sheet.node(f"{self.name}.area", Role.PAD, self.block.label, box)
        plane = SignaturePlane(sheet.place(box), theme, self.context)
        sheet.plane(f"{self.name}.area", box, plane)

    def _clear(self) -> None:
        self.context.ink.clear()
        self.context.emit(self.block.clear.intent)

    def _take_back(self) -> None:
        self.context.ink.take_back()
        self.context.emit(self.block.undo.intent)


def _buttons(
    row: tuple[tuple[Action, Callable[[], None]], ...], gap: int
) -> Callable[[Sheet, Box], None]:
    def draw(sheet: Sheet, box: Box) -> None:
        for (action, act), place in zip(row, box.columns(len(row), gap), strict=True):
            draw_button(sheet, place, action, act)

    return draw


class SignaturePlane:
    """Turns touches into ink on the screen and millimetres for the port, which learns the area's size.

    A stroke that leaves the area goes on along its edge.
    """

    def __init__(self, place: Box, theme: Theme, context: Context) -> None:
        self._place = place
        self._low = theme.display.height - place.bottom
        self._mm = theme.display.mm_per_px
        self._context = context
        context.pad.spread(place.w * self._mm, place.h * self._mm)

    def begin(self, x: float, y: float) -> None:
        x, y = self._inside(x, y)
        self._context.ink.begin(x, y)
        self._context.pad.begin(x * self._mm, y * self._mm)

    def extend(self, x: float, y: float) -> None:
        x, y = self._inside(x, y)
        self._context.ink.extend(x, y)
        self._context.pad.extend(x * self._mm, y * self._mm)

    def finish(self) -> None:
        self._context.ink.finish()
        self._context.pad.finish()

    def crowd(self) -> None:
        self._context.pad.crowd()

    def _inside(self, x: float, y: float) -> tuple[float, float]:
        right, top = float(self._place.w), float(self._place.h)
        return min(max(x - self._place.x, 0.0), right), min(max(y - self._low, 0.0), top)


class SignatureShownWidget(BlockWidget[SignatureShown]):
    """The signature on white, as large as the page allows, under the name of its document."""

    place = Place.SHOWS

    def strips(self, theme: Theme, width: int, fit: Fit) -> list[Strip]:
        label = typeset(self.block.label, theme.face(Type.LABEL), width)
        ideal = round(width * _SHOWN_RATIO)
        least = round(ideal * (0.4 + 0.6 * fit.picture))

        def tell(sheet: Sheet, box: Box) -> None:
            sheet.put(box, label, sheet.theme.palette.soft)

        def show(sheet: Sheet, box: Box) -> None:
            palette, radius = sheet.theme.palette, sheet.theme.radius
            sheet.surface(box, _WHITE, edge=palette.edge, radius=radius)
            if not sheet.covered:
                inner = box.inset(sheet.theme.px(6), sheet.theme.px(5))
                sheet.leaf(leaves.Still(inner, self.block.handle, 0, _WHITE, whole=True))
            sheet.node(self.name, Role.PICTURE, self.block.label, box)

        return [
            Strip(label.height, tell, gap=8.0, leads=True),
            Strip(least, show, stretch=round(ideal * 1.1) - least, gap=2.5),
        ]
