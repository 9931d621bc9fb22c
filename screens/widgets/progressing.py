"""Blocks about time: something runs, or seconds run out. Nothing moves by itself."""

from kiosk.presentation.page import Countdown, Wait
from screens.geometry import Box
from screens.semantics import Role
from screens.sheet import Sheet
from screens.theme import Fit, Theme, Type
from screens.typesetting import typeset
from screens.widgets.block import BlockWidget, Strip

_SPOKEN_EVERY = 10  # seconds between two spoken remaining times


class WaitWidget(BlockWidget[Wait]):
    """What is being done, with a bar where there is a measure.

    `alone` on its page, it is shown with a large hourglass, so that the page is not empty.
    """

    alone = False

    def strips(self, theme: Theme, width: int, fit: Fit) -> list[Strip]:
        return [*self.shown(theme, width, fit), *self.told(theme, width, fit)]

    def shown(self, theme: Theme, width: int, fit: Fit) -> list[Strip]:  # noqa: ARG002 - any width
        if not self.alone:
            return []
        ideal = theme.px(177)

        def draw(sheet: Sheet, box: Box) -> None:
            side = min(box.h, ideal)
            sheet.drawing(box.centred(round(side * 860 / 640), side), "hourglass")

        return [Strip(round(ideal * fit.picture / 2), draw, stretch=10_000, gap=6.0)]

    def told(self, theme: Theme, width: int, fit: Fit) -> list[Strip]:
        wait = self.block
        face = theme.face(Type.TEXT)
        pad = theme.pad(9.0, fit)
        icon = theme.px(15.0)
        text = typeset(wait.text, face, width - 2 * pad - icon - theme.px(6))
        bar = theme.px(4.4) if wait.percent is not None else 0
        gap = theme.px(5.5) if bar else 0
        height = max(text.height, icon) + gap + bar + 2 * pad

        def draw(sheet: Sheet, box: Box) -> None:
            palette = sheet.theme.palette
            sheet.surface(box, palette.card, edge=palette.rim or palette.line)
            inner = box.inset(pad)
            line = inner.top(max(text.height, icon))
            sheet.icon(line.start(icon).centred(icon, icon), "hourglass-medium", palette.accent)
            room = line.after(icon + theme.px(6))
            sheet.put(room, text, palette.ink, valign="middle")
            if wait.percent is not None:
                track = inner.base(bar)
                done = max(bar, round(track.w * min(100, max(0, wait.percent)) / 100))
                sheet.surface(track, palette.track, edge=palette.rim, radius=bar // 2)
                sheet.surface(track.start(done), palette.accent, radius=bar // 2)
            state = "" if wait.percent is None else f"{wait.percent} %"
            sheet.node(self.name, Role.ALERT, wait.text, box, state=state)

        return [Strip(height, draw, gap=8.0)]


class CountdownWidget(BlockWidget[Countdown]):
    """The seconds left: in words, large as a number, and as a bar that gets shorter."""

    def strips(self, theme: Theme, width: int, fit: Fit) -> list[Strip]:
        block = self.block
        number_face = theme.face(Type.HERO, fit)
        text_face = theme.face(Type.LEAD)
        pad = theme.pad(9.0, fit)
        number = typeset(str(block.seconds), number_face, width)
        seat = typeset("0" * len(str(block.of)), number_face, width).width
        room = width - 2 * pad - seat - theme.px(9)
        text = typeset(block.text, text_face, room)
        bar = theme.px(5.5)
        height = max(number.height, text.height) + theme.px(6) + bar + 2 * pad

        def draw(sheet: Sheet, box: Box) -> None:
            palette = sheet.theme.palette
            sheet.surface(box, palette.card, edge=palette.rim or palette.line)
            inner = box.inset(pad)
            line = inner.top(max(number.height, text.height))
            sheet.put(line.start(seat), number, palette.accent, align="end", valign="middle")
            words = line.after(seat + theme.px(9))
            sheet.put(words, text, palette.ink, valign="middle")
            track = inner.base(bar)
            share = min(1.0, max(0.0, block.seconds / max(1, block.of)))
            sheet.surface(track, palette.track, edge=palette.rim, radius=bar // 2)
            sheet.surface(
                track.start(max(bar, round(track.w * share))), palette.accent, radius=bar // 2
            )
            sheet.node(
                self.name, Role.ALERT, block.text, box,
                state=str(block.seconds), text=(block.text, str(block.seconds)),
                read=block.seconds % _SPOKEN_EVERY == 0 or block.seconds == block.of,
            )  # fmt: skip

        return [Strip(height, draw, gap=8.0)]
