"""Pictures taken, to choose from."""

from kiosk.presentation.page import Option, Shots
from screens import leaves
from screens.geometry import Box
from screens.icons import IconStyle
from screens.semantics import Role
from screens.sheet import Sheet
from screens.theme import Fit, Theme, Type
from screens.typesetting import typeset
from screens.widgets.block import BlockWidget, Place, Strip


class ShotsWidget(BlockWidget[Shots]):
    """Pictures taken, side by side, each a choice."""

    place = Place.SHOWS

    def strips(self, theme: Theme, width: int, fit: Fit) -> list[Strip]:
        pairs = tuple(zip(self.block.handles, self.block.options, strict=True))
        gap = theme.gap(5.5, fit)
        columns = max(2, min(3, len(pairs)))
        column = (width - gap * (columns - 1)) // columns
        caption = theme.px(23)
        picture = round(column * 45 / 35)
        least = round(picture * (0.45 + 0.55 * fit.picture)) + caption

        def draw(sheet: Sheet, box: Box) -> None:
            boxes = box.top(min(box.h, picture + caption)).columns(columns, gap)
            for (handle, option), place in zip(pairs, boxes, strict=False):
                self._draw_shot(sheet, place, handle, option, caption)

        return [Strip(least, draw, stretch=max(0, picture + caption - least), gap=8.0)]

    def _draw_shot(self, sheet: Sheet, box: Box, handle: str, option: Option, caption: int) -> None:
        theme, palette = sheet.theme, sheet.theme.palette
        action = option.action
        radius = theme.px(7.75)
        fill = palette.tint if option.chosen else palette.card
        fill = palette.pressed if sheet.is_pressed(action.id) else fill
        edge = palette.accent if option.chosen else palette.edge
        width = theme.hair + (theme.px(1.6) if option.chosen else 0)
        sheet.surface(box, fill, edge=edge, edge_width=width, radius=radius)
        inner = box.inset(width + theme.px(1.5)).top(box.h - caption - width)
        if sheet.covered:
            sheet.surface(inner, palette.line, radius=radius - theme.px(2))
        else:
            sheet.leaf(leaves.Still(inner, handle, radius - theme.px(2), fill))
        line = box.base(caption).inset(theme.px(2), 0)
        icon = theme.px(11)
        label = typeset(action.label, theme.face(Type.LABEL), line.w - icon - theme.px(3))
        row = line.centred(icon + theme.px(3) + label.width, caption)
        style = IconStyle.FILL if option.chosen else IconStyle.REGULAR
        mark = "check-circle" if option.chosen else "circle"
        sheet.icon(row.start(icon).centred(icon, icon), mark, edge, style)
        sheet.put(row.after(icon + theme.px(3)), label, palette.ink, valign="middle")
        sheet.node(
            action.id, Role.OPTION, action.label, box,
            spoken=action.spoken, state="chosen" if option.chosen else "", radius=radius,
        )  # fmt: skip
        sheet.target(action.id, box, self.context.do(action), enabled=action.enabled)
