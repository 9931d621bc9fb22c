"""Drawings that people put on a pad, by the millimetre: names, and what is no name."""

import math
import random
from itertools import pairwise

from hardware.signature.recorded import signature
from kiosk.contracts.captures import PadArea, Point, Stroke

PAD = PadArea(268.0, 118.0)
SPEED = 150.0  # mm/s, a quick hand
SAMPLES = 100.0  # a second


def stroke(*corners: tuple[float, float], start: float = 0.0) -> Stroke:
    """Answer a stroke through the corners, sampled as a panel does."""
    points, t = [Point(*corners[0], start)], start
    for (ax, ay), (bx, by) in pairwise(corners):
        length = math.dist((ax, ay), (bx, by))
        count = max(1, math.ceil(length / SPEED * SAMPLES))
        for i in range(1, count + 1):
            share = i / count
            points.append(
                Point(ax + (bx - ax) * share, ay + (by - ay) * share, t + length / SPEED * share)
            )
        t = points[-1].t
    return tuple(points)


def ring(x: float, y: float, across: float, down: float, turns: float = 1.0) -> Stroke:
    count = round(60 * turns)
    angles = [2 * math.pi * turns * i / count for i in range(count + 1)]
    return stroke(*[(x + across * math.cos(a), y + down * math.sin(a)) for a in angles])


def li(size: float = 1.0) -> tuple[Stroke, ...]:
    """Answer "Li" in plain strokes, 40 mm high at size 1."""

    def at(x: float, y: float) -> tuple[float, float]:
        return 100 + x * size, 30 + y * size

    return (
        stroke(at(0, 40), at(0, 0), at(15, -2)),
        stroke(at(22, 18), at(22, 0), at(25, -1), start=0.7),
        stroke(at(22, 25), at(22.5, 25.2), start=1.0),
    )


def scaled(strokes: tuple[Stroke, ...], size: float) -> tuple[Stroke, ...]:
    return tuple(
        tuple(Point(60 + p.x * size, 30 + p.y * size, p.t) for p in stroke) for stroke in strokes
    )


def scribble(lines: int, seed: int = 7) -> Stroke:
    dice = random.Random(seed)  # noqa: S311 - a test's dice
    return stroke(*[(dice.uniform(15, 250), dice.uniform(10, 108)) for _ in range(lines)])


NAMES: dict[str, tuple[Stroke, ...]] = {
    "a short name": li(),
    "a short name written small": li(0.65),
    "a short name in one go": (
        stroke((90, 90), (85, 40), (105, 35), (115, 60), (112, 38), (125, 36)),
    ),
    **{f"a whole name, day {day}": signature(PAD.width, PAD.height, day) for day in range(1, 9)},
    "a whole name at half size": scaled(signature(PAD.width, PAD.height, 3), 0.5),
    "a whole name in a corner": scaled(signature(PAD.width, PAD.height, 4), 0.3),
}
NO_NAMES: dict[str, tuple[tuple[Stroke, ...], str]] = {
    "a dot": ((stroke((100, 50), (100.3, 50.1)),), "signature.too_short"),
    "a single touch": ((stroke((100, 50)),), "signature.too_short"),
    "many dots": (tuple(stroke((100 + i, 50), start=i / 2) for i in range(8)), "signature.too_short"),
    "a dash": ((stroke((80, 50), (120, 51)),), "signature.line"),
    "a line across": ((stroke((30, 20), (240, 80)),), "signature.line"),
    "a dash to and fro": (
        (stroke(*[(60 if i % 2 else 200, 50 + i / 5) for i in range(8)]),),
        "signature.line",
    ),
    "a bow": ((ring(130, 30, 60, 40, 0.5),), "signature.line"),
    "a tick": ((stroke((100, 50), (110, 35), (140, 80)),), "signature.line"),
    "a circle": ((ring(130, 55, 35, 35),), "signature.ring"),
    "an oval, over and over": ((ring(130, 55, 90, 30, 2.3),), "signature.ring"),
    "a frame": (
        (stroke((60, 20), (200, 20), (200, 80), (60, 80), (60, 20)),), "signature.ring",
    ),
    "a tiny name": (scaled(signature(PAD.width, PAD.height, 2), 0.1), "signature.too_small"),
    "a scribble": ((scribble(90),), "signature.too_dense"),
    "a filled pad": (
        (stroke(*[(10 + i * 2.4, 8 if i % 2 else 110) for i in range(100)]),),
        "signature.too_dense",
    ),
    "a name over the edge": (
        (stroke((100, 60), (120, 20), (140, 60), (160, 0), (180, 40)),), "signature.at_border",
    ),
}  # fmt: skip
