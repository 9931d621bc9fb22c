"""Where the photo of an ID card is cut out of a picture: upright, never enlarged, never padded (TR-03121-3)."""

import math
from dataclasses import dataclass, replace

from kiosk.capture.face.instructions import Instruction
from kiosk.capture.face.measures import Geometry, Place

_SMALLEST_HEAD = 0.31  # eyes to chin / height: TR-03121's least head (5.4: 0.6) and a little more
# Share of the picture that the crop fills when nobody is asked to come nearer any more, though the
# camera has too few pixels: no camera for the purpose is at this limit.
_AS_NEAR_AS_CAN_BE = 0.85
_MOST_TURNED = 0.5  # cosine, beyond which nothing can be said of the distance
_WHOLE_PIXEL = 0.5  # by which a crop may stick out: less than a pixel is no padding


@dataclass(frozen=True, slots=True)
class Recipe:
    """The finished picture in pixels: its size, and how the head lies in it.

    `eye_to_chin` (T of ISO/IEC 29794-5) is aimed at between its least and its most, so that the
    eyes are `inter_eye` apart where that can be had; `eye_line` is a share of the height, and may
    give way to the picture's edge from its least to its most.
    """

    width: int
    height: int
    inter_eye: float
    eye_line: float
    eye_line_least: float
    eye_line_most: float
    eye_to_chin: float
    eye_to_chin_least: float
    eye_to_chin_most: float


@dataclass(frozen=True, slots=True)
class CropPlan:
    """Where the finished picture lies in the one it is cut from.

    `eyes` is the source's place that comes to lie on the eye line, `angle` the degrees (clockwise
    is positive) by which the source's head is rolled, `scale` finished pixels for one of the source,
    at most 1. `size` is (width, height) of what is finished, `eye_line` a share of that height.
    """

    eyes: Place
    angle: float
    scale: float
    size: tuple[int, int]
    eye_line: float

    def corners(self) -> tuple[Place, Place, Place, Place]:
        """Answer the finished picture's corners in the source, clockwise from its upper left."""
        width, height = self.size[0] / self.scale, self.size[1] / self.scale
        left, right = -width / 2, width / 2
        top, bottom = -height * self.eye_line, height * (1 - self.eye_line)
        spots = ((left, top), (right, top), (right, bottom), (left, bottom))
        first, second, third, fourth = (self._in_source(spot) for spot in spots)
        return first, second, third, fourth

    def _in_source(self, spot: Place) -> Place:
        sine, cosine = math.sin(math.radians(self.angle)), math.cos(math.radians(self.angle))
        x, y = spot
        return self.eyes[0] + x * cosine - y * sine, self.eyes[1] + x * sine + y * cosine


@dataclass(frozen=True, slots=True)
class CropRefused:
    """No finished picture can be cut out; the instruction says what would help."""

    instruction: Instruction


@dataclass(frozen=True, slots=True)
class Reach:
    """How the crop lies in the picture, without units.

    `resolution` is how often the pixels are there that are needed (1 is just enough, or as near as
    the camera lets a person come), `share` the crop's part of the picture's width or height, whichever is more; then the room on each side, in
    sizes of the crop, negative where it sticks out, and how far aside of the middle the face is.
    """

    resolution: float
    share: float
    left: float
    right: float
    above: float
    below: float
    aside: float


def plan(geometry: Geometry, size: tuple[int, int], recipe: Recipe) -> CropPlan | CropRefused:
    """Answer where to cut the finished picture out of one of this size (width, height).

    Takes the recipe's size of the head, a larger one where the eyes would be too close together or
    the picture's edge is near, a smaller one where there are too few pixels; and the recipe's eye
    line, or a little above or below it where an edge is near.
    """
    if _resolution(geometry, recipe) < 1:
        return CropRefused(Instruction.CLOSER)
    wanted = _planned(geometry, size, recipe, recipe.eye_to_chin)
    if _sticks_out(wanted, size):
        wanted = _planned(geometry, size, recipe, recipe.eye_to_chin_most)
        if _sticks_out(wanted, size):
            return CropRefused(_way_back(wanted, size))
    return wanted


def nearest(geometry: Geometry | None, size: tuple[int, int], recipe: Recipe) -> CropPlan:
    """Answer the best that this picture can give where `plan` refuses; it always gives something.

    Still not enlarged and not padded: the head is smaller than it should be or not in its place,
    and what is finished is smaller than the recipe says where the picture itself is. Without a face
    it is the middle of the picture.
    """
    width, height = size
    shape = recipe.width / recipe.height
    whole = min(height, width / shape)  # the greatest height with the recipe's shape
    tall = min(whole, float(recipe.height))
    if geometry is not None:
        # Rather fewer pixels than a head that is lost in the picture.
        tall = min(tall, max(1.0, geometry.eye_to_chin / _SMALLEST_HEAD))
    finished = (max(1, int(tall * shape + 1e-6)), max(1, int(tall + 1e-6)))
    if geometry is None:
        eyes = (width / 2, (height - whole) / 2 + whole * recipe.eye_line)
        return CropPlan(eyes, 0.0, tall / whole, finished, recipe.eye_line)
    scale = max(min(1.0, recipe.eye_to_chin / max(1.0, geometry.eye_to_chin)), tall / whole)
    upright = CropPlan(geometry.eyes, 0.0, scale, finished, recipe.eye_line)
    rolled = _moved_inside(replace(upright, angle=_roll(geometry)), size)
    return _moved_inside(upright, size) if _sticks_out(rolled, size) else rolled


