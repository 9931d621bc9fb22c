"""Arrows and crosses that say what to do, in the bold hand of the small pictures."""

from collections.abc import Sequence
from math import atan2, cos, pi, sin

from screens.paint.paths import block
from screens.paint.vector import Brush, Point

WIDTH = 34.0
_HEAD = 74.0


def arrow(
    brush: Brush, start: Point, end: Point, colour: str = "accent", width: float = WIDTH
) -> None:
    bow(brush, [start, end], colour, width)


def bow(
    brush: Brush, points: Sequence[Point], colour: str = "accent", width: float = WIDTH
) -> None:
    """Draw a line that ends in an arrow's head."""
    (ax, ay), (bx, by) = points[-2], points[-1]
    heading = atan2(by - ay, bx - ax)
    reach = _HEAD * width / WIDTH
    wings = [
        (bx - reach * cos(heading + turn), by - reach * sin(heading + turn))
        for turn in (pi / 4.2, -pi / 4.2)
    ]
    brush.line(points, width, colour)
    brush.line([wings[0], (bx, by), wings[1]], width, colour)


def cross(brush: Brush, x: float, y: float, reach: float) -> None:
    """Strike out what is there, with a light rim so that it stands before it."""
    ways = [
        [(x - reach, y - reach), (x + reach, y + reach)],
        [(x - reach, y + reach), (x + reach, y - reach)],
    ]
    for colour, width in (("card", 62.0), ("bad", 34.0)):
        for way in ways:
            brush.line(way, width, colour)


def disc_arrow(brush: Brush, degrees: float) -> None:
    """Draw an arrow on a plate: it is seen over any picture. 0 points right, 90 down."""
    brush.fill(block(140, 30, 580, 580, 290), "sun")
    brush.line(block(140, 30, 580, 580, 290), 26, "ink", closed=True)
    c, s = cos(degrees * pi / 180), sin(degrees * pi / 180)
    start, end = (430 - 170 * c, 320 - 170 * s), (430 + 180 * c, 320 + 180 * s)
    bow(brush, [start, end], "ink", 74.0)


def arrow_right(brush: Brush) -> None:
    disc_arrow(brush, 0)


def arrow_down(brush: Brush) -> None:
    disc_arrow(brush, 90)


def arrow_left(brush: Brush) -> None:
    disc_arrow(brush, 180)


def arrow_up(brush: Brush) -> None:
    disc_arrow(brush, 270)
