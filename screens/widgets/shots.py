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

# A passport photo is 35 x 45 mm.
_TALL = 45 / 35
_LARGE_MM = (100.0, 175.0)
_SMALL_TALL = 1.08  # where the chosen picture stands large above, those to choose from are smaller


class ShotsWidget(BlockWidget[Shots]):
    """Pictures side by side, each a choice; where there is room above them, the chosen one large."""

    place = Place.SHOWS

    def strips(self, theme: Theme, width: int, fit: Fit) -> list[Strip]:
        chosen = next((handle for handle, option in self._pairs() if option.chosen), "")
        few = len(self.block.options) < 3  # noqa: PLR2004 - two are large side by side
        if theme.display.landscape or few or not chosen or fit.picture < 1:
            return self.shown(theme, width, fit)
        return [self._large(theme, chosen), self._choices(theme, width, fit, _SMALL_TALL, 3)]

    def shown(self, theme: Theme, width: int, fit: Fit) -> list[Strip]:
        return [self._choices(theme, width, fit, _TALL, len(self.block.options))]

    def _pairs(self) -> tuple[tuple[str, Option], ...]:
        return tuple(zip(self.block.handles, self.block.options, strict=True))

    def _large(self, theme: Theme, handle: str) -> Strip:
        least, most = (theme.px(mm) for mm in _LARGE_MM)

        def draw(sheet: Sheet, box: Box) -> None:
            tall = min(box.h, most)
            self._picture(sheet, box.top(tall).centred(round(tall / _TALL), tall), handle)

        return Strip(least, draw, stretch=most - least, gap=6.0)

    def _choices(self, theme: Theme, width: int, fit: Fit, tall: float, columns: int) -> Strip:
        """Answer the pictures in so many columns, each `tall` times as high as it is wide."""
        pairs = self._pairs()
        gap = theme.gap(5.5, fit)
        column = min((width - gap * (columns - 1)) // columns, theme.px(130))
        row = column * len(pairs) + gap * (len(pairs) - 1)
        caption = theme.px(25)
        picture = round(column * tall)
        least = round(picture * (0.06 + 0.64 * fit.picture)) + caption

        def draw(sheet: Sheet, box: Box) -> None:
            line = box.top(min(box.h, picture + caption))
            boxes = line.centred(min(row, line.w), line.h).columns(len(pairs), gap)
            for (handle, option), place in zip(pairs, boxes, strict=True):
                self._draw_shot(sheet, place, handle, option, caption)

        return Strip(least, draw, stretch=max(0, picture + caption - least), gap=6.0)

    def _draw_shot(self, sheet: Sheet, box: Box, handle: str, option: Option, caption: int) -> None:
        theme, palette = sheet.theme, sheet.theme.palette
        action = option.action
        radius = theme.px(7.75)
        fill = palette.accent if option.chosen else palette.card
        ink = palette.on_accent if option.chosen else palette.ink
        if sheet.is_pressed(action.id):
            fill, ink = palette.pressed, palette.ink
        width = theme.px(2.4) if option.chosen else theme.hair
        sheet.surface(
            box, fill, edge=palette.accent if option.chosen else palette.edge, edge_width=width,
            radius=radius,
        )  # fmt: skip
        # Whole: a photo without its crown is not what the citizen chooses.
        room = box.inset(theme.px(2.4)).top(box.h - caption - theme.px(2.4))
        tall = min(room.h, round(room.w * _TALL))
        inner = room.centred(round(tall / _TALL), tall)
        if sheet.covered:
            sheet.surface(inner, palette.line, radius=radius - theme.px(2))
        else:
            sheet.leaf(leaves.Still(inner, handle, radius - theme.px(2), fill))
        line = box.base(caption).inset(theme.px(2), 0)
        icon = theme.px(12)
        label = typeset(action.label, theme.face(Type.LABEL), line.w - icon - theme.px(3))
        row = line.centred(icon + theme.px(3) + label.width, caption)
        style = IconStyle.FILL if option.chosen else IconStyle.REGULAR
        mark = "check-circle" if option.chosen else "circle"
        sheet.icon(row.start(icon).centred(icon, icon), mark, ink, style)
        sheet.put(row.after(icon + theme.px(3)), label, ink, valign="middle")
        sheet.node(
            action.id, Role.OPTION, action.label, box,
            spoken=action.spoken, state="chosen" if option.chosen else "", radius=radius,
        )  # fmt: skip
        sheet.target(action.id, box, self.context.do(action), enabled=action.enabled)

    def _picture(self, sheet: Sheet, box: Box, handle: str) -> None:
        theme, palette = sheet.theme, sheet.theme.palette
        radius = theme.px(6)
        if sheet.covered:
            sheet.surface(box, palette.line, radius=radius)
            return
        sheet.leaf(leaves.Still(box, handle, radius, palette.ground))
        sheet.surface(box, None, edge=palette.accent, edge_width=theme.px(1.4), radius=radius)
