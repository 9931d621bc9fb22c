"""The head's outline on the live picture: veil, oval and shoulders, and the arc that fills."""

from collections.abc import Iterator
from math import cos, pi, sin

from kivy.graphics import Color, InstructionGroup, Mesh

from screens import leaves
from screens.geometry import Box
from screens.outline import Oval, head_in
from screens.paint.drawings.things import dashed
from screens.paint.paths import arc, curve, oval
from screens.paint.vector import Brush, Point
from screens.palette import rgb

_PIECES = 96
_LINE, _ARC = 0.0125, 0.0225  # shares of the picture's width


def veil(group: InstructionGroup, leaf: leaves.HeadOutline, height: int) -> None:
    """Cover what lies around the oval."""
    head, box = head_in(leaf.box), leaf.box
    vertices: list[float] = []
    for i in range(_PIECES + 1):
        angle = 2 * pi * i / _PIECES
        dx, dy = cos(angle), sin(angle)
        reach = min(
            (box.right - head.x if dx > 0 else head.x - box.x) / max(abs(dx), 1e-6),
            (box.bottom - head.y if dy > 0 else head.y - box.y) / max(abs(dy), 1e-6),
        )
        inner = (head.x + head.rx * dx, height - head.y - head.ry * dy)
        outer = (head.x + reach * dx, height - head.y - reach * dy)
        vertices += [*inner, 0, 0, *outer, 0, 0]
    group.add(Color(*rgb(leaf.veil), leaf.cover))
    indices = list(range(2 * _PIECES + 2))
    group.add(Mesh(vertices=vertices, indices=indices, mode="triangle_strip"))


def outline_strokes(
    group: InstructionGroup, leaf: leaves.HeadOutline, height: int
) -> Iterator[None]:
    """Draw oval and shoulders, a stroke at a time."""
    head, width = head_in(leaf.box), leaf.box.w * _LINE
    brush = Brush(group, {}, (0, height), 1.0, patient=True)
    for line in _shoulders(head, leaf.box):
        brush.line(line, width * 0.7, leaf.colour)
    ring = oval(head.x, head.y, head.rx, head.ry)
    if leaf.dashed:
        dashed(brush, ring, width, leaf.colour, 4.2 * width, 2.6 * width)
    else:
        brush.line(ring, width * 1.2, leaf.colour, closed=True)
    yield from brush.strokes()


def held_arc(group: InstructionGroup, leaf: leaves.HeldArc, height: int) -> None:
    """Mark the share of the outline during which all has been good."""
    head = head_in(leaf.box)
    brush = Brush(group, {}, (0, height), 1.0)
    line = arc(head.x, head.y, head.rx, head.ry, -90, -90 + 360 * leaf.share)
    brush.line(line, leaf.box.w * _ARC, leaf.colour)


def _shoulders(head: Oval, box: Box) -> list[list[Point]]:
    """Answer the lines from the neck to the picture's lower edge, left and right, inside of it."""
    line = box.w * _LINE
    neck, low = head.y + head.ry * 0.86, box.bottom - line / 2
    room = low - neck
    reach = min(head.rx, (box.w / 2 - line - head.rx * 0.58) / 1.58)
    lines = []
    for side in (-1, 1):
        x = head.x + side * head.rx * 0.58
        lines.append(
            curve(
                (x, neck), (x + side * reach * 0.02, neck + room * 0.42),
                (x + side * reach * 0.3, neck + room * 0.5),
                (x + side * reach * 0.85, neck + room * 0.62),
                (x + side * reach * 1.3, neck + room * 0.72),
                (x + side * reach * 1.5, neck + room * 0.84),
                (x + side * reach * 1.58, low),
            )
        )  # fmt: skip
    return lines
