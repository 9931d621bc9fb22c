"""Measures made by hand: a person who stands as the profile wants it, and what may differ from that."""

from dataclasses import replace
from typing import Any

from kiosk.capture.face.measures import (
    Background,
    Expression,
    Face,
    Geometry,
    Light,
    Measures,
    Place,
    Pose,
)

INTER_EYE = 327 / 604  # in T, as on the portrait that the recipe was tried on
HEAD = 800 / 604


def geometry(eyes: Place, eye_to_chin: float, inter_eye: float | None = None) -> Geometry:
    apart = eye_to_chin * INTER_EYE if inter_eye is None else inter_eye
    x, y = eyes
    return Geometry(
        left_eye=(x - apart / 2, y),
        right_eye=(x + apart / 2, y),
        chin=(x, y + eye_to_chin),
        inter_eye=apart,
        eye_to_chin=eye_to_chin,
        head_width=eye_to_chin * HEAD,
        crown=y - eye_to_chin,
        pose=Pose(0.0, 0.0, 0.0),
        anchors=((x, y), (x, y + eye_to_chin / 2)),
    )


LIGHT = Light(
    mean=0.3,
    variance=0.01,
    over=0.0,
    under=0.1,
    entropy=6.5,
    side_ratio=0.85,
    side_overlap=0.5,
    cheeks=(60.0, 14.0, 18.0),
    hot_spots=0.0,
    red_eyes=0.0,
    sharpness=20.0,
)
EXPRESSION = Expression(
    eye_openings=(0.32, 0.31), gaze=(0.5, 0.1), mouth_gap=0.01, mouth_width=0.85, brow_height=0.3
)
BACKGROUND = Background(
    share=0.4, mean=(80.0, 0.0, 0.0), spread=(3.0, 1.0, 1.0), grey=200.0, gradient=5.0
)


def picture(size: tuple[int, int], head: Geometry | None, **differing: Any) -> Measures:
    """Answer the measures of a picture of `size` (width, height) with this head in it.

    `differing` are fields of Measures, Light, Expression, Pose or Background that are not as good
    as they could be.
    """
    face = None
    if head is not None:
        pose = _with(head.pose, differing)
        face = Face(
            score=0.9,
            presence=1.0,
            geometry=replace(head, pose=pose),
            expression=_with(EXPRESSION, differing),
            light=_with(LIGHT, differing),
        )
    background = differing.pop("background", BACKGROUND)
    plain = Measures(
        width=size[0],
        height=size[1],
        level=150.0,
        faces=0 if face is None else 1,
        second=0.0,
        face=face,
        background=background and _with(background, differing),
        colours=True,
        intensities=250,
    )
    whole: Measures = _with(plain, differing)
    assert not differing, f"nothing has {list(differing)}"
    return whole


def finished(**differing: Any) -> Measures:
    """Answer the measures of a finished photo that is as it should be, but for `differing`."""
    return picture((1244, 1600), geometry((622, 720), 604), **differing)


def live(**differing: Any) -> Measures:
    """Answer the measures of a live picture, upright, of somebody who stands well, but for `differing`."""
    head = differing.pop("head", geometry((360, 560), 260))
    return picture((720, 1280), head, **differing)


def _with(thing: Any, differing: dict[str, Any]) -> Any:
    known = {name: differing.pop(name) for name in list(differing) if hasattr(thing, name)}
    return replace(thing, **known)
