"""The receipt on the screen."""

from kiosk.presentation.page import Slip
from screens import leaves
from screens.geometry import Box
from screens.semantics import Role
from screens.sheet import Sheet
from screens.theme import Fit, Theme, Type
from screens.typesetting import typeset
from screens.widgets.block import BlockWidget, Place, Strip


class SlipWidget(BlockWidget[Slip]):
    """The receipt on the screen: the symbol and what it stands for."""

    place = Place.OFFERS

    def strips(self, theme: Theme, width: int, fit: Fit) -> list[Strip]:
        pad = theme.pad(9.0, fit)
        side = min(theme.px(83 if fit.pad > 0.6 else 66), round(width * 0.36))  # noqa: PLR2004
        gap = theme.px(9.0)
        room = width - 2 * pad - side - gap
        small = theme.face(Type.SMALL)
        rows = [
            (
                typeset(fact.label, small, room),
                typeset(
                    fact.value, theme.face(Type.STRONG if fact.strong else Type.VALUE, fit), room
                ),
                fact,
            )
            for fact in self.block.facts
        ]
        between = theme.px(1.5 + 3.5 * fit.pad)
        words = sum(label.height + value.height + between for label, value, _ in rows) - between
        height = max(side, words) + 2 * pad

        def draw(sheet: Sheet, box: Box) -> None:
            palette = sheet.theme.palette
            sheet.surface(
                box, palette.card, edge=palette.rim or palette.line, radius=theme.px(7.75)
            )
            inner = box.inset(pad)
            symbol = inner.start(side).centred(side, side)
            sheet.leaf(leaves.Symbol(symbol, self.block.link))
            sheet.node(f"{self.name}.symbol", Role.PICTURE, self.block.spoken, symbol, text=())
            y = inner.y + (inner.h - words) // 2
            column = inner.after(side + gap)
            for index, (label, value, fact) in enumerate(rows):
                top = y
                sheet.put(Box(column.x, y, column.w, label.height), label, palette.soft)
                y += label.height
                covered = fact.private and sheet.covered
                place = Box(column.x, y, column.w, value.height)
                if covered:
                    sheet.surface(place.inset(0, place.h // 6), palette.line, radius=12)
                else:
                    sheet.put(place, value, palette.ink)
                y += value.height
                shown = (fact.label,) if covered else (fact.label, fact.value)
                sheet.node(
                    f"{self.name}.{index}", Role.TEXT, fact.label,
                    Box(column.x, top, column.w, y - top), spoken=": ".join(shown),
                    private=fact.private and not covered, text=shown,
                )  # fmt: skip
                y += between

        return [Strip(height, draw, gap=8.0)]
