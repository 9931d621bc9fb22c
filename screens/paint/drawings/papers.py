"""Drawings of paper, and of waiting."""

from screens.paint.drawings.things import LINE, arrow, shape
from screens.paint.paths import block, curve, oval
from screens.paint.vector import Brush, Point


def _torn(x: float, y: float, w: float, h: float, teeth: int) -> list[Point]:
    """Answer a strip of paper with a torn lower edge."""
    step = w / teeth
    edge: list[Point] = []
    for index in range(teeth):
        right = x + w - index * step
        edge += [(right, y + h), (right - step / 2, y + h - step * 0.55)]
    return [(x, y), (x + w, y), *edge, (x, y + h)]


def _lines(
    brush: Brush, x: float, y: float, widths: tuple[int, ...], colour: str = "metal"
) -> None:
    for index, width in enumerate(widths):
        brush.fill(block(x, y + index * 38, width, 15, 7.5), colour)


def receipt(brush: Brush) -> None:
    shape(brush, block(150, 40, 560, 120, 36), "tint", "accent", 6)
    brush.line([(210, 112), (650, 112)], 14, "accent")
    shape(brush, _torn(250, 112, 360, 470, 9), "card", "ink")
    brush.fill(block(292, 158, 150, 20, 10), "soft")
    _symbol(brush, 292, 206, 13)
    _lines(brush, 440, 212, (126, 96, 126))
    _lines(brush, 292, 372, (276, 220, 276))
    brush.fill(block(292, 492, 120, 22, 11), "accent")


def _symbol(brush: Brush, x: float, y: float, unit: float) -> None:
    """Draw a hint of a QR symbol: three corners and some dots."""
    for cx, cy in ((0, 0), (6, 0), (0, 6)):
        brush.line(block(x + cx * unit + 3, y + cy * unit + 3, 33, 33, 3), 8, "ink", closed=True)
        brush.fill(block(x + cx * unit + 13, y + cy * unit + 13, 13, 13, 2), "ink")
    for cx, cy in ((4, 1), (4, 3), (6, 4), (8, 4), (5, 5), (7, 6), (8, 8), (5, 8), (3, 4), (1, 4)):
        brush.fill(block(x + cx * unit, y + cy * unit, unit, unit, 1), "ink")


def take_paper(brush: Brush) -> None:
    shape(brush, block(110, 60, 520, 150, 40), "tint", "accent", 6)
    brush.line([(180, 150), (560, 150)], 16, "accent")
    shape(brush, _torn(220, 150, 300, 330, 8), "card", "ink")
    _lines(brush, 262, 200, (216, 160, 216, 120))
    brush.fill(block(262, 366, 110, 20, 10), "accent")
    arrow(brush, curve((600, 300), (700, 330), (726, 430), (690, 540)))
    for start, end in (
        ((560, 440), (610, 474)),
        ((520, 500), (556, 548)),
        ((440, 520), (452, 580)),
    ):
        brush.line([start, end], LINE + 3, "sun")


def pin_letter(brush: Brush) -> None:
    """Draw the letter with the transport PIN: an envelope, its sheet, five hidden digits."""
    _letter(brush, 5)


def puk_letter(brush: Brush) -> None:
    """Draw the same letter with the PUK: ten hidden digits."""
    _letter(brush, 10)


def _letter(brush: Brush, digits: int) -> None:
    shape(brush, block(190, 30, 480, 420, 18), "card", "ink")
    brush.fill(block(236, 78, 170, 20, 10), "soft")
    _lines(brush, 236, 124, (388, 340))
    shape(brush, block(236, 214, 388, 104, 18), "sun", "ink", 6)
    step = 355 / digits
    star = min(17.0, step * 0.4)
    for index in range(digits):
        x = 430 + (index - (digits - 1) / 2) * step
        brush.line([(x - star, 266), (x + star, 266)], 7, "ink")
        brush.line([(x - star / 2, 266 - 0.88 * star), (x + star / 2, 266 + 0.88 * star)], 7, "ink")
        brush.line([(x + star / 2, 266 - 0.88 * star), (x - star / 2, 266 + 0.88 * star)], 7, "ink")
    front: list[Point] = [
        (110, 330),
        (430, 500),
        (750, 330),
        (750, 580),
        (720, 610),
        (140, 610),
        (110, 580),
    ]
    brush.fill(front, "tint")
    brush.line(
        [(110, 330), (110, 580), (140, 610), (720, 610), (750, 580), (750, 330)], LINE, "accent"
    )
    brush.line([(110, 330), (430, 500), (750, 330)], LINE, "accent")
    brush.line([(126, 602), (330, 448)], LINE, "accent")
    brush.line([(734, 602), (530, 448)], LINE, "accent")


def hourglass(brush: Brush) -> None:
    """Draw waiting, without motion."""
    glass = curve(
        (290, 96), (290, 250), (400, 270), (400, 320), (400, 370), (290, 390), (290, 544),
    )  # fmt: skip
    other = [(860 - x, y) for x, y in reversed(glass)]
    shape(brush, [*glass, *other], "card", "ink")
    sand = curve((330, 210), (350, 262), (418, 282), (430, 330), (442, 282), (510, 262), (530, 210))
    brush.fill([*sand, (330, 210)], "sun")
    brush.line([(430, 330), (430, 470)], 8, "sun")
    heap = curve((304, 536), (310, 470), (390, 440), (430, 436), (470, 440), (550, 470), (556, 536))
    brush.fill(heap, "sun")
    for y in (70, 544):
        shape(brush, block(240, y, 380, 44, 22), "tint", "accent", 6)
    brush.fill(oval(430, 392, 6, 6), "sun")
