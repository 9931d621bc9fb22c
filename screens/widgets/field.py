"""One text to type, with its own keys: letters, or digits for dates."""

import unicodedata

from kiosk.domain.events import Answered
from kiosk.presentation.page import Field, Keys, Note, Tone
from screens.geometry import Box
from screens.keyboard_layout import last_letter
from screens.semantics import Role, Spoken
from screens.sheet import Sheet
from screens.theme import Face, Fit, Theme, Type
from screens.typesetting import measure, typeset
from screens.widgets.block import BlockWidget, Context, Place, Strip
from screens.widgets.digits import DigitKeys
from screens.widgets.keyboard import Keyboard
from screens.widgets.words import NoteWidget

_TIGHT = 0.4  # of the paddings, under which a label stands beside its text
_LENGTHS = {Keys.DATE: (2, 2, 4), Keys.DAY_MONTH: (2, 2)}


class FieldWidget(BlockWidget[Field]):
    """What is typed is kept here and told on every edit; the session's echo changes nothing."""

    def __init__(self, name: str, block: Field, context: Context) -> None:
        super().__init__(name, block, context)
        self.place = Place.ACROSS if block.keys is Keys.TEXT else Place.SHOWS
        self._value = block.value
        self._told: list[str] = []
        self._keyboard = Keyboard(self._type, self._delete, self._replace, context)

    def update(self, block: Field) -> None:
        if block.question != self.block.question:
            self._value, self._told = block.value, []
        elif block.value in self._told:
            del self._told[: self._told.index(block.value) + 1]
        elif not self._told:
            self._value = block.value
        super().update(block)

    def close(self) -> None:
        self._value, self._told = "", []

    def strips(self, theme: Theme, width: int, fit: Fit) -> list[Strip]:
        return [*self.told(theme, width, fit), *self.shown(theme, width, fit)]

    def shown(self, theme: Theme, width: int, fit: Fit) -> list[Strip]:  # noqa: ARG002 - any width
        if self.block.keys is Keys.TEXT:
            self._keyboard.text = self._value
            least, most = self._keyboard.least(theme, fit), self._keyboard.most(theme)
            return [Strip(least, self._keyboard.draw, stretch=max(0, most - least), gap=9.0)]
        keys = DigitKeys("digit", "", self.context.words.delete, self._press_digit)
        least = keys.least(theme, fit)
        return [Strip(least, keys.draw, stretch=max(0, keys.most(theme) - least), gap=10.0)]

    def told(self, theme: Theme, width: int, fit: Fit) -> list[Strip]:
        if fit.pad < _TIGHT and theme.display.landscape and self.block.keys is Keys.TEXT:
            return [self._one_line(theme, width), *self._error(theme, width, fit)]
        label = typeset(self.block.label, theme.face(Type.LABEL), width)

        def draw_label(sheet: Sheet, box: Box) -> None:
            sheet.put(box, label, sheet.theme.palette.ink)

        strips = [Strip(label.height, draw_label, gap=8.0)] if self.block.label else []
        height = max(theme.px(20), round(theme.px(33.0) * (0.5 + 0.5 * fit.pad)))
        entry = self._draw_text if self.block.keys is Keys.TEXT else self._draw_digits
        return [*strips, Strip(height, entry, gap=3.0), *self._error(theme, width, fit)]

    def _one_line(self, theme: Theme, width: int) -> Strip:
        """Where the page is low, the label stands beside the text."""
        label = typeset(self.block.label, theme.face(Type.LABEL), width * 2 // 5)

        def draw(sheet: Sheet, box: Box) -> None:
            sheet.put(box.start(label.width), label, sheet.theme.palette.ink, valign="middle")
            self._draw_text(sheet, box.after(label.width + theme.px(6)))

        return Strip(max(theme.px(21), label.height), draw)

    def _error(self, theme: Theme, width: int, fit: Fit) -> list[Strip]:
        if not self.block.error:
            return []
        note = Note("warning-circle", self.block.error, Tone.BAD)
        return NoteWidget(f"{self.name}.error", note, self.context).strips(theme, width, fit)

    def _node(self, sheet: Sheet, box: Box, shown: str) -> None:
        value = "" if sheet.covered else shown
        sheet.node(
            self.name, Role.FIELD, self.block.label, box,
            spoken=": ".join(filter(None, (self.block.label, value))),
            private=bool(value), state="error" if self.block.error else "",
            text=tuple(filter(None, (self.block.label, value))),
        )  # fmt: skip

    def _draw_text(self, sheet: Sheet, box: Box) -> None:
        theme, palette = sheet.theme, sheet.theme.palette
        edge = palette.bad if self.block.error else palette.accent
        sheet.surface(box, palette.card, edge=edge, edge_width=theme.px(1.4))
        inner = box.inset(theme.px(7), theme.px(2))
        face = theme.face(Type.TILE)
        caret = max(3, theme.px(1.1))
        shown = _tail(self._value, inner.w - 2 * caret, face)
        if sheet.covered and self._value:
            sheet.surface(inner.start(inner.w // 2).centred(inner.w // 2, face.size), palette.line)
        else:
            # What is typed is Latin: it runs from the left on every page.
            text = typeset(shown, face, inner.w + face.size)
            rtl = theme.look.rtl
            sheet.put(inner, text, palette.ink, align="end" if rtl else "start", valign="middle")
            after = inner.after(text.width + caret).start(caret)
            if rtl:
                after = inner.start(inner.w - text.width - caret).end(caret)
            sheet.surface(after.centred(caret, round(face.size * 1.1)), palette.accent, radius=0)
        self._node(sheet, box, shown)

    def _draw_digits(self, sheet: Sheet, box: Box) -> None:
        """Boxes for day, month and year; letters in them tell the order."""
        theme, palette = sheet.theme, sheet.theme.palette
        groups = _LENGTHS[self.block.keys]
        digits = [sign for sign in self._value if sign.isdigit()]
        gap, between = theme.px(3.2), theme.px(9.0)
        count = sum(groups)
        side = min(
            round(box.h * 0.84),
            (box.w - gap * (count - len(groups)) - between * (len(groups) - 1)) // count,
        )
        width = count * side + gap * (count - len(groups)) + between * (len(groups) - 1)
        row = box.start(width)
        places, x = [], row.x
        for group in groups:
            for index in range(group):
                places.append(Box(x, row.y, side, box.h))
                x += side + (gap if index < group - 1 else between)
        hints = "".join(self.context.words.date)[:count]
        face = theme.face(Type.DIGIT)
        for index, place in enumerate(sheet.from_left(tuple(places))):
            now = index == len(digits)
            edge = palette.bad if self.block.error else palette.accent if now else palette.ink
            wide = theme.px(2.2) if now else theme.px(1.1)
            sheet.surface(place, palette.card, edge=edge, edge_width=wide, radius=theme.px(5.0))
            typed = index < len(digits)
            sign = digits[index] if typed else hints[index : index + 1]
            colour = palette.ink if typed else palette.faint
            if not (typed and sheet.covered):
                text = typeset(sign, face if typed else theme.face(Type.LEAD), place.w)
                sheet.put(place, text, colour, align="centre", valign="middle")
        self._node(sheet, row, self._value)

    # --- typing -----------------------------------------------------------------------------------

    def _type(self, sign: str) -> None:
        value = unicodedata.normalize("NFC", self._value + sign)
        if len(value) <= self.block.max_length:
            self._tell(value, sign)

    def _delete(self) -> None:
        self._tell(self._value[: len(self._value) - len(last_letter(self._value))], "")

    def _replace(self, form: str) -> None:
        self._tell(self._value[: len(self._value) - len(last_letter(self._value))] + form, form)

    def _press_digit(self, sign: str) -> None:
        digits = "".join(c for c in self._value if c.isdigit())
        if sign == "d":
            digits = digits[:-1]
        elif len(digits) < sum(_LENGTHS[self.block.keys]):
            digits += sign
        if self.block.keys is Keys.DATE:
            parts = (digits[:2], digits[2:4], digits[4:8])
            self._tell(".".join(part for part in parts if part), sign)
        else:
            self._tell(digits, sign)

    def _tell(self, value: str, said: str) -> None:
        if value == self._value:
            return
        self._value = value
        self._told.append(value)
        self._keyboard.text = value
        if said and said != "d":
            self.context.speak(Spoken(said, self.context.language, private=True))
        self.context.changed()
        self.context.emit(Answered(self.block.question, value))


def _tail(text: str, width: int, face: Face) -> str:
    """Answer as much of the text's end as is seen: the place where one types stays in view."""
    start, shown = 0, text
    while start < len(text) and measure(shown, face.weight, face.size) > width:
        start += 1
        shown = f"…{text[start:]}"
    return shown
