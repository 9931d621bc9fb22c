"""Digits typed unseen: kept in a bytearray only, shown as dots, handed over as a Secret."""

from collections.abc import Callable

from kiosk.contracts.eid import Digits
from kiosk.contracts.private import Secret
from kiosk.domain.events import EidReplied
from kiosk.presentation.page import Action, Note, PinPad, Tone
from screens.geometry import Box
from screens.icons import IconStyle
from screens.semantics import Role, Spoken
from screens.sheet import Sheet
from screens.theme import Fit, Theme
from screens.widgets.block import BlockWidget, Context, Place, Strip
from screens.widgets.buttons import draw_button, height_for
from screens.widgets.digits import DigitKeys
from screens.widgets.words import NoteWidget

PAD_MM = 203.0  # width of keys and OK


class PinPadWidget(BlockWidget[PinPad]):
    """The pad on the screen; with `on_reader`, the drawing of the reader's own pad."""

    place = Place.SHOWS

    def __init__(self, name: str, block: PinPad, context: Context) -> None:
        super().__init__(name, block, context)
        self._typed = bytearray()
        self.drawn_elsewhere = False

    def update(self, block: PinPad) -> None:
        if block.serial != self.block.serial or block.kind is not self.block.kind:
            self._wipe()
        super().update(block)

    def close(self) -> None:
        self._wipe()

    def strips(self, theme: Theme, width: int, fit: Fit) -> list[Strip]:
        return [*self.told(theme, width, fit), *self.shown(theme, width, fit)]

    def shown(self, theme: Theme, width: int, fit: Fit) -> list[Strip]:
        if self.block.on_reader:
            return [] if self.drawn_elsewhere else [self._reader(theme, width, fit)]
        keys = DigitKeys("digit", self.block.clear, self.block.delete, self._press)
        dots = round(theme.px(37.7) * (0.55 + 0.45 * fit.pad))
        ok = self._ok_action()
        wide = min(width, theme.px(PAD_MM))
        least = keys.least(theme, fit)

        def draw_ok(sheet: Sheet, box: Box) -> None:
            draw_button(sheet, box.centred(wide, box.h), ok, self._hand_over)

        return [
            Strip(dots, self._draw_dots(dots), gap=10.0),
            Strip(least, keys.draw, stretch=max(0, keys.most(theme) - least), gap=10.0),
            Strip(height_for(theme, ok, wide, fit=fit), draw_ok, gap=6.0),
        ]

    def told(self, theme: Theme, width: int, fit: Fit) -> list[Strip]:
        if not self.block.error:
            return []
        note = Note("warning-circle", self.block.error, Tone.BAD)
        return NoteWidget(f"{self.name}.error", note, self.context).strips(theme, width, fit)

    def _reader(self, theme: Theme, width: int, fit: Fit) -> Strip:
        def draw(sheet: Sheet, box: Box) -> None:
            sheet.drawing(box.centred(min(box.w, box.h * 860 // 640), box.h), "reader_pinpad")

        return Strip(round(theme.px(120) * fit.picture), draw, stretch=width, gap=6.0)

    def _ok_action(self) -> Action:
        ready = len(self._typed) >= self.block.minimum
        # The intent is made when it is pressed: until then the digits stay in one place.
        intent = EidReplied(Digits(self.block.kind, Secret(b"")))
        return Action("digits.ok", self.block.ok, intent, "check", Tone.MAIN, enabled=ready)

    def _draw_dots(self, height: int) -> Callable[[Sheet, Box], None]:
        def draw(sheet: Sheet, box: Box) -> None:
            theme, palette = sheet.theme, sheet.theme.palette
            count = max(self.block.maximum, 1)
            gap = theme.px(6.1 if count <= 6 else 3.2)  # noqa: PLR2004 - a PUK has ten digits
            side = min(round(height * 0.86), (box.w - gap * (count - 1)) // count)
            row = box.centred(count * side + (count - 1) * gap, height)
            for index, place in enumerate(sheet.from_left(row.columns(count, gap))):
                now = index == len(self._typed)
                edge, width = (
                    (palette.accent, theme.px(2.2)) if now else (palette.ink, theme.px(1.1))
                )
                if now:
                    halo = theme.px(1.6)
                    sheet.surface(
                        Box(place.x - halo, place.y - halo, place.w + 2 * halo, place.h + 2 * halo),
                        palette.sun, radius=theme.px(5.5) + halo,
                    )  # fmt: skip
                sheet.surface(
                    place, palette.card, edge=edge, edge_width=width, radius=theme.px(5.5)
                )
                if index < len(self._typed):
                    dot = place.centred(height * 3 // 10, height * 3 // 10)
                    sheet.icon(dot, "circle", palette.ink, IconStyle.FILL)
            state = f"{len(self._typed)}/{count}"
            sheet.node(f"{self.name}.dots", Role.PAD, "", row, state=state, text=(), read=False)

        return draw

    def _press(self, sign: str) -> None:
        if sign == "c":
            self._wipe()
        elif sign == "d":
            if self._typed:
                self._typed[-1] = 0
                self._typed.pop()
        elif len(self._typed) < self.block.maximum:
            self._typed.append(ord(sign))
        # How many there are, never which: EN 301 549, 5.1.3.8.
        self.context.speak(Spoken(str(len(self._typed)), self.context.language))
        self.context.changed()

    def _hand_over(self) -> None:
        if len(self._typed) < self.block.minimum:
            return
        secret = Secret(self._typed)
        self._wipe()
        self.context.changed()
        self.context.emit(EidReplied(Digits(self.block.kind, secret)))

    def _wipe(self) -> None:
        for index in range(len(self._typed)):
            self._typed[index] = 0
        self._typed.clear()
