"""Services to choose from: icon, name, what it needs, and its price."""

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.presentation.page import Tile, Tiles
from screens.geometry import Box
from screens.semantics import Role
from screens.sheet import Sheet
from screens.theme import TARGET_MM, Fit, Theme, Type
from screens.typesetting import Typeset, typeset
from screens.widgets.block import BlockWidget, Place, Strip


@dataclass(frozen=True, slots=True)
class _Set:
    """One tile, set: its texts and how far they are apart."""

    title: Typeset
    detail: Typeset
    price: Typeset
    icon: int
    pad_x: int
    pad_y: int
    gap: int
    under: bool  # the price stands under the words

    @property
    def words(self) -> int:
        between = self.gap // 4 if self.detail.lines != ("",) else 0
        height = self.title.height + (self.detail.height + between if between else 0)
        return height + (self.price.height + between if self.under else 0)

    @property
    def height(self) -> int:
        return max(self.words, self.icon) + 2 * self.pad_y


class TilesWidget(BlockWidget[Tiles]):
    """Tiles one under the other; in landscape in two columns."""

    place = Place.ACROSS

    def strips(self, theme: Theme, width: int, fit: Fit) -> list[Strip]:
        columns = 2 if theme.display.landscape and len(self.block.tiles) > 1 else 1
        gap = theme.gap(5.5, fit)
        column = (width - gap * (columns - 1)) // columns
        rows = [self.block.tiles[i : i + columns] for i in range(0, len(self.block.tiles), columns)]
        strips = []
        tallest = 0
        for row in rows:
            tallest = max(tallest, *(_set(theme, tile, column, fit).height for tile in row), 0)
        tallest = max(tallest, theme.px(TARGET_MM))
        for index, row in enumerate(rows):
            height = max(_set(theme, tile, column, fit).height for tile in row)
            even = tallest if tallest - height < theme.px(16) else height
            draw = self._draw(row, columns, gap, column, fit)
            strips.append(Strip(even, draw, stretch=theme.px(6), gap=9.0 if not index else 5.5))
        return strips

    def _draw(
        self, row: tuple[Tile, ...], columns: int, gap: int, column: int, fit: Fit
    ) -> Callable[[Sheet, Box], None]:
        def draw(sheet: Sheet, box: Box) -> None:
            for tile, place in zip(row, box.columns(columns, gap), strict=False):
                self._draw_tile(sheet, place, tile, _set(sheet.theme, tile, column, fit))

        return draw

    def _draw_tile(self, sheet: Sheet, box: Box, tile: Tile, block: _Set) -> None:
        theme, palette = sheet.theme, sheet.theme.palette
        enabled = tile.action.enabled
        fill = palette.pressed if sheet.is_pressed(tile.action.id) else palette.card
        radius = theme.px(7.75)
        sheet.surface(
            box, fill if enabled else palette.ground,
            edge=palette.edge if enabled else palette.line, radius=radius,
        )  # fmt: skip
        inner = box.inset(block.pad_x, block.pad_y)
        seat = inner.start(block.icon).centred(block.icon, block.icon)
        sheet.panel(seat, palette.tint if enabled else palette.strip, radius=block.icon // 5)
        ink = palette.ink if enabled else palette.soft
        sheet.icon(
            seat.inset(round(block.icon * 0.19)), tile.icon, palette.accent if enabled else ink
        )
        room = inner.after(block.icon + block.gap)
        if not block.under:
            side = room.end(block.price.width)
            room = room.start(room.w - block.price.width - block.gap)
            sheet.put(side, block.price, ink, align="end", valign="middle")
        y = room.y + (room.h - block.words) // 2
        parts = [(block.title, ink), (block.detail, palette.soft)]
        if block.under:
            parts.append((block.price, ink))
        for text, colour in parts:
            if text.lines == ("",):
                continue
            sheet.put(Box(room.x, y, room.w, text.height), text, colour)
            y += text.height + block.gap // 4
        sheet.node(
            tile.action.id, Role.OPTION, tile.title, box,
            spoken=tile.action.spoken or f"{tile.title}. {tile.detail}. {tile.price}",
            enabled=enabled, state="" if enabled else "disabled",
            text=(tile.title, tile.detail, tile.price), radius=radius,
        )  # fmt: skip
        sheet.target(tile.action.id, box, self.context.do(tile.action), enabled=enabled)


def _set(theme: Theme, tile: Tile, width: int, fit: Fit) -> _Set:
    pad_x, pad_y = theme.px(4 + 6 * fit.pad), theme.px(2.2 + 5 * fit.pad)
    icon = theme.px(10 + 24.3 * fit.pad)
    gap = theme.px(4 + 4.9 * fit.pad)
    title_face = theme.face(Type.TILE)
    price = typeset(tile.price, theme.face(Type.VALUE), width // 2)
    room = width - 2 * pad_x - icon - gap
    beside = room - price.width - gap
    title = typeset(tile.title, title_face, max(1, beside))
    under = title.face.size < title_face.size or beside < room * 0.52
    if under:
        title = typeset(tile.title, title_face, room)
    words = room if under else beside
    detail = typeset(tile.detail, theme.face(Type.SMALL), max(1, words))
    return _Set(title, detail, price, icon, pad_x, pad_y, gap, under)
