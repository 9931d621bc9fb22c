"""A machine that is busy looks rarely: who stands as people stand comes to a photo all the same."""

import pytest

from hardware.camera.portrait.person import take_picture
from hardware.camera.portrait.sitting import Sitting
from kiosk.capture.face.guide import Guidance, Guide
from kiosk.capture.face.instructions import Instruction
from kiosk.capture.face.measure import FaceMeasurer
from kiosk.capture.face.profile import load_profile

LIVE = (720, 1280)
STILL_WIDTH = 2160
PATIENCE = 8.0  # seconds, of the 30 that an acquisition has
COUNTDOWN = 3.0


def looks(measurer: FaceMeasurer, sitting: Sitting, every: float) -> list[Guidance]:
    """Answer what is told of somebody who is looked at every so many seconds."""
    guide = Guide(measurer, load_profile())
    guide.learn_still(STILL_WIDTH)
    times = [every * number for number in range(round(PATIENCE / every))]
    return [guide.look(take_picture(sitting.pose(100 + time), *LIVE), time) for time in times]


@pytest.mark.parametrize("every", [0.5, 0.8, 1.2])
def test_who_stands_still_as_people_do_is_held_through_a_countdown(
    every: float, measurer: FaceMeasurer
) -> None:
    told = looks(measurer, Sitting(), every)
    assert Instruction.STILL not in {one.instruction for one in told}
    begins = next(at for at, one in enumerate(told) if one.good and one.held >= 1)
    counting = told[begins : begins + round(COUNTDOWN / every) + 1]
    assert {one.instruction for one in counting} == {Instruction.GOOD}
    assert all(one.held > 0 for one in counting)


def test_who_walks_about_is_asked_to_stand_still(measurer: FaceMeasurer) -> None:
    told = looks(measurer, Sitting(pacing=True), 0.5)
    assert Instruction.STILL in {one.instruction for one in told}
