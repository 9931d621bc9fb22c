"""Ten digits to press, with two keys that clear and delete: for PINs and dates."""

from collections.abc import Callable
from dataclasses import dataclass

from screens.geometry import Box
from screens.semantics import Role
from screens.sheet import Sheet
from screens.theme import Fit, Theme, Type
from screens.typesetting import typeset

ROWS = ("123", "456", "789", "c0d")
_NAMES = {"c": "clear", "d": "delete"}


@dataclass(frozen=True, slots=True)
class DigitKeys:
    """The keys; `clear` may be "", then its place stays empty. Digits run from left always."""

    name: str
    clear: str
    delete: str
    press: Callable[[str], None]

    def least(self, theme: Theme, fit: Fit) -> int:
        key = max(theme.px(20.2), theme.px(24 * fit.pad + 4))
        return 4 * key + 3 * self._gap(theme)

    def most(self, theme: Theme) -> int:
        return 4 * theme.px(41.5) + 3 * self._gap(theme)

    def _gap(self, theme: Theme) -> int:
        return theme.px(5.2)

    def draw(self, sheet: Sheet, area: Box) -> None:
        theme = sheet.theme
        gap = self._gap(theme)
        wide = min(area.w, 3 * theme.px(64.2) + 2 * gap)
        block = area.centred(wide, area.h)
        height = (block.h - 3 * gap) // 4
        for index, row in enumerate(ROWS):
            line = Box(block.x, block.y + index * (height + gap), block.w, height)
            for sign, place in zip(row, sheet.from_left(line.columns(3, gap)), strict=True):
                self._key(sheet, place, sign)

    def _key(self, sheet: Sheet, box: Box, sign: str) -> None:
        if sign == "c" and not self.clear:
            return
        theme, palette = sheet.theme, sheet.theme.palette
        node_id = f"{self.name}.{_NAMES.get(sign, sign)}"
        plain = sign in "cd"
        pressed = sheet.is_pressed(node_id)
        fill = palette.ground if plain else palette.card
        radius = theme.px(7.2)
        sheet.surface(box, palette.pressed if pressed else fill, edge=palette.edge, radius=radius)
        shown: tuple[str, ...] = () if sign == "d" else (sign,)
        label = {"c": self.clear, "d": self.delete}.get(sign, sign)
        if sign == "d":
            size = min(theme.px(17.7), box.h * 2 // 3)
            sheet.icon(box.centred(size, size), "backspace", palette.ink)
        else:
            face = theme.face(Type.SMALL if plain else Type.DIGIT)
            text = typeset(label, face, box.w - 2 * theme.px(3))
            if text.height > box.h or text.face != face:  # words too long for a key: a picture
                size, shown = min(theme.px(16), box.h * 2 // 3), ()
                sheet.icon(box.centred(size, size), "eraser", palette.ink)
            else:
                inner, shown = box.inset(theme.px(3), 0), (label,)
                sheet.put(inner, text, palette.ink, align="centre", valign="middle")
        sheet.node(
            node_id, Role.KEY, label, box,
            private=not plain, text=shown, read=False, radius=radius,
        )  # fmt: skip
        sheet.target(node_id, box, lambda: self.press(sign), enabled=True)
