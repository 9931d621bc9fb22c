"""Tells how much a head moved from one picture to the next."""

import math

from kiosk.capture.face.measures import Measures


def movement(before: Measures, now: Measures) -> float | None:
    """Answer the mean way of the face's anchors / the eyes' distance; None without a face in both.

    Between pictures of different sizes nothing can be told, which is None too.
    """
    if (before.width, before.height) != (now.width, now.height):
        return None
    if before.face is None or now.face is None:
        return None
    one, other = before.face.geometry, now.face.geometry
    ways = [math.dist(start, end) for start, end in zip(one.anchors, other.anchors, strict=True)]
    return sum(ways) / len(ways) / other.inter_eye if ways else None
