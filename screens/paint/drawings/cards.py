"""Drawings around the ID card and its reader."""

from screens.paint.drawings.things import LINE, arrow, card, reader, shape
from screens.paint.paths import arc, block, curve, oval
from screens.paint.vector import Brush


def card_on_reader(brush: Brush) -> None:
    reader(brush, 120, 300, 620, 290)
    card(brush, 210, 62, -8)
    arrow(brush, curve((706, 128), (786, 176), (786, 256), (716, 330)))


def card_take(brush: Brush) -> None:
    reader(brush, 120, 350, 620, 250)
    card(brush, 210, 100, -6)
    arrow(brush, curve((752, 300), (796, 210), (776, 130), (716, 66)))
    brush.line([(176, 96), (132, 66)], LINE + 3, "sun")
    brush.line([(160, 164), (104, 158)], LINE + 3, "sun")
    brush.line([(222, 48), (204, 0)], LINE + 3, "sun")


def card_moved(brush: Brush) -> None:
    reader(brush, 120, 190, 620, 330)
    card(brush, 286, 96, 13)
    arrow(brush, curve((196, 130), (130, 190), (140, 300), (196, 344)))
    shape(brush, oval(716, 486, 66, 66), "sun", "ink", LINE)
    brush.line([(716, 448), (716, 492)], 13, "ink")
    brush.fill(oval(716, 518, 8.5, 8.5), "ink")


def reader_pinpad(brush: Brush) -> None:
    shape(brush, block(250, 30, 360, 580, 44), "tint", "accent", 6)
    shape(brush, block(292, 74, 276, 110, 16), "card", "accent", 5)
    for index in range(6):
        x = 330 + index * 40
        if index < 3:  # noqa: PLR2004 - three digits are typed
            brush.fill(oval(x, 128, 12, 12), "ink")
        else:
            brush.line([(x - 11, 142), (x + 11, 142)], 5, "soft")
    for row in range(4):
        for column in range(3):
            colour = "card"
            if row == 3 and column != 1:  # noqa: PLR2004 - the row of the coloured keys
                colour = "sun" if column == 0 else "good"
            shape(brush, block(296 + column * 96, 218 + row * 90, 76, 66, 16), colour, "ink", 5)
    for radius in (60, 100, 140):
        brush.line(arc(690, 320, radius, radius, -38, 38), 9, "accent")
        brush.line(arc(170, 320, radius, radius, 142, 218), 9, "accent")