def _moved_inside(planned: CropPlan, size: tuple[float, float]) -> CropPlan:
    """Answer the crop moved so far that it is inside, if it is not too large for that."""
    corners = planned.corners()
    x = _shift([x for x, _ in corners], size[0])
    y = _shift([y for _, y in corners], size[1])
    return replace(planned, eyes=(planned.eyes[0] + x, planned.eyes[1] + y))


def _shift(edges: list[float], length: float) -> float:
    return max(-min(edges), 0.0) or min(length - max(edges), 0.0)


def reach(geometry: Geometry, size: tuple[int, int], recipe: Recipe, enlargement: float) -> Reach:
    """Answer how the crop of a still lies in a live picture of this size (width, height).

    `enlargement` is the still's pixels for one of the live picture.
    """
    still = _enlarged(geometry, enlargement)
    width, height = size[0] * enlargement, size[1] * enlargement
    resolution = _resolution(_facing(still), recipe)
    enlarging = resolution < 1  # to tell where the crop would lie once there are enough pixels
    wanted = _planned(still, (width, height), recipe, recipe.eye_to_chin, enlarging=enlarging)
    if _sticks_out(wanted, (width, height)):
        wanted = _planned(
            still, (width, height), recipe, recipe.eye_to_chin_most, enlarging=enlarging
        )
    corners = wanted.corners()
    left, right = min(x for x, _ in corners), max(x for x, _ in corners)
    top, bottom = min(y for _, y in corners), max(y for _, y in corners)
    wide, tall = recipe.width / wanted.scale, recipe.height / wanted.scale
    share = max((right - left) / width, (bottom - top) / height)
    return Reach(
        resolution=max(resolution, share / _AS_NEAR_AS_CAN_BE),
        share=share,
        left=left / wide,
        right=(width - right) / wide,
        above=top / tall,
        below=(height - bottom) / tall,
        aside=(still.eyes[0] - width / 2) / wide,
    )


def _resolution(geometry: Geometry, recipe: Recipe) -> float:
    """Answer how often the pixels are there: for a head of the least size, and for eyes far enough apart.

    Eyes that are too close together for that even in the greatest head do not ask for more pixels.
    """
    narrow = recipe.eye_to_chin_most * geometry.inter_eye / max(1e-6, geometry.eye_to_chin)
    apart = min(recipe.inter_eye, narrow)
    return min(geometry.eye_to_chin / recipe.eye_to_chin_least, geometry.inter_eye / apart)


def _planned(
    geometry: Geometry,
    size: tuple[float, float],
    recipe: Recipe,
    eye_to_chin: float,
    *,
    enlarging: bool = False,
) -> CropPlan:
    apart = recipe.inter_eye * geometry.eye_to_chin / max(1e-6, geometry.inter_eye)
    wanted = min(max(eye_to_chin, apart), recipe.eye_to_chin_most)
    if not enlarging:
        wanted = min(wanted, geometry.eye_to_chin)
    scale = wanted / max(1e-6, geometry.eye_to_chin)
    angle = _roll(geometry)
    return CropPlan(
        geometry.eyes,
        angle,
        scale,
        (recipe.width, recipe.height),
        _eye_line(geometry, size[1], recipe, scale, angle),
    )


def _eye_line(
    geometry: Geometry, height: float, recipe: Recipe, scale: float, angle: float
) -> float:
    """Answer the eye line that keeps the crop inside above and below, as near the recipe's as it may be."""
    tall = recipe.height / scale * math.cos(math.radians(angle))
    corner = recipe.width / scale / 2 * abs(math.sin(math.radians(angle)))
    most = (geometry.eyes[1] - corner) / tall
    least = 1 - (height - geometry.eyes[1] - corner) / tall
    wanted = min(max(recipe.eye_line, least), most)
    return min(max(wanted, recipe.eye_line_least), recipe.eye_line_most)


def _roll(geometry: Geometry) -> float:
    (left_x, left_y), (right_x, right_y) = geometry.left_eye, geometry.right_eye
    return math.degrees(math.atan2(right_y - left_y, right_x - left_x))


def _sticks_out(planned: CropPlan, size: tuple[float, float]) -> bool:
    return any(
        x < -_WHOLE_PIXEL
        or y < -_WHOLE_PIXEL
        or x > size[0] + _WHOLE_PIXEL
        or y > size[1] + _WHOLE_PIXEL
        for x, y in planned.corners()
    )


def _way_back(planned: CropPlan, size: tuple[float, float]) -> Instruction:
    """Answer what brings a crop that sticks out back into the picture."""
    corners = planned.corners()
    left, right = -min(x for x, _ in corners), max(x for x, _ in corners) - size[0]
    above, below = -min(y for _, y in corners), max(y for _, y in corners) - size[1]
    if left + right > 0 or above + below > 0:  # wider or taller than the picture
        return Instruction.BACK
    # The person's own left is the picture's right.
    ways = {
        Instruction.LEFT: left,
        Instruction.RIGHT: right,
        Instruction.DOWN: above,
        Instruction.UP: below,
    }
    return max(ways, key=lambda way: ways[way])


def _facing(geometry: Geometry) -> Geometry:
    """Answer the head as if it faced the camera: turning it brings the eyes together, not the person away.

    As ISO/IEC 29794-5 has it for the eyes' distance.
    """
    turned = max(_MOST_TURNED, math.cos(math.radians(geometry.pose.yaw)))
    return replace(geometry, inter_eye=geometry.inter_eye / turned)


def _enlarged(geometry: Geometry, by: float) -> Geometry:
    return replace(
        geometry,
        left_eye=(geometry.left_eye[0] * by, geometry.left_eye[1] * by),
        right_eye=(geometry.right_eye[0] * by, geometry.right_eye[1] * by),
        inter_eye=geometry.inter_eye * by,
        eye_to_chin=geometry.eye_to_chin * by,
    )
