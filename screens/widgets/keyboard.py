"""The on-screen keyboard: German letters, and for every letter its forms on a second page."""

from collections.abc import Callable
from dataclasses import dataclass

from screens.geometry import Box
from screens.icons import IconStyle
from screens.keyboard_layout import (
    COMMANDS,
    DELETE,
    FORM_ROWS,
    FORM_SIGNS_ROW,
    FORMS,
    LETTERS,
    NAMES,
    SHIFT,
    SIGN_ROWS,
    SIGNS,
    SPACE,
    Key,
    Layout,
    forms_of,
)
from screens.semantics import Role
from screens.sheet import Sheet
from screens.theme import Fit, Theme, Type
from screens.typesetting import typeset
from screens.widgets.block import Context

_ROWS = 5
_ICONS = {SHIFT: "arrow-fat-up", DELETE: "backspace"}


@dataclass(slots=True)
class Keyboard:
    """Keys that act when they are let go. Shift holds for one letter, and at a field's start.

    `quiet` keys do not show which of them is pressed.
    """

    type: Callable[[str], None]
    delete: Callable[[], None]
    replace: Callable[[str], None]
    context: Context
    text: str = ""
    shifted: bool | None = None  # None: capital at the start, small afterwards
    showing_forms: bool = False
    showing_signs: bool = False
    layout: Layout = NAMES
    quiet: bool = False
    begins_capital: bool = True

    def least(self, theme: Theme, fit: Fit) -> int:
        key = max(theme.px(15.5), theme.px(20.5 if fit.pad > 0.4 else 17.0))  # noqa: PLR2004
        return _ROWS * key + (_ROWS - 1) * self.gap(theme)

    def most(self, theme: Theme) -> int:
        return _ROWS * theme.px(29.0) + (_ROWS - 1) * self.gap(theme)

    def gap(self, theme: Theme) -> int:
        return theme.px(3.2)

    def _capital(self) -> bool:
        if self.shifted is None:
            return self.begins_capital and not self.text
        return self.shifted

    def _rows(self) -> tuple[tuple[Key, ...], ...]:
        if self.showing_signs:
            return SIGN_ROWS
        forms = forms_of(self.text)
        if not self.showing_forms or not forms:
            return self.layout.rows
        keys = [Key(form) for form in forms]
        wide = self.layout.columns
        rows = [tuple(keys[i : i + wide]) for i in range(0, FORM_ROWS * wide, wide)]
        return (*rows, FORM_SIGNS_ROW)

    def draw(self, sheet: Sheet, area: Box) -> None:
        theme = sheet.theme
        gap = self.gap(theme)
        rows = self._rows()
        wide = area.centred(min(area.w, theme.px(self.layout.widest)), area.h)
        height = (wide.h - (len(rows) - 1) * gap) // len(rows)
        for index, keys in enumerate(rows):
            line = Box(wide.x, wide.y + index * (height + gap), wide.w, height)
            columns = line.columns(self.layout.columns, gap)
            places, column = [], 0
            for key in keys:
                last = columns[column + key.span - 1]
                places.append(
                    Box(columns[column].x, line.y, last.right - columns[column].x, height)
                )
                column += key.span
            if not places:
                continue
            whole = (*places, line.start(0), line.end(0))  # so that the row is turned as a whole
            for key, place in zip(keys, sheet.from_left(whole), strict=False):
                self._key(sheet, place, key)

    def _key(self, sheet: Sheet, box: Box, key: Key) -> None:
        theme, palette = sheet.theme, sheet.theme.palette
        node_id = f"key.{key.name}"
        command = key.name in COMMANDS and key.name != SPACE
        enabled = key.name != FORMS or bool(forms_of(self.text))
        on = key.name == SHIFT and self._capital()
        fill = palette.ground if command else palette.card
        fill = palette.tint if on else fill
        fill = palette.pressed if sheet.is_pressed(node_id) and not self.quiet else fill
        ink = palette.ink if enabled else palette.faint
        radius = theme.px(4.4)
        edge = palette.accent if on else palette.edge if enabled else palette.line
        sheet.surface(box, fill, edge=edge, radius=radius)
        shown = self._shown(key)
        if key.name in _ICONS:
            size = min(theme.px(12.5), box.h * 3 // 5, box.w * 3 // 5)
            style = IconStyle.FILL if on else IconStyle.REGULAR
            sheet.icon(box.centred(size, size), _ICONS[key.name], ink, style)
        else:
            face = theme.face(Type.SMALL if key.name in COMMANDS else Type.KEY)
            text = typeset(shown, face, box.w - theme.px(1.5))
            sheet.put(box, text, ink, align="centre", valign="middle")
        spoken = getattr(self.context.words, _NAMES.get(key.name, ""), shown)
        sheet.node(
            node_id, Role.KEY, shown or spoken, box,
            spoken=spoken, private=not command, enabled=enabled, read=False, radius=radius,
            state="on" if on else "" if enabled else "disabled", text=(shown,),
        )  # fmt: skip
        sheet.target(node_id, box, lambda: self._press(key.name), enabled=enabled)

    def _shown(self, key: Key) -> str:
        if key.name == FORMS:
            family = forms_of(self.text)[1:4]
            return " ".join(family) or "á ç ł"
        if key.name == LETTERS:
            return "A B C"
        if key.name == SIGNS:
            return "! ? %"
        if key.name == SPACE:
            return self.context.words.space
        if key.name in COMMANDS:
            return ""
        return self._cased(key.name) if not self.showing_forms else key.name

    def _cased(self, sign: str) -> str:
        if not self._capital() or len(sign) > 1:
            return sign
        return "ẞ" if sign == "ß" else sign.upper()

    def _press(self, name: str) -> None:
        if name == SHIFT:
            self.shifted = not self._capital()
        elif name == FORMS:
            self.showing_forms = True
        elif name == SIGNS:
            self.showing_signs = True
        elif name == LETTERS:
            self.showing_forms = self.showing_signs = False
        elif name == DELETE:
            self.delete()
        elif self.showing_forms and name in forms_of(self.text):
            self.showing_forms = False
            self.replace(name)
        else:
            self.type(" " if name == SPACE else self._shown(Key(name)))
            self.shifted = None
        self.context.changed()


_NAMES = {
    SHIFT: "shift", DELETE: "delete", SPACE: "space", FORMS: "accents", LETTERS: "letters",
    SIGNS: "signs",
}  # fmt: skip
