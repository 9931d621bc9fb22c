"""Drawings of faces: the outline for the photo, and the clerk who helps."""

from screens.paint.drawings.things import LINE, dashed, shape
from screens.paint.paths import arc, block, curve, oval
from screens.paint.vector import Brush


def face_outline(brush: Brush) -> None:
    """Draw a head in the oval, with marks for height and middle."""
    shape(brush, block(170, 10, 520, 620, 36), "tint", "accent", 6)
    shoulders = curve(
        (214, 628), (222, 520), (300, 486), (360, 470), (400, 458), (460, 458), (500, 470),
        (560, 486), (638, 520), (646, 628),
    )  # fmt: skip
    shape(brush, shoulders, "accent", "ink")
    neck = [(382, 400), (478, 400), (478, 462), *arc(430, 462, 48, 40, 0, 180)]
    shape(brush, neck, "card", "ink")
    shape(brush, oval(430, 290, 112, 146), "card", "ink")
    hair = curve(
        (318, 300), (300, 120), (380, 116), (430, 116), (480, 116), (560, 120), (542, 300),
        (530, 236), (500, 206), (430, 206), (360, 206), (330, 236), (318, 300),
    )  # fmt: skip
    shape(brush, hair, "soft", "ink")
    for x in (388, 472):
        brush.fill(oval(x, 300, 10, 12), "ink")
    brush.line([(398, 378), (462, 378)], LINE, "ink")
    dashed(brush, oval(430, 280, 168, 222), 7, "accent", 22, 18)


def clerk(brush: Brush) -> None:
    """Draw a clerk with a headset in a screen, and what they say."""
    shape(brush, block(60, 60, 560, 440, 40), "tint", "accent", 6)
    brush.line([(340, 500), (340, 566)], 14, "accent")
    brush.line([(210, 590), (470, 590)], 16, "accent")
    body = curve(
        (150, 498), (156, 410), (232, 388), (284, 376), (316, 366), (364, 366), (396, 376),
        (448, 388), (524, 410), (530, 498),
    )  # fmt: skip
    shape(brush, body, "accent", "ink")
    neck = [(302, 320), (378, 320), (378, 368), *arc(340, 368, 38, 32, 0, 180)]
    shape(brush, neck, "card", "ink")
    shape(brush, oval(340, 244, 88, 108), "card", "ink")
    hair = curve(
        (250, 270), (230, 110), (300, 116), (340, 116), (380, 116), (450, 110), (430, 270),
        (424, 214), (396, 192), (340, 190), (284, 192), (256, 214), (250, 270),
    )  # fmt: skip
    shape(brush, hair, "soft", "ink")
    for x in (306, 374):
        brush.fill(oval(x, 250, 8, 10), "ink")
    brush.line(arc(340, 280, 34, 26, 25, 155), LINE, "ink")
    brush.line(arc(340, 236, 118, 124, 190, 350), 10, "ink")
    for x in (214, 430):
        shape(brush, block(x, 226, 36, 70, 18), "sun", "ink", 6)
    brush.line(curve((448, 296), (446, 340), (420, 352), (378, 350)), 8, "ink")
    shape(brush, oval(372, 350, 12, 10), "sun", "ink", 5)
    bubble = block(560, 30, 260, 170, 40)
    shape(brush, bubble, "card", "ink")
    brush.fill([(610, 190), (680, 190), (604, 256)], "card")
    brush.line([(616, 200), (600, 258), (676, 200)], LINE, "ink")
    for x in (630, 690, 750):
        brush.fill(oval(x, 115, 15, 15), "accent")


def arms(brush: Brush) -> None:
    """Draw a shield parted in two, where a town has not put its own."""
    left = curve((430, 0), (360, 0), (250, 0), (230, 0), (180, 0), (156, 24), (156, 74), (156, 240),
                 (156, 300), (156, 360), (156, 560), (330, 640), (430, 640))  # fmt: skip
    brush.fill(left, "accent")
    brush.fill([(860 - x, y) for x, y in left], "sun")
