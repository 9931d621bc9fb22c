"""The one instruction beside a live picture, and what of the things needed is right by now."""

from collections.abc import Callable

from kiosk.presentation.page import Mark, Tone
from screens.geometry import Box
from screens.icons import IconStyle
from screens.semantics import Role
from screens.sheet import Sheet
from screens.theme import Fit, Theme, Type
from screens.typesetting import Typeset, typeset
from screens.widgets.block import Strip

_HINT_ICONS = {
    Tone.GOOD: "check-circle", Tone.BAD: "warning-circle", Tone.SUN: "hand-pointing",
    Tone.INFO: "info", Tone.QUIET: "info", Tone.MAIN: "info",
}  # fmt: skip
_DRAWN = 860 / 640
_LEAST_TEXT_MM = 100.0  # beside a drawing; where there is less, an icon stands


def hint_strip(
    theme: Theme, width: int, fit: Fit, hint: str, tone: Tone, name: str,
    *, picture: str = "", count: int = 0, spoken: str = "", lines: int = 2,
) -> Strip:  # fmt: skip
    """Answer the instruction with its drawing, `lines` kept free so that nothing jumps from hint to hint.

    A countdown's number takes the icon's place.
    """
    face = theme.face(Type.BANNER, fit)
    pad, gap = theme.pad(7.5, fit), theme.px(7)
    tall = max(theme.px(18), min(theme.px(44), lines * face.line))
    room = width - 2 * pad - gap - round(tall * _DRAWN)
    drawn = bool(picture) and not count and room >= theme.px(_LEAST_TEXT_MM)
    seat = round(tall * _DRAWN) if drawn else theme.px(18)
    text = typeset(hint, face, width - 2 * pad - seat - gap)
    height = max(text.height, tall if drawn else seat, lines * face.line) + 2 * pad

    def draw(sheet: Sheet, box: Box) -> None:
        fill, ink, _ = sheet.theme.palette.tone(tone)
        sheet.panel(box, fill, radius=theme.px(7.75))
        inner = box.inset(pad)
        place = inner.start(seat)
        if drawn:
            sheet.drawing(place.centred(seat, tall), picture, on=tone)
        else:
            _draw_sign(sheet, place.centred(seat, seat), tone, count)
        sheet.put(inner.after(seat + gap), text, ink, valign="middle")
        shown = (hint, str(count)) if count else (hint,)
        sheet.node(
            name, Role.ALERT, hint, box,
            spoken=spoken, text=shown, state=str(count or ""), calm=not count,
        )  # fmt: skip

    return Strip(height, draw, gap=6.0)


def _draw_sign(sheet: Sheet, seat: Box, tone: Tone, count: int) -> None:
    sign = sheet.theme.palette.tone(tone)[2]
    if count:
        number = typeset(str(count), sheet.theme.face(Type.DIGIT), seat.w)
        sheet.put(seat, number, sign, align="centre", valign="middle")
    else:
        sheet.icon(seat, _HINT_ICONS[tone], sign, IconStyle.BOLD)


def mark_strips(
    theme: Theme, width: int, fit: Fit, marks: tuple[Mark, ...], name: str
) -> list[Strip]:
    """Answer rows of what is needed: a check where it is so, an empty ring where it is not yet."""
    face = theme.face(Type.SMALL)
    icon, close, apart = theme.px(11), theme.px(2.6), theme.gap(8.0, fit)
    rows: list[list[tuple[int, Mark, Typeset]]] = []
    free = 0
    for index, mark in enumerate(marks):
        label = typeset(mark.label, face, max(1, width - icon - close))
        wide = icon + close + label.width
        if not rows or wide > free:
            rows.append([])
            free = width
        rows[-1].append((index, mark, label))
        free -= wide + apart

    def drawing(row: list[tuple[int, Mark, Typeset]]) -> Callable[[Sheet, Box], None]:
        def draw(sheet: Sheet, box: Box) -> None:
            x = box.x
            for index, mark, label in row:
                place = Box(x, box.y, icon + close + label.width, box.h)
                _draw_mark(sheet, place, mark, label, f"{name}.mark.{index}", icon, close)
                x = place.right + apart

        return draw

    return [
        Strip(
            max(icon, *(label.height for _, _, label in row)), drawing(row), gap=4.0 if n else 6.0
        )
        for n, row in enumerate(rows)
    ]


def _draw_mark(
    sheet: Sheet, box: Box, mark: Mark, label: Typeset, name: str, icon: int, close: int
) -> None:
    palette = sheet.theme.palette
    sign, style = ("check-circle", IconStyle.FILL) if mark.good else ("circle", IconStyle.REGULAR)
    colour = palette.good if mark.good else palette.edge
    sheet.icon(box.start(icon).centred(icon, icon), sign, colour, style)
    sheet.put(
        box.after(icon + close), label, palette.ink if mark.good else palette.soft, valign="middle"
    )
    state = "good" if mark.good else ""
    sheet.node(name, Role.TEXT, mark.label, box, state=state, read=False)
