"""Finds every face of a picture: the whole of it, and closer up in squares that overlap."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy import float32
from numpy.typing import NDArray

from kiosk.capture.face.models import Network, Pixels

LEAST_SCORE = 0.5
_SAME_FACE = 0.3  # intersection / smaller box: two boxes of one face share more
_CLOSER_FROM = 1.2  # longer side / shorter: from here on a square of the shorter side shows more
_CLOSER_TO = 4.0  # what is longer is a strip, and no picture of a person


@dataclass(frozen=True, slots=True)
class Detection:
    """`score` 0 to 1; box and eyes in pixels, eyes in the order of the picture's left and right."""

    score: float
    left: float
    top: float
    width: float
    height: float
    eyes: tuple[tuple[float, float], tuple[float, float]]

    @property
    def area(self) -> float:
        return self.width * self.height

    @property
    def middle(self) -> tuple[float, float]:
        return self.left + self.width / 2, self.top + self.height / 2

    def holds(self, place: tuple[float, float]) -> bool:
        x, y = place[0] - self.left, place[1] - self.top
        return 0 <= x <= self.width and 0 <= y <= self.height

    def scaled(self, scale: float) -> "Detection":
        """Answer the same face in a picture `scale` times the size."""
        (ax, ay), (bx, by) = self.eyes
        return Detection(
            self.score,
            self.left * scale,
            self.top * scale,
            self.width * scale,
            self.height * scale,
            ((ax * scale, ay * scale), (bx * scale, by * scale)),
        )


@dataclass(frozen=True, slots=True)
class _Square:
    left: float
    top: float
    side: float


def detect(network: Network, picture: Pixels) -> tuple[Detection, ...]:
    """Answer the faces of a BGR picture, largest first.

    In the whole a face is found from about a tenth of the longer side on. Overlapping squares, where
    the picture is none, show smaller ones too, as of somebody behind.
    """
    height, width = picture.shape[:2]
    side = max(width, height)
    whole = _Square((width - side) / 2, (height - side) / 2, side)
    squares = (whole, *_closer(width, height))
    found = (one for square in squares for one in _detect_in(network, picture, square))
    return tuple(sorted(_without_doubles(found), key=lambda one: one.area, reverse=True))


def _closer(width: int, height: int) -> Sequence[_Square]:
    long, short = max(width, height), min(width, height)
    if not _CLOSER_FROM <= long / short <= _CLOSER_TO:
        return ()
    count = math.ceil(1.1 * long / short)
    starts = [(long - short) * index / (count - 1) for index in range(count)]
    return [_Square(at, 0, short) if width > height else _Square(0, at, short) for at in starts]


def _detect_in(network: Network, picture: Pixels, square: _Square) -> Iterable[Detection]:
    small = _cut(picture, square, network.width)
    scores, values = network.run(small, 127.5, 1 / 127.5)
    # The network answers what becomes a score by the logistic function.
    sure = np.flatnonzero(scores > -math.log(1 / LEAST_SCORE - 1))
    boxes = values.reshape(-1, 16)[sure] / network.width
    anchors = _ANCHORS[sure]
    points = boxes[:, 4:].reshape(-1, 6, 2) + anchors[:, None]
    middles = boxes[:, :2] + anchors
    for score, (x, y), (w, h), eyes in zip(
        scores[sure], middles, boxes[:, 2:4], points[:, :2], strict=True
    ):
        if not (w > 0 and h > 0 and np.isfinite((x, y, w, h)).all()):
            continue
        side = square.side
        (ax, ay), (bx, by) = eyes
        yield Detection(
            1 / (1 + math.exp(-min(float(score), 80.0))),
            float(square.left + (x - w / 2) * side),
            float(square.top + (y - h / 2) * side),
            float(w * side),
            float(h * side),
            (
                (float(square.left + ax * side), float(square.top + ay * side)),
                (float(square.left + bx * side), float(square.top + by * side)),
            ),
        )


def _cut(picture: Pixels, square: _Square, side: int) -> Pixels:
    """Answer the square of the picture as side x side, black where there is no picture."""
    height, width = picture.shape[:2]
    scale = side / square.side
    x0, y0 = max(0, math.floor(square.left)), max(0, math.floor(square.top))
    x1 = min(width, math.ceil(square.left + square.side))
    y1 = min(height, math.ceil(square.top + square.side))
    left, top = max(0, round((x0 - square.left) * scale)), max(0, round((y0 - square.top) * scale))
    size = (
        min(side - left, max(1, round((x1 - x0) * scale))),
        min(side - top, max(1, round((y1 - y0) * scale))),
    )
    small = np.zeros((side, side, 3), np.uint8)
    seen = cv2.resize(picture[y0:y1, x0:x1], size, interpolation=cv2.INTER_AREA)
    small[top : top + size[1], left : left + size[0]] = seen
    return small


def _without_doubles(found: Iterable[Detection]) -> list[Detection]:
    """Answer each face once, by its surest box (a face is seen by several anchors and squares)."""
    kept: list[Detection] = []
    for one in sorted(found, key=lambda one: one.score, reverse=True):
        if all(_shared(one, other) < _SAME_FACE for other in kept):
            kept.append(one)
    return kept


def _shared(one: Detection, other: Detection) -> float:
    """Answer the area that two boxes share / the smaller one's."""
    width = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
    height = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    return max(0.0, width) * max(0.0, height) / min(one.area, other.area)


def _anchors() -> NDArray[float32]:
    """Answer the middles that the 896 boxes are told from: two on a grid of 16, six on one of 8."""
    rows = []
    for cells, each in ((16, 2), (8, 6)):
        places = (np.arange(cells) + 0.5) / cells
        y, x = np.meshgrid(places, places, indexing="ij")
        rows.append(np.repeat(np.stack((x.ravel(), y.ravel()), 1), each, axis=0))
    return np.concatenate(rows).astype(float32)


_ANCHORS = _anchors()
