"""Drawings of hands at work."""

from collections.abc import Sequence

from screens.paint.drawings.things import LINE, capsule, merged, shape
from screens.paint.paths import arc, block, curve, mirrored, oval, turned
from screens.paint.vector import Brush, Point


def finger_on_glass_right(brush: Brush) -> None:
    _finger_on_glass(brush, left=False)


def finger_on_glass_left(brush: Brush) -> None:
    _finger_on_glass(brush, left=True)


def _finger_on_glass(brush: Brush, *, left: bool) -> None:
    """Draw the back of a hand, its index finger on the glass of a scanner."""

    def side(points: Sequence[Point]) -> list[Point]:
        return mirrored(points, 430) if left else list(points)

    shape(brush, block(230, 20, 400, 300, 40), "tint", "accent", 6)
    shape(brush, block(316, 62, 228, 200, 24), "card", "accent", 5)
    brush.fill(oval(430, 152, 74, 74), "sun")
    fingers: list[list[Point]] = [
        capsule(396, 104, 68, 330),
        capsule(468, 292, 64, 190, 3),
        capsule(532, 306, 62, 180, 7),
        capsule(592, 336, 56, 150, 12),
        capsule(384, 316, 68, 236, -44),
        block(396, 390, 240, 200, 60),
        [(412, 520), (606, 520), (590, 660), (438, 660)],
    ]
    merged(brush, [side(points) for points in fingers], "card", "ink")
    for x, top, bottom in ((466, 404, 452), (531, 404, 446), (592, 412, 446)):
        brush.line(side([(x, top), (x, bottom)]), LINE, "ink")
    brush.line(side(block(412, 116, 36, 46, 18)), 5, "soft", closed=True)
    brush.line(side([(410, 262), (450, 262)]), 5, "soft")
    brush.line(side([(412, 276), (448, 276)]), 5, "soft")


def _pen_hand(brush: Brush, x: float, y: float) -> None:
    """Draw a hand from the lower right whose index finger ends at (x, y)."""

    def put(points: Sequence[Point]) -> list[Point]:
        return turned([(x + px, y + py) for px, py in points], -38, x, y)

    shapes = [
        put(capsule(-30, -18, 60, 260)),
        put(capsule(30, 120, 58, 150, 4)),
        put(capsule(84, 136, 56, 140, 9)),
        put(capsule(134, 158, 50, 120, 14)),
        put(capsule(-30, 118, 58, 190, -40)),
        put(block(-30, 190, 216, 190, 60)),
        put([(-8, 320), (160, 320), (150, 436), (10, 436)]),
    ]
    merged(brush, shapes, "card", "ink")
    for px, top, bottom in ((32, 212, 250), (86, 214, 250), (137, 224, 252)):
        brush.line(put([(px, top), (px, bottom)]), LINE, "ink")
    brush.line(put(block(-15, -6, 30, 40, 15)), 5, "soft", closed=True)


def sign(brush: Brush) -> None:
    shape(brush, block(60, 60, 660, 400, 34), "card", "accent", 6)
    brush.line([(130, 372), (650, 372)], 5, "metal")
    brush.line([(132, 330), (160, 358)], 7, "soft")
    brush.line([(160, 330), (132, 358)], 7, "soft")
    name = curve(
        (200, 336), (226, 190), (276, 130), (286, 206), (292, 268), (214, 320), (262, 330),
        (310, 338), (330, 236), (350, 244), (376, 256), (322, 338), (360, 336),
        (398, 332), (402, 258), (432, 266), (458, 276), (430, 330), (476, 318),
    )  # fmt: skip
    brush.line(name, 10, "accent")
    _pen_hand(brush, 470, 296)


def pay_card(brush: Brush) -> None:
    """Draw a payment terminal with a bank card held before it."""
    shape(brush, block(96, 26, 330, 590, 46), "tint", "accent", 6)
    shape(brush, block(138, 70, 246, 150, 18), "card", "accent", 5)
    brush.fill(block(176, 112, 130, 20, 10), "soft")
    brush.fill(block(176, 154, 170, 26, 13), "accent")
    for row in range(4):
        for column in range(3):
            colour = "card"
            if row == 3:  # noqa: PLR2004 - the coloured row
                colour = ("bad", "sun", "good")[column]
            shape(brush, block(142 + column * 84, 256 + row * 84, 66, 58, 14), colour, "ink", 5)
    for radius in (44, 82, 120):
        brush.line(arc(420, 150, radius, radius, -40, 40), 10, "accent")
    tilt = -12

    def put(points: Sequence[Point]) -> list[Point]:
        return turned(points, tilt, 690, 330)

    shape(brush, put(block(560, 150, 270, 400, 26)), "sun", "ink")
    brush.fill(put(block(596, 196, 74, 58, 12)), "card")
    brush.line(put(block(596, 196, 74, 58, 12)), 5, "ink", closed=True)
    brush.line(put([(633, 196), (633, 254)]), 4, "ink")
    brush.line(put([(596, 225), (670, 225)]), 4, "ink")
    for index in range(4):
        brush.fill(put(block(596, 330 + index * 40, (190, 190, 120, 80)[index], 14, 7)), "ink")
