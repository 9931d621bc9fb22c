"""The values that profiles judge, each by its name: one number out of what was measured, or none."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kiosk.capture.face.crop import Reach
from kiosk.capture.face.measures import Background, Expression, Face, Geometry, Light, Measures
from kiosk.capture.face.ofiq import colour_distance


@dataclass(frozen=True, slots=True)
class Sight:
    """One picture as it is judged; `reach` and `movement` are a live picture's alone."""

    measures: Measures
    reach: Reach | None = None
    movement: float | None = None


Value = Callable[[Sight], float | None]
_LEAST_LIT = 66.0  # L* of #A1A1A1, the darkest grey of TR-03121-3 Vol. 2, 5.1
RGB_24, GREY_8 = 1.0, 3.0  # TR-03121-3 Vol. 2 table 5.2, 7.5


def _face(value: Callable[[Face], float | None]) -> Value:
    return lambda sight: None if sight.measures.face is None else value(sight.measures.face)


def _geometry(value: Callable[[Geometry, Measures], float]) -> Value:
    return lambda sight: (
        None if sight.measures.face is None else value(sight.measures.face.geometry, sight.measures)
    )


def _expression(value: Callable[[Expression], float | None]) -> Value:
    return _face(lambda face: value(face.expression))


def _light(value: Callable[[Light], float | None]) -> Value:
    return _face(lambda face: value(face.light))


def _wall(value: Callable[[Background], float]) -> Value:
    def of(sight: Sight) -> float | None:
        wall = sight.measures.background
        return None if wall is None else value(wall)

    return of


def _reach(value: Callable[[Reach], float]) -> Value:
    return lambda sight: None if sight.reach is None else value(sight.reach)


def _presence(sight: Sight) -> float:
    face = sight.measures.face
    return 0.0 if face is None else min(face.score, face.presence)


def _as_lit(wall: Background) -> float:
    """Answer by how much differences on a wall would grow in the light that it must return at least.

    L* + 16, a* and b* all go with the cube root of the light (CIE 1976): a pattern is none the less
    there in the dark.
    """
    return max(1.0, (_LEAST_LIT + 16) / (wall.mean[0] + 16))


def _apart(head: Geometry) -> float:
    return max(1e-6, head.inter_eye)


VALUES: Mapping[str, Value] = {
    "presence": _presence,
    "second_face": lambda sight: sight.measures.second,
    "width": lambda sight: sight.measures.width,
    "height": lambda sight: sight.measures.height,
    "colour_space": lambda sight: RGB_24 if sight.measures.colours else GREY_8,
    "intensities": lambda sight: sight.measures.intensities,
    "yaw": _geometry(lambda head, _: head.pose.yaw),
    "pitch": _geometry(lambda head, _: head.pose.pitch),
    "roll": _geometry(lambda head, _: head.pose.roll),
    "head_width": _geometry(lambda head, whole: head.head_width / whole.width),
    # From chin to crown without the hair: twice from the eyes to the chin.
    "head_height": _geometry(lambda head, whole: 2 * head.eye_to_chin / whole.height),
    "eye_line": _geometry(lambda head, whole: head.eyes[1] / whole.height),
    "eye_centre": _geometry(lambda head, whole: head.eyes[0] / whole.width),
    "inter_eye": _geometry(lambda head, _: head.inter_eye),
    # From the eyes to the picture's edges in eyes' distances: known even of a face that an edge cuts.
    "eyes_left": _geometry(lambda head, _: head.eyes[0] / _apart(head)),
    "eyes_right": _geometry(lambda head, whole: (whole.width - head.eyes[0]) / _apart(head)),
    "eyes_above": _geometry(lambda head, _: head.eyes[1] / _apart(head)),
    "eyes_below": _geometry(lambda head, whole: (whole.height - head.eyes[1]) / _apart(head)),
    "eye_opening": _expression(lambda face: face.eye_openings and min(face.eye_openings)),
    "gaze": _expression(lambda face: None if face.gaze is None else face.gaze[0]),
    "mouth_gap": _expression(lambda face: face.mouth_gap),
    "side_ratio": _light(lambda light: light.side_ratio),
    "side_overlap": _light(lambda light: light.side_overlap),
    "over": _light(lambda light: light.over),
    "under": _light(lambda light: light.under),
    "hot_spots": _light(lambda light: light.hot_spots),
    "red_eyes": _light(lambda light: light.red_eyes),
    "sharpness": _light(lambda light: light.sharpness),
    "colour_distance": _light(lambda light: colour_distance(light.cheeks[1], light.cheeks[2])),
    "wall_spread": _wall(lambda wall: wall.spread[0] * _as_lit(wall)),
    "wall_colour_spread": _wall(lambda wall: max(wall.spread[1:]) * _as_lit(wall)),
    "wall_grey": _wall(lambda wall: wall.grey),
    "movement": lambda sight: sight.movement,
    "resolution": _reach(lambda reach: reach.resolution),
    "crop_share": _reach(lambda reach: reach.share),
    "aside": _reach(lambda reach: reach.aside),
    "room_left": _reach(lambda reach: reach.left),
    "room_right": _reach(lambda reach: reach.right),
    "room_above": _reach(lambda reach: reach.above),
    "room_below": _reach(lambda reach: reach.below),
}
"""Names that a profile may judge. Shares, ratios, degrees and pixels, as measures.py tells them."""
