"""Looks for signs of a flat picture held before the camera; an indication, certified by nobody.

A head that turns moves its nose against its ears, and its eyes come no closer together than its turn
explains. A sheet or a tablet that turns moves all of its points by one homography, and gets narrow
without turning. Measured on drawn heads and on pictures of them turned by calculation: a head
leaves .04 to .05 of the eyes' distance unexplained by a plane and is at least .98 as wide as its turn
says; a flat picture leaves at most .006 up to 20 degrees, and is .96 as wide there, .87 at 40. A blink speaks
for a person a little. It does not see through a video, a bent sheet or a mask.
"""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy import float64, uint8
from numpy.typing import NDArray

from kiosk.capture.face.measures import Geometry, Measures
from kiosk.capture.pad import Score

_FLAT, _SOLID = 0.010, 0.020
"""Unexplained share of the eyes' distance up to which nothing is solid, and from which all is."""
_WIDE, _NARROW = 0.965, 0.92
"""How wide a face is against what its turn explains: from the first a head's, to the second a sheet's."""
_LEAST_TURN = 6.0  # degrees, below which even a head hardly shows its depth
_EVERY = 2.0  # degrees of yaw for each of which one picture is remembered
_WIDEST = 25.0  # degrees, beyond which the mesh guesses the hidden half
_SHUT, _OPEN = 0.13, 0.22  # lids' gap / eye's width
_BLINK_COUNTS = 0.1
_UNKNOWN = 0.5
_LEAST_POINTS = 12


@dataclass(frozen=True, slots=True)
class Settings:
    """There is nothing to set."""


class IndicatorPad:
    name = "indicator"
    version = "1"
    certified = ""

    def __init__(self) -> None:
        self._seen: dict[int, Geometry] = {}
        self._narrowest = math.inf
        self._was_open = False
        self._shut_after_open = False
        self._blinked = False

    def watch(self, pixels: NDArray[uint8], measures: Measures, taken: float) -> None:  # noqa: ARG002 - the figures say enough
        if measures.face is None:
            return
        head = measures.face.geometry
        if len(head.contour) >= _LEAST_POINTS and abs(head.pose.yaw) <= _WIDEST:
            self._seen[round(head.pose.yaw / _EVERY)] = head
            self._narrowest = min(self._narrowest, width_unturned(head))
        openings = measures.face.expression.eye_openings
        if openings is not None:
            self._follow_lids(min(openings))

    def score(self, _pixels: NDArray[uint8], measures: Measures) -> Score | None:
        turn, unexplained = self._most_turned()
        width = self._least_width(measures)
        narrow = 0.0 if width is None else _share(width, _WIDE, _NARROW)
        if unexplained is None and not narrow and not self._blinked:
            return None
        signs = {"turn_degrees": turn, "blink": float(self._blinked)}
        if width is not None:
            signs["width"] = width
        value = _UNKNOWN
        if unexplained is not None:
            signs["unexplained"] = unexplained
            value = _share(unexplained, _SOLID, _FLAT)
        return Score(max(narrow, value - _BLINK_COUNTS * self._blinked, 0.0), signs)

    def _least_width(self, photo: Measures) -> float | None:
        """Answer the narrowest that the face was / what it is on the photo, turns reckoned in."""
        if photo.face is None or len(photo.face.geometry.contour) < _LEAST_POINTS:
            return None
        width = width_unturned(photo.face.geometry)
        return min(1.0, self._narrowest / width) if width else None

    def _follow_lids(self, opening: float) -> None:
        if opening >= _OPEN:
            self._blinked = self._blinked or self._shut_after_open
            self._was_open = True
        elif opening <= _SHUT and self._was_open:
            self._shut_after_open = True

    def _most_turned(self) -> tuple[float, float | None]:
        """Answer the widest turn seen in degrees, and what of it no plane explains."""
        if not self._seen:
            return 0.0, None
        one, other = (self._seen[end] for end in (min(self._seen), max(self._seen)))
        turn = abs(other.pose.yaw - one.pose.yaw)
        return turn, unexplained_by_a_plane(one, other) if turn >= _LEAST_TURN else None


def unexplained_by_a_plane(one: Geometry, other: Geometry) -> float | None:
    """Answer the root mean square way of the contours that no homography explains / the eyes' distance.

    None where the points do not determine a homography.
    """
    start, end = _points(one), _points(other)
    found, _ = cv2.findHomography(start, end, 0)
    if found is None:
        return None
    laid = cv2.perspectiveTransform(start[None], found)[0]
    return float(np.sqrt(((laid - end) ** 2).sum(axis=1).mean()) / other.inter_eye)


def width_unturned(head: Geometry) -> float:
    """Answer the eyes' distance, as it would be unturned / the contour's height; 0 where it has none.

    The contour ends above the mouth: what is said changes nothing.
    """
    (left_x, left_y), (right_x, right_y) = head.left_eye, head.right_eye
    roll = math.atan2(right_y - left_y, right_x - left_x)
    down = _points(head) @ (-math.sin(roll), math.cos(roll))
    tall = float(np.ptp(down))
    return head.inter_eye / tall / math.cos(math.radians(head.pose.yaw)) if tall else 0.0


def _share(value: float, none: float, whole: float) -> float:
    """Answer how far a value is on its way from `none` to `whole`, 0 to 1."""
    return min(1.0, max(0.0, (value - none) / (whole - none)))


def _points(head: Geometry) -> NDArray[float64]:
    return np.array(head.contour, float64)


def make(_settings: Settings) -> IndicatorPad:
    return IndicatorPad()
