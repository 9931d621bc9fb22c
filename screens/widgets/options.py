"""One of several, or several of several: each choice a large button that shows its state."""

from collections.abc import Callable

from kiosk.presentation.page import Option, Options, Paper
from screens.geometry import Box
from screens.icons import IconStyle
from screens.semantics import Role
from screens.sheet import Sheet
from screens.theme import TARGET_MM, Face, Fit, Theme, Type
from screens.typesetting import Typeset, typeset
from screens.widgets.block import BlockWidget, Place, Strip


class OptionsWidget(BlockWidget[Options]):
    """Choices in as many columns as asked for, or fewer where a word would not fit."""

    place = Place.OFFERS

    def strips(self, theme: Theme, width: int, fit: Fit) -> list[Strip]:
        gap = theme.gap(4.6, fit)
        columns = self._columns(theme, width, gap)
        column = (width - gap * (columns - 1)) // columns
        options = self.block.options
        rows = [options[i : i + columns] for i in range(0, len(options), columns)]
        strips = self._heading(theme, width)
        tallest = max(
            (self._height(theme, option, column, columns, fit) for option in options), default=0
        )
        for index, row in enumerate(rows):
            height = max(self._height(theme, option, column, columns, fit) for option in row)
            even = tallest if tallest - height < theme.px(14) else height
            above = (3.2 if strips else 8.0) if not index else 4.6
            # Where there is room, choices are taken by a larger hand.
            more = theme.px(11.0 if columns == 1 else 6.0)
            strips.append(Strip(even, self._draw(row, columns, gap), stretch=more, gap=above))
        return strips

    def _columns(self, theme: Theme, width: int, gap: int) -> int:
        wanted = max(1, min(self.block.columns, len(self.block.options)))
        for columns in range(wanted, 1, -1):
            column = (width - gap * (columns - 1)) // columns
            room = column - _aside(theme, columns)
            face = theme.face(Type.LABEL)
            if all(
                typeset(option.action.label, face, room).face == face
                and len(typeset(option.action.label, face, room).lines) <= 3  # noqa: PLR2004
                for option in self.block.options
            ):
                return columns
        return 1

    def _heading(self, theme: Theme, width: int) -> list[Strip]:
        heading = self.block.heading
        if not heading:
            return []
        text = typeset(heading, theme.face(Type.LABEL), width)

        def draw(sheet: Sheet, box: Box) -> None:
            sheet.put(box, text, sheet.theme.palette.ink)
            sheet.node(f"{self.name}.heading", Role.TEXT, heading, box)

        return [Strip(text.height, draw, gap=8.5, leads=True)]

    def _height(self, theme: Theme, option: Option, column: int, columns: int, fit: Fit) -> int:
        label, detail = _texts(theme, option, column, columns)
        least = max(TARGET_MM, 27.0 * (0.55 + 0.45 * fit.pad))
        pad = theme.px(3.0 + 2.2 * fit.pad)
        return max(theme.px(least), label.height + (detail.height if detail else 0) + 2 * pad)

    def _draw(
        self, row: tuple[Option, ...], columns: int, gap: int
    ) -> Callable[[Sheet, Box], None]:
        def draw(sheet: Sheet, box: Box) -> None:
            for option, place in zip(row, box.columns(columns, gap), strict=False):
                self._draw_option(sheet, place, option, columns)

        return draw

    def _draw_option(self, sheet: Sheet, box: Box, option: Option, columns: int) -> None:
        theme, palette = sheet.theme, sheet.theme.palette
        action = option.action
        fill = palette.tint if option.chosen else palette.card
        fill = palette.pressed if sheet.is_pressed(action.id) else fill
        edge = palette.accent if option.chosen else palette.edge
        ink = palette.on_tint if option.chosen else palette.ink
        if not action.enabled:
            fill, edge, ink = palette.ground, palette.line, palette.faint
        width = theme.hair + (theme.px(1.1) if option.chosen else 0)
        radius = theme.px(6.1)
        sheet.surface(box, fill, edge=edge, edge_width=width, radius=radius)
        label, detail = _texts(theme, option, box.w, columns)
        aside = _aside(theme, columns)
        marked = option.chosen or theme.paper is not Paper.ACCENT
        icon = theme.px(12.2) if marked else 0
        if columns == 1 or detail:
            mark = Box(box.x + theme.px(8), box.y + (box.h - icon) // 2, icon, icon)
            room = box.after(aside - theme.px(6)).start(box.w - aside)
            align = "start"
        else:
            room_width = label.width + (icon + theme.px(3) if icon else 0)
            line = box.centred(room_width, box.h)
            mark = Box(line.x, box.y + (box.h - icon) // 2, icon, icon)
            room = line.after(room_width - label.width)
            align = "start" if icon else "centre"
        if marked:
            self._mark(sheet, mark, option)
        height = label.height + (detail.height if detail else 0)
        y = box.y + (box.h - height) // 2
        sheet.put(Box(room.x, y, room.w, label.height), label, ink, align=align)
        if detail:
            place = Box(room.x, y + label.height, room.w, detail.height)
            sheet.put(place, detail, palette.soft if not option.chosen else ink)
        role = Role.CHECK if self.block.multiple else Role.OPTION
        spoken = action.spoken or ". ".join(filter(None, (action.label, option.detail)))
        sheet.node(
            action.id, role, action.label, box,
            spoken=spoken, language=option.language, enabled=action.enabled,
            state="chosen" if option.chosen else "",
            text=(action.label, option.detail), radius=radius,
        )  # fmt: skip
        sheet.target(action.id, box, self.context.do(action), enabled=action.enabled)

    def _mark(self, sheet: Sheet, box: Box, option: Option) -> None:
        palette = sheet.theme.palette
        if self.block.multiple:
            empty, full = "square", "check-square"
        else:
            empty, full = "circle", "check-circle"
        colour = palette.accent if option.chosen else palette.edge
        style = IconStyle.FILL if option.chosen else IconStyle.REGULAR
        sheet.icon(box, full if option.chosen else empty, colour, style)


def _aside(theme: Theme, columns: int) -> int:
    """Answer the width that icon and paddings take from the label."""
    if columns == 1:
        return theme.px(8 + 12.2 + 5.5 + 6)
    icon = theme.px(12.2 + 3)
    return theme.px(7) + icon


def _texts(
    theme: Theme, option: Option, column: int, columns: int
) -> tuple[Typeset, Typeset | None]:
    room = column - _aside(theme, columns)
    face = theme.face(Type.LABEL)
    if columns == 1:
        face = Face(face.weight, face.size, face.line)
    label = typeset(option.action.label, face, room)
    detail = typeset(option.detail, theme.face(Type.SMALL), room) if option.detail else None
    return label, detail
