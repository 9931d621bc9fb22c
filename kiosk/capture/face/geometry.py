"""Where eyes, chin and sides of a head are, and what its expression does to brows and mouth."""

import math

from kiosk.capture.face.eyes import Eye
from kiosk.capture.face.measures import Expression, Geometry, Place
from kiosk.capture.face.mesh import CHIN, LEFT_EYE, LEFT_SIDE, RIGHT_EYE, RIGHT_SIDE, Mesh
from kiosk.capture.face.pose import measure_pose

INNER_LIPS = (13, 14)
MOUTH_CORNERS = (61, 291)
_BROWS = ((70, 63, 105, 66, 107), (300, 293, 334, 296, 336))
# Corners of the eyes, root and back of the nose, temples.
_ANCHORS = (*LEFT_EYE, *RIGHT_EYE, 168, 6, 197, 5, 127, 356)

# Ears, temples, forehead, cheekbones, cheeks, corners of the eyes, the nose from its root to its tip.
_CONTOUR = (
    *(234, 454, 127, 356, 10, 50, 280, 205, 425),
    *(*LEFT_EYE, *RIGHT_EYE, 168, 6, 197, 5, 4, 1, 2),
)


def measure_geometry(mesh: Mesh, crown: float | None) -> Geometry:
    """Answer where the head is, in the mesh's pixels."""
    left, right = mesh.middle(LEFT_EYE), mesh.middle(RIGHT_EYE)
    chin = mesh.place(CHIN)
    return Geometry(
        left_eye=left,
        right_eye=right,
        chin=chin,
        inter_eye=math.dist(left, right),
        eye_to_chin=math.dist(_between(left, right), chin),
        head_width=mesh.gap(LEFT_SIDE, RIGHT_SIDE),
        crown=crown,
        pose=measure_pose(mesh.points),
        anchors=tuple(mesh.place(index) for index in _ANCHORS),
        region=(mesh.region.x, mesh.region.y, mesh.region.side, mesh.region.angle),
        contour=tuple(mesh.place(index) for index in _CONTOUR),
    )


def measure_expression(
    mesh: Mesh, where: Geometry, eyes: tuple[Eye, Eye] | None, before: Expression | None
) -> Expression:
    """Answer the expression; of eyes that were not looked at now, what was seen `before`."""
    openings = before.eye_openings if before else None
    gaze = before.gaze if before else None
    if eyes:
        left, right = eyes
        openings = (left.opening, right.opening)
        gaze = ((left.along + right.along) / 2, (left.across + right.across) / 2)
    heights = [
        math.dist(mesh.middle(brow), eye)
        for brow, eye in zip(_BROWS, (where.left_eye, where.right_eye), strict=True)
    ]
    return Expression(
        eye_openings=openings,
        gaze=gaze,
        mouth_gap=mesh.gap(*INNER_LIPS) / where.eye_to_chin,
        mouth_width=mesh.gap(*MOUTH_CORNERS) / where.inter_eye,
        brow_height=sum(heights) / 2 / where.eye_to_chin,
    )


def _between(one: Place, other: Place) -> Place:
    return (one[0] + other[0]) / 2, (one[1] + other[1]) / 2
