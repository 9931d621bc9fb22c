"""Blocks of words: lead, banner, note, sentences."""

from kiosk.presentation.page import Banner, Lead, Note, Paper, Sentences, Tone
from screens.geometry import Box
from screens.icons import IconStyle
from screens.semantics import Role
from screens.sheet import Sheet
from screens.theme import Fit, Theme, Type
from screens.typesetting import typeset
from screens.widgets.block import BlockWidget, Strip


class LeadWidget(BlockWidget[Lead]):
    """A paragraph under the title."""

    def strips(self, theme: Theme, width: int, fit: Fit) -> list[Strip]:
        face = theme.face(Type.LEAD, fit)
        block = typeset(self.block.text, face, width)

        def draw(sheet: Sheet, box: Box) -> None:
            sheet.put(box, block, sheet.theme.palette.soft)
            sheet.node(self.name, Role.TEXT, self.block.text, box)

        return [Strip(block.height, draw, gap=9.0 if theme.paper is Paper.ACCENT else 5.0)]


class BannerWidget(BlockWidget[Banner]):
    """One large statement on a ground of its tone, its icon in a size that is seen from afar."""

    def strips(self, theme: Theme, width: int, fit: Fit) -> list[Strip]:
        banner = self.block
        face = theme.face(Type.BANNER, fit)
        pad = theme.pad(11.0, fit)
        icon = theme.px(22.0 + 6.0 * fit.pad) if banner.icon else 0
        gap = theme.px(8.0) if icon else 0
        text = typeset(banner.text, face, width - 2 * pad - icon - gap)
        height = max(text.height, icon) + 2 * pad

        def draw(sheet: Sheet, box: Box) -> None:
            fill, ink, sign = sheet.theme.palette.tone(banner.tone)
            ink = sheet.theme.palette.ink if banner.tone is Tone.GOOD else ink
            sheet.panel(box, fill, radius=theme.px(7.75))
            inner = box.inset(pad)
            style = IconStyle.FILL if banner.tone is Tone.GOOD else IconStyle.BOLD
            sheet.icon(inner.start(icon).centred(icon, icon), banner.icon, sign, style)
            sheet.put(inner.after(icon + gap), text, ink, valign="middle")
            role = Role.ALERT if banner.tone in (Tone.BAD, Tone.SUN) else Role.TEXT
            sheet.node(self.name, role, banner.text, box)

        return [Strip(height, draw, gap=7.0)]


class NoteWidget(BlockWidget[Note]):
    """A quiet box with an icon and a sentence or two."""

    def strips(self, theme: Theme, width: int, fit: Fit) -> list[Strip]:
        note = self.block
        face = theme.face(Type.TEXT)
        pad_x, pad_y = theme.pad(10.0, fit), theme.pad(8.0, fit)
        icon = round(face.size * 1.2) if note.icon else 0
        gap = theme.px(6.0) if icon else 0
        text = typeset(note.text, face, width - 2 * pad_x - icon - gap)
        height = max(text.height, icon) + 2 * pad_y

        def draw(sheet: Sheet, box: Box) -> None:
            fill, ink, sign = sheet.theme.palette.tone(note.tone)
            sheet.panel(box, fill, radius=theme.px(6.1))
            inner = box.inset(pad_x, pad_y)
            style = IconStyle.REGULAR if note.tone is Tone.INFO else IconStyle.BOLD
            place = Box(inner.x, inner.y + (face.line - icon) // 2, icon, icon)
            sheet.icon(place, note.icon, sign, style)
            sheet.put(inner.after(icon + gap), text, ink, valign="middle")
            role = Role.ALERT if note.tone in (Tone.BAD, Tone.SUN, Tone.GOOD) else Role.TEXT
            sheet.node(self.name, role, note.text, box)

        return [Strip(height, draw, gap=7.0)]


class SentencesWidget(BlockWidget[Sentences]):
    """Short statements, each beside an icon on its own small ground."""

    def strips(self, theme: Theme, width: int, fit: Fit) -> list[Strip]:
        face = theme.face(Type.TEXT)
        seat = max(round(face.line * 1.15), theme.px(14.0 + 8.0 * fit.pad))
        gap = theme.px(7.0)
        strips = []
        for index, (icon, sentence) in enumerate(self.block.items):
            text = typeset(sentence, face, width - seat - gap)
            height = max(seat, text.height)

            def draw(
                sheet: Sheet, box: Box, index: int = index, icon: str = icon, words: str = sentence
            ) -> None:
                palette = sheet.theme.palette
                place = Box(box.x, box.y, seat, seat)
                sheet.panel(place, palette.tint, radius=theme.px(5.5))
                sheet.icon(place.inset(seat // 5), icon, palette.accent)
                text = typeset(words, face, box.w - seat - gap)
                room = box.after(seat + gap)
                if text.height <= seat:
                    sheet.put(room.top(seat), text, palette.ink, valign="middle")
                else:
                    sheet.put(room, text, palette.ink)
                sheet.node(f"{self.name}.{index}", Role.TEXT, words, box)

            strips.append(Strip(height, draw, gap=11.0 if not index else 9.5))
        return strips
