"""Maps measures to quality components from 0 to 100 in the manner of ISO/IEC 29794-5.

The mappings are those of its reference implementation OFIQ 1.0.3. The measures are not: other
models look here, so that this is OFIQ-style and makes no claim to conform. Seven of 28 components
need models that are not here and are left out, sharpness too; margins and head size are those of
the picture that is given, and a finished German photo is narrower than they like.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kiosk.capture.face.measures import Face, Measures

Scalar = Callable[[float], int]
FULL = 100
_NATURAL_A, _NATURAL_B = (5.0, 25.0), (5.0, 35.0)
"""Where a* and b* of skin lie (NaturalColour)."""


@dataclass(frozen=True, slots=True)
class Component:
    """`raw` in the component's own unit, `scalar` from 0 (worst) to 100."""

    raw: float
    scalar: int


def sigmoid(x: float, x0: float, w: float) -> float:
    """Answer 1 / (1 + exp((x0 - x) / w)) (ISO/IEC 29794-5)."""
    exponent = (x0 - x) / w
    if exponent > FULL:  # far beyond what 0 to 100 can show, and what exp can answer
        return 0.0
    return 1 / (1 + math.exp(exponent))


def colour_distance(a: float, b: float) -> float:
    """Answer how far the cheeks' mean a* and b* lie outside the range of skin (NaturalColour)."""
    return math.hypot(_outside(a, _NATURAL_A), _outside(b, _NATURAL_B))


def _outside(value: float, within: tuple[float, float]) -> float:
    return max(0.0, within[0] - value, value - within[1])


def _mapped(x0: float, w: float, h: float = FULL, a: float = 0, s: float = 1) -> Scalar:
    return lambda x: _whole(h * (a + s * sigmoid(x, x0, w)))


def _whole(scalar: float) -> int:
    # Half away from zero, as C++'s round does; Python's goes to the even one.
    return min(FULL, max(0, math.floor(scalar + 0.5)))


def _pose(degrees: float) -> int:
    return _whole(FULL * max(0.0, math.cos(math.radians(degrees))) ** 2)


def _luminance_mean(x: float) -> int:
    return _whole(FULL * sigmoid(x, 0.2, 0.05) * (1 - sigmoid(x, 0.8, 0.05)))


def _luminance_variance(x: float) -> int:
    return _whole(FULL * math.sin(60 * x / (60 * x + 1) * math.pi))


SCALARS: Mapping[str, Scalar] = {
    "BackgroundUniformity": _mapped(10, 100, h=190, a=1, s=-1),
    "IlluminationUniformity": lambda x: _whole(FULL * x**0.3),
    "LuminanceMean": _luminance_mean,
    "LuminanceVariance": _luminance_variance,
    "UnderExposurePrevention": _mapped(0.92, 0.05, h=120, a=0.832, s=-1),
    "OverExposurePrevention": lambda x: _whole(1 / (x + 0.01)),
    "DynamicRange": lambda x: _whole(12.5 * x),
    "NaturalColour": _mapped(0, 10, h=200, a=1, s=-1),
    "SingleFacePresent": lambda x: _whole(FULL * (1 - x)),
    "EyesOpen": _mapped(0.02, 0.01),
    "MouthClosed": _mapped(0.2, 0.06, a=1, s=-1),
    "InterEyeDistance": _mapped(70, 20),
    "HeadSize": lambda x: _mapped(0, 0.05, h=200, a=1, s=-1)(abs(x - 0.45)),
    "LeftwardCropOfTheFaceImage": _mapped(0.9, 0.1),
    "RightwardCropOfTheFaceImage": _mapped(0.9, 0.1),
    "MarginAboveOfTheFaceImage": _mapped(1.4, 0.1),
    "MarginBelowOfTheFaceImage": _mapped(1.8, 0.1),
    "HeadPoseYaw": _pose,
    "HeadPosePitch": _pose,
    "HeadPoseRoll": _pose,
}
"""From a component's raw value to its scalar."""


def components(measures: Measures) -> Mapping[str, Component]:
    """Answer what can be told of this picture; without a face that is how many there are."""
    raw = {"SingleFacePresent": measures.second}
    if measures.background is not None:
        raw["BackgroundUniformity"] = measures.background.gradient
    if measures.face is not None:
        raw |= _of_face(measures.face, measures)
    return {name: Component(value, SCALARS[name](value)) for name, value in sorted(raw.items())}


def _of_face(face: Face, measures: Measures) -> dict[str, float]:
    head, light = face.geometry, face.light
    inter_eye, eye_to_chin = max(1e-6, head.inter_eye), max(1e-6, head.eye_to_chin)
    return {
        "IlluminationUniformity": light.side_overlap,
        "LuminanceMean": light.mean,
        "LuminanceVariance": light.variance,
        "UnderExposurePrevention": light.under,
        "OverExposurePrevention": light.over,
        "DynamicRange": light.entropy,
        "NaturalColour": colour_distance(light.cheeks[1], light.cheeks[2]),
        "MouthClosed": face.expression.mouth_gap,
        "InterEyeDistance": inter_eye / max(1e-6, math.cos(math.radians(head.pose.yaw))),
        "HeadSize": eye_to_chin / measures.height,
        "LeftwardCropOfTheFaceImage": head.left_eye[0] / inter_eye,
        "RightwardCropOfTheFaceImage": (measures.width - head.right_eye[0]) / inter_eye,
        "MarginAboveOfTheFaceImage": head.eyes[1] / eye_to_chin,
        "MarginBelowOfTheFaceImage": (measures.height - head.eyes[1]) / eye_to_chin,
        "HeadPoseYaw": head.pose.yaw,
        "HeadPosePitch": head.pose.pitch,
        "HeadPoseRoll": head.pose.roll,
    }
