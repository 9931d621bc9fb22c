"""Labels with their values, one a row; a value about a person is covered when the page is."""

from dataclasses import dataclass

from kiosk.presentation.page import Fact, Facts
from screens.geometry import Box
from screens.semantics import Role
from screens.sheet import Sheet
from screens.theme import Fit, Theme, Type
from screens.typesetting import Typeset, typeset
from screens.widgets.block import BlockWidget, Context, Place, Strip
from screens.widgets.buttons import CHIP, draw_button, height_for, natural_width

_MANY = 6  # from so many on, facts stand in two columns in landscape


@dataclass(frozen=True, slots=True)
class _Row:
    label: Typeset
    value: Typeset
    side: int  # width that the icon or the change button takes
    chip: int  # height of the change button
    stacked: bool

    def height(self, theme: Theme, fit: Fit) -> int:
        words = (
            self.label.height + self.value.height
            if self.stacked
            else max(self.label.height, self.value.height)
        )
        least = max(self.chip + theme.px(3.2), words + 2 * theme.px(1.2 + 3.2 * fit.pad))
        return max(least, theme.px(36.0 * fit.pad))


class FactsWidget(BlockWidget[Facts]):
    """Rows with a line between them: label, value, and what the citizen may change."""

    def __init__(self, name: str, block: Facts, context: Context) -> None:
        super().__init__(name, block, context)
        self.place = Place.ACROSS if len(block.facts) >= _MANY else Place.OFFERS

    def strips(self, theme: Theme, width: int, fit: Fit) -> list[Strip]:
        facts = self.block.facts
        beside = 2 if theme.display.landscape and len(facts) >= _MANY else 1
        gap = theme.px(17)
        cell = (width - gap * (beside - 1)) // beside
        column = self._label_column(theme, cell)
        strips = []
        for first in range(0, len(facts), beside):
            rows = [
                (index, facts[index], _row(theme, facts[index], cell, column, fit))
                for index in range(first, min(first + beside, len(facts)))
            ]
            height = max(row.height(theme, fit) for _, _, row in rows)
            last = first + beside >= len(facts)

            def draw(
                sheet: Sheet,
                box: Box,
                rows: list[tuple[int, Fact, _Row]] = rows,
                last: bool = last,  # noqa: FBT001 - bound here, not passed
            ) -> None:
                for (index, fact, row), place in zip(rows, box.columns(beside, gap), strict=False):
                    self._draw_row(sheet, place, index, fact, row, column, last=last)

            strips.append(Strip(height, draw, gap=5.0 if not first else 0.0))
        return strips

    def _label_column(self, theme: Theme, width: int) -> int:
        """Answer the width of the labels' column; 0 where labels stand over their values."""
        face = theme.face(Type.SMALL)
        most = round(width * 0.34)
        labels = [typeset(fact.label, face, most) for fact in self.block.facts]
        if any(label.face != face or len(label.lines) > 2 for label in labels):  # noqa: PLR2004
            return 0
        column = max(label.width for label in labels) + theme.px(7)
        side = max((_side(theme, fact) for fact in self.block.facts), default=0)
        if width - column - side < width * 0.36:
            return 0
        return max(column, round(width * 0.22))

    def _draw_row(
        self, sheet: Sheet, box: Box, index: int, fact: Fact, row: _Row, column: int, *, last: bool
    ) -> None:
        name = f"{self.name}.{index}"
        theme, palette = sheet.theme, sheet.theme.palette
        if not last:
            sheet.surface(box.base(theme.hair), palette.line, radius=0)
        words = box.start(box.w - row.side)
        if row.stacked:
            top = words.y + (words.h - row.label.height - row.value.height) // 2
            label_box = Box(words.x, top, words.w, row.label.height)
            value_box = Box(words.x, label_box.bottom, words.w, row.value.height)
        else:
            label_box, value_box = words.start(column), words.after(column)
        sheet.put(label_box, row.label, palette.soft, valign="middle")
        covered = fact.private and sheet.covered
        if covered:
            bar = value_box.start(min(value_box.w, theme.px(75)))
            sheet.surface(bar.centred(bar.w, row.value.face.size), palette.line, radius=12)
        else:
            sheet.put(value_box, row.value, palette.ink, valign="middle")
        shown = (fact.label,) if covered else (fact.label, fact.value)
        sheet.node(
            name, Role.TEXT, fact.label, words,
            spoken=": ".join(shown), private=fact.private and not covered, text=shown,
        )  # fmt: skip
        if fact.change is not None:
            chip = box.end(row.side - theme.px(4)).centred(row.side - theme.px(4), row.chip)
            act = self.context.do(fact.change)
            draw_button(sheet, chip, fact.change, act, dress=CHIP)
        elif fact.icon:
            size = theme.px(12.2)
            sheet.icon(box.end(size).centred(size, size), fact.icon, palette.soft)


def _side(theme: Theme, fact: Fact) -> int:
    if fact.change is not None:
        return natural_width(theme, fact.change, CHIP) + theme.px(4)
    return theme.px(12.2 + 4) if fact.icon else 0


def _row(theme: Theme, fact: Fact, width: int, column: int, fit: Fit) -> _Row:
    side = _side(theme, fact)
    room = width - side - column
    value = typeset(fact.value, theme.face(Type.STRONG if fact.strong else Type.VALUE, fit), room)
    label = typeset(fact.label, theme.face(Type.SMALL), column - theme.px(5) if column else room)
    chip = 0
    if fact.change is not None:
        chip = min(
            height_for(theme, fact.change, side - theme.px(4), CHIP),
            theme.px(20.4 + 2.9 * fit.pad),
        )
    return _Row(label, value, side, chip, stacked=not column)
