import numpy as np
import pytest

from kiosk.bench.capture.portraits import DARK, LIGHT, Pixels, before_the_wall, rolled
from kiosk.capture.face.measure import FaceMeasurer
from kiosk.capture.face.measures import Pose
from kiosk.capture.face.pose import measure_pose
from tests.kiosk.capture.face.portraits import MEAN_HEAD, turn_matrix, turned

ANGLES = [-40.0, -15.0, -3.0, 0.0, 3.0, 15.0, 40.0]


def pose_of(measurer: FaceMeasurer, picture: Pixels) -> Pose:
    face = measurer.measure(picture).face
    assert face
    return face.geometry.pose


@pytest.mark.parametrize("yaw", ANGLES)
@pytest.mark.parametrize("pitch", ANGLES)
@pytest.mark.parametrize("roll", [-30.0, 0.0, 30.0])
def test_a_mean_face_turned_is_turned_so_much(yaw: float, pitch: float, roll: float) -> None:
    head = np.loadtxt(MEAN_HEAD, delimiter=",", comments="#")
    rest = np.radians(roll)
    clockwise = np.array(
        ((np.cos(rest), np.sin(rest), 0), (-np.sin(rest), np.cos(rest), 0), (0, 0, 1))
    )
    points = (clockwise @ turn_matrix(yaw, pitch) @ head.T).T * (7, -7, -7) + (300, 200, 5)
    pose = measure_pose(points.astype(np.float32))
    assert (pose.yaw, pose.pitch, pose.roll) == pytest.approx((yaw, pitch, roll), abs=0.1)


@pytest.mark.parametrize("name", [LIGHT, DARK])
@pytest.mark.parametrize(("yaw", "pitch"), [(12, 0), (-12, 0), (20, 0), (-20, 0)])
def test_the_yaw_of_a_turned_head_is_told(
    measurer: FaceMeasurer, name: str, yaw: float, pitch: float
) -> None:
    straight = pose_of(measurer, turned(name, 0, 0))
    pose = pose_of(measurer, turned(name, yaw, pitch))
    assert straight.yaw == pytest.approx(0, abs=3)
    assert pose.yaw - straight.yaw == pytest.approx(yaw, abs=3.5)
    assert pose.pitch - straight.pitch == pytest.approx(0, abs=3)


@pytest.mark.parametrize("name", [LIGHT, DARK])
@pytest.mark.parametrize("pitch", [-20, -10, 10, 20])
def test_the_pitch_of_a_turned_head_is_told(
    measurer: FaceMeasurer, name: str, pitch: float
) -> None:
    """Up to a fifth less than it is, and from a zero that depends on the face's shape."""
    straight = pose_of(measurer, turned(name, 0, 0))
    pose = pose_of(measurer, turned(name, 0, pitch))
    assert straight.pitch == pytest.approx(0, abs=7)
    assert pose.pitch - straight.pitch == pytest.approx(0.85 * pitch, abs=3.5)
    assert pose.yaw - straight.yaw == pytest.approx(0, abs=3)


@pytest.mark.parametrize("name", [LIGHT, DARK])
@pytest.mark.parametrize("roll", [-30, -8, 4, 8, 30])
def test_roll_is_told_clockwise(measurer: FaceMeasurer, name: str, roll: float) -> None:
    straight = before_the_wall(name)
    told = pose_of(measurer, rolled(straight, roll)).roll - pose_of(measurer, straight).roll
    assert told == pytest.approx(roll, abs=1.2)


def test_a_mirror_turns_yaw_and_roll_round(measurer: FaceMeasurer) -> None:
    picture = rolled(before_the_wall(LIGHT), 6)
    mirrored = np.ascontiguousarray(picture[:, ::-1])
    one, other = pose_of(measurer, picture), pose_of(measurer, mirrored)
    assert other.yaw == pytest.approx(-one.yaw, abs=2)
    assert other.roll == pytest.approx(-one.roll, abs=1.5)
    assert other.pitch == pytest.approx(one.pitch, abs=2)
