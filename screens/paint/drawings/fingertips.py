"""What a finger on the glass is asked for: press, ease off, wipe, lie in the middle, come alone."""

from collections.abc import Sequence

from screens.paint.drawings.arrows import arrow, cross
from screens.paint.drawings.things import capsule, shape
from screens.paint.paths import arc, block, curve, oval, turned
from screens.paint.vector import Brush, Point

BOLD = 11.0
_FINE = 8.0


def _glass_from_the_side(brush: Brush) -> None:
    shape(brush, block(110, 500, 640, 104, 26), "tint", "accent", BOLD)
    brush.line([(176, 500), (684, 500)], 16, "accent")


def _finger_from_the_side(brush: Brush, lift: float) -> None:
    """Draw a finger coming from the upper right, its tip over the glass by `lift`."""

    def put(points: Sequence[Point]) -> list[Point]:
        return turned(points, -24, 300, 420 - lift)

    shape(brush, put(block(236, 366 - lift, 640, 118, 59)), "card", "ink", BOLD)
    nail = put(curve((244, 404 - lift), (250, 368 - lift), (330, 362 - lift), (362, 372 - lift)))
    brush.line(nail, _FINE, "soft")
    for x in (520, 548):
        brush.line(put([(x, 376 - lift), (x, 404 - lift)]), _FINE, "soft")


def press(brush: Brush) -> None:
    _glass_from_the_side(brush)
    _finger_from_the_side(brush, -4)
    arrow(brush, (300, 90), (300, 300), "accent", 30)
    for reach in (90, 140):
        brush.line(arc(300, 520, reach, reach * 0.5, 20, 160), BOLD, "accent")


def lighter(brush: Brush) -> None:
    _glass_from_the_side(brush)
    _finger_from_the_side(brush, 22)
    arrow(brush, (300, 300), (300, 110), "accent", 30)


def _fingertip(x: float, y: float) -> list[Point]:
    return capsule(x, y, 150, 460)


def _ridges(brush: Brush, x: float, y: float) -> None:
    for reach in (18, 38, 58):
        brush.line(arc(x, y + 84, reach, reach * 1.2, 180, 360), _FINE, "soft")


def wipe(brush: Brush) -> None:
    """Draw a fingertip, a cloth that goes over it, and a drop."""
    shape(brush, _fingertip(240, 130), "card", "ink", BOLD)
    _ridges(brush, 315, 150)
    cloth = curve(
        (470, 240), (560, 200), (640, 270), (760, 220), (770, 330), (740, 420), (780, 520),
        (680, 540), (600, 500), (480, 540), (470, 440), (440, 340), (470, 240),
    )  # fmt: skip
    shape(brush, cloth, "tint", "accent", BOLD)
    brush.line(curve((530, 300), (580, 330), (640, 290), (700, 320)), _FINE, "accent")
    brush.line(curve((530, 420), (590, 450), (640, 410), (710, 440)), _FINE, "accent")
    for x, y, size in ((180, 120, 0.8), (120, 240, 1.0)):
        drop = curve(
            (x, y - 60 * size), (x + 14 * size, y - 24 * size), (x + 40 * size, y),
            (x + 40 * size, y + 26 * size), (x + 40 * size, y + 76 * size),
            (x - 40 * size, y + 76 * size), (x - 40 * size, y + 26 * size),
            (x - 40 * size, y), (x - 14 * size, y - 24 * size), (x, y - 60 * size),
        )  # fmt: skip
        shape(brush, drop, "tint", "accent", _FINE)
    arrow(brush, (470, 600), (300, 600), "accent", 26)


def middle(brush: Brush) -> None:
    """Draw a glass from above, and a finger that lies flat in its middle."""
    shape(brush, block(190, 20, 480, 500, 40), "tint", "accent", BOLD)
    shape(brush, block(250, 80, 360, 380, 26), "card", "accent", _FINE)
    brush.fill(oval(430, 250, 150, 150), "sun")
    shape(brush, _fingertip(355, 150), "card", "ink", BOLD)
    _ridges(brush, 430, 170)
    for side in (-1, 1):
        arrow(brush, (430 + side * 390, 250), (430 + side * 270, 250), "accent", 26)


def single(brush: Brush) -> None:
    """Draw one fingertip on the glass, and a second one struck out."""
    shape(brush, block(150, 20, 560, 420, 40), "tint", "accent", BOLD)
    brush.fill(oval(310, 220, 120, 120), "sun")
    shape(brush, _fingertip(235, 130), "card", "ink", BOLD)
    _ridges(brush, 310, 150)
    shape(brush, _fingertip(475, 150), "card", "ink", BOLD)
    cross(brush, 550, 330, 110)
