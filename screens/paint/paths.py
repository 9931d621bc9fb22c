"""Outlines for drawings: rounded rectangles, ovals, arcs and smooth curves as lists of points."""

from collections.abc import Sequence
from math import cos, pi, radians, sin

from screens.paint.vector import Point


def arc(cx: float, cy: float, rx: float, ry: float, start: float, end: float) -> list[Point]:
    """Answer an arc; degrees clockwise from three o'clock."""
    steps = max(6, round(abs(end - start) / 6))
    angles = [radians(start + (end - start) * i / steps) for i in range(steps + 1)]
    return [(cx + rx * cos(a), cy + ry * sin(a)) for a in angles]


def oval(cx: float, cy: float, rx: float, ry: float) -> list[Point]:
    count = 72
    return [
        (cx + rx * cos(2 * pi * i / count), cy + ry * sin(2 * pi * i / count)) for i in range(count)
    ]


def block(x: float, y: float, w: float, h: float, r: float) -> list[Point]:
    """Answer a rectangle with round corners."""
    r = min(r, w / 2, h / 2)
    corners = (
        (x + w - r, y + r, 270), (x + w - r, y + h - r, 0),
        (x + r, y + h - r, 90), (x + r, y + r, 180),
    )  # fmt: skip
    return [point for cx, cy, start in corners for point in arc(cx, cy, r, r, start, start + 90)]


def turned(points: Sequence[Point], degrees: float, cx: float, cy: float) -> list[Point]:
    """Answer the points turned clockwise about a centre."""
    c, s = cos(radians(degrees)), sin(radians(degrees))
    return [(cx + (x - cx) * c - (y - cy) * s, cy + (x - cx) * s + (y - cy) * c) for x, y in points]


def mirrored(points: Sequence[Point], cx: float) -> list[Point]:
    return [(2 * cx - x, y) for x, y in points]


def curve(*controls: Point) -> list[Point]:
    """Answer a Bézier spline: a point, then two controls and a point for each further segment."""
    points = [controls[0]]
    for i in range(0, len(controls) - 1, 3):
        a, b, c, d = controls[i : i + 4]
        for step in range(1, 13):
            t = step / 12
            u = 1 - t
            points.append(
                (
                    u**3 * a[0] + 3 * u * u * t * b[0] + 3 * u * t * t * c[0] + t**3 * d[0],
                    u**3 * a[1] + 3 * u * u * t * b[1] + 3 * u * t * t * c[1] + t**3 * d[1],
                )
            )
    return points
