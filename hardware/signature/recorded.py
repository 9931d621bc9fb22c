"""Signatures as a hand writes them, to be played into a pad: nobody's, for tests and demonstrations."""

from typing import Protocol

import numpy as np
from numpy import float64
from numpy.typing import NDArray

from kiosk.contracts.captures import Point, Stroke
from kiosk.contracts.clock import Clock

Path = NDArray[float64]

# Letters as a pen goes through them, the x-height being 1; the last point begins the next letter.
LETTERS: dict[str, tuple[tuple[float, float], ...]] = {
    "E": (
        *((1.0, 1.7), (0.7, 2.0), (0.3, 1.75), (0.35, 1.25), (0.65, 1.1), (0.2, 0.95)),
        *((0.05, 0.4), (0.4, 0.0), (0.9, 0.15), (1.15, 0.5)),
    ),
    "M": (
        *((0.0, 0.0), (0.2, 0.9), (0.45, 2.0), (0.55, 1.3), (0.5, 0.1), (0.6, 0.5), (0.95, 1.95)),
        *((1.1, 1.4), (1.1, 0.3), (1.25, 0.0), (1.5, 0.3)),
    ),
    "u": ((0.15, 0.95), (0.15, 0.3), (0.35, 0.0), (0.6, 0.3), (0.8, 0.95), (0.8, 0.2), (1.1, 0.3)),
    "s": ((0.3, 1.05), (0.5, 0.5), (0.3, 0.0), (0.1, 0.12), (0.5, 0.05), (0.75, 0.3)),
    "t": ((0.3, 1.0), (0.42, 1.75), (0.35, 0.8), (0.45, 0.05), (0.75, 0.3)),
    "e": ((0.4, 0.5), (0.55, 0.85), (0.35, 1.0), (0.16, 0.5), (0.4, 0.0), (0.8, 0.3)),
    "r": ((0.2, 1.0), (0.3, 0.85), (0.52, 0.9), (0.5, 0.3), (0.6, 0.02), (0.8, 0.3)),
    "m": (
        *((0.12, 0.9), (0.13, 0.05), (0.25, 0.6), (0.4, 0.95), (0.5, 0.5), (0.5, 0.05)),
        *((0.62, 0.6), (0.8, 0.93), (0.9, 0.4), (1.0, 0.0), (1.2, 0.3)),
    ),
    "a": (
        (0.5, 0.85),
        (0.3, 0.97),
        (0.08, 0.45),
        (0.3, 0.02),
        (0.6, 0.8),
        (0.65, 0.1),
        (0.95, 0.3),
    ),
    "n": ((0.12, 0.9), (0.14, 0.05), (0.28, 0.65), (0.45, 0.93), (0.58, 0.3), (0.9, 0.3)),
}
TAIL = ((0.5, 0.12), (1.5, 0.38), (2.4, 0.1), (2.2, -0.25), (1.0, -0.4))
SAMPLES = 100  # points a second, as touch panels give them
SLANT = 0.28
MARGIN = 0.1
SPEED = 28.0  # x-heights a second on a straight line


class Pen(Protocol):
    """What takes touches: the pad's touch driver, or a widget before it."""

    def begin(self, x: float, y: float) -> None: ...

    def extend(self, x: float, y: float) -> None: ...

    def finish(self) -> None: ...


def signature(width_mm: float, height_mm: float, seed: int = 1) -> tuple[Stroke, ...]:
    """Answer "E. Mustermann" written to fill a pad of that size, with a margin.

    Another seed is the same hand on another day. Millimetres from the lower left, `t` from 0.
    """
    hand = np.random.default_rng(seed)
    first, end = _word("E", np.zeros(2), hand)
    dot = np.array([[1.33, 0.08], [1.44, 0.0], [1.36, 0.02]])
    start = np.array([end[0] + 0.6, 0.0])
    name, end = _word("Mustermann", start, hand)
    tail = np.vstack([name[-1:], end + np.array(TAIL)])
    bar_at = start + np.array([1.5 + 1.1 + 0.75, 0.0])
    bar = bar_at + np.array([[0.0, 1.28], [0.45, 1.33], [0.95, 1.42]])
    lines = [_curve(points) for points in (first, dot, np.vstack([name, tail[1:]]), bar)]
    placed = _placed(lines, width_mm, height_mm, hand)
    strokes: list[Stroke] = []
    t = 0.0
    for points in placed:
        strokes.append(
            tuple(Point(x, y, t + n / SAMPLES) for n, (x, y) in enumerate(points.tolist()))
        )
        t = strokes[-1][-1].t + float(hand.uniform(0.12, 0.25))
    return tuple(strokes)


async def write(strokes: tuple[Stroke, ...], pen: Pen, clock: Clock) -> None:
    """Play the strokes into the pad as fast as they were written."""
    began = clock.monotonic()
    for stroke in strokes:
        for number, point in enumerate(stroke):
            early = point.t - (clock.monotonic() - began)
            if early > 0:
                await clock.sleep(early)
            (pen.extend if number else pen.begin)(point.x, point.y)
        pen.finish()


def _word(letters: str, start: Path, hand: np.random.Generator) -> tuple[Path, Path]:
    """Answer the points that the pen goes through, and where the word ends."""
    points, place = [], start
    for letter in letters:
        drawn = np.array(LETTERS[letter])
        drawn = drawn * hand.uniform(0.93, 1.07, 2) + hand.normal(0, 0.025, drawn.shape)
        points.append(place + drawn)
        place = place + np.array([drawn[-1, 0], 0.0])
    return np.vstack(points), place


def _curve(points: Path) -> Path:
    """Answer a smooth line through the points: a uniform Catmull-Rom spline."""
    padded = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    t = np.linspace(0, 1, 14, endpoint=False)[:, None]
    pieces = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        pieces.append(
            b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
        )
    return _sampled(np.vstack([*pieces, points[-1:]]))


def _sampled(line: Path) -> Path:
    """Answer the line as a panel sees it: points at equal times, so closer where it bends.

    Handwriting slows down in curves by the two-thirds power law (Lacquaniti and others, 1983).
    """
    steps = np.linalg.norm(np.diff(line, axis=0), axis=1) + 1e-9
    headings = np.unwrap(np.arctan2(*np.diff(line, axis=0).T[::-1]))
    bends = np.abs(np.gradient(headings)) / steps if len(steps) > 1 else np.zeros(len(steps))
    speeds = SPEED / (1 + 4 * bends) ** (1 / 3)
    times = np.concatenate([[0.0], np.cumsum(steps / speeds)])
    ticks = np.arange(0, times[-1] + 1 / SAMPLES, 1 / SAMPLES)
    return np.column_stack([np.interp(ticks, times, column) for column in line.T])


def _placed(
    lines: list[Path], width_mm: float, height_mm: float, hand: np.random.Generator
) -> list[Path]:
    """Answer the lines slanted, a little uphill, and as large as the pad allows."""
    rise = float(hand.uniform(0.0, 0.05))
    lean = np.array([[1.0, rise], [SLANT, 1.0]])
    leaning = [line @ lean for line in lines]
    corner = np.vstack(leaning).min(axis=0)
    size = np.vstack(leaning).max(axis=0) - corner
    pad = np.array([width_mm, height_mm])
    scale = float(((1 - 2 * MARGIN) * pad / size).min())
    offset = (pad - scale * size) / 2
    return [scale * (line - corner) + offset for line in leaning]
