"""Things that several drawings show: a card, a reader, an arrow, a hand."""

from collections.abc import Sequence
from itertools import pairwise
from math import hypot

from screens.paint.paths import arc, block, oval, turned
from screens.paint.vector import Brush, Point

LINE = 7.0


def shape(brush: Brush, points: Sequence[Point], fill: str, line: str, width: float = LINE) -> None:
    brush.fill(points, fill)
    brush.line(points, width, line, closed=True)


def merged(
    brush: Brush, shapes: Sequence[Sequence[Point]], fill: str, line: str, width: float = LINE
) -> None:
    """Draw overlapping shapes as one, with a single outline."""
    for points in shapes:
        brush.line(points, 2 * width, line, closed=True)
    for points in shapes:
        brush.fill(points, fill)


def dashed(
    brush: Brush,
    points: Sequence[Point],
    width: float,
    colour: str,
    dash: float = 16,
    gap: float = 14,
) -> None:
    """Draw a closed line in dashes of about this length."""
    ring = [*points, points[0]]
    piece: list[Point] = [ring[0]]
    run, drawn = 0.0, True
    for (ax, ay), (bx, by) in pairwise(ring):
        length, done = hypot(bx - ax, by - ay), 0.0
        while length - done > (dash if drawn else gap) - run:
            done += (dash if drawn else gap) - run
            point = (ax + (bx - ax) * done / length, ay + (by - ay) * done / length)
            if drawn:
                brush.line([*piece, point], width, colour)
            piece, run, drawn = [point], 0.0, not drawn
        run += length - done
        piece.append((bx, by))


def card(brush: Brush, x: float, y: float, degrees: float = 0.0, size: float = 1.0) -> None:
    """Draw an ID card, 440 x 278 units at size 1, turned about its middle."""
    cx, cy = x + 220 * size, y + 139 * size

    def put(points: Sequence[Point]) -> list[Point]:
        return turned([(x + px * size, y + py * size) for px, py in points], degrees, cx, cy)

    shape(brush, put(block(0, 0, 440, 278, 28)), "card", "ink", LINE * size)
    brush.fill(put(block(34, 44, 118, 156, 12)), "line")
    brush.fill(put(oval(93, 100, 29, 31)), "soft")
    brush.fill(put([*arc(93, 186, 46, 42, 180, 360), (139, 190), (47, 190)]), "soft")
    for bx, by, width, height, colour in (
        (182, 50, 210, 20, "soft"), (182, 90, 150, 15, "metal"),
        (182, 123, 120, 15, "metal"), (34, 228, 372, 15, "metal"),
    ):  # fmt: skip
        brush.fill(put(block(bx, by, width, height, height / 2)), colour)
    brush.line(put(oval(370, 166, 30, 30)), 7 * size, "accent", closed=True)
    brush.fill(put(oval(370, 166, 13, 13)), "accent")


def reader(brush: Brush, x: float, y: float, w: float, h: float) -> None:
    """Draw a reader seen from above, with the place for the card in dashes."""
    shape(brush, block(x, y, w, h, 38), "tint", "accent", 6)
    inner = block(x + 30, y + 30, w - 60, h - 60, 22)
    brush.fill(inner, "card")
    dashed(brush, inner, 4, "accent")


def arrow(brush: Brush, path: Sequence[Point], colour: str = "accent", width: float = 11) -> None:
    """Draw a line with an open head at its end, pointing where the line goes."""
    brush.line(path, width, colour)
    (ax, ay), (bx, by) = path[-4] if len(path) > 3 else path[0], path[-1]  # noqa: PLR2004
    length = hypot(bx - ax, by - ay)
    ux, uy = (bx - ax) / length, (by - ay) / length
    back = 34.0
    wings = [
        (bx - ux * back - side * uy * back * 0.8, by - uy * back + side * ux * back * 0.8)
        for side in (-1, 1)
    ]
    brush.line([wings[0], path[-1], wings[1]], width, colour)


def capsule(x: float, y: float, w: float, h: float, degrees: float = 0.0) -> list[Point]:
    """Answer a finger: a block with round ends, turned about the middle of its lower end."""
    return turned(block(x, y, w, h, w / 2), degrees, x + w / 2, y + h - w / 2)
