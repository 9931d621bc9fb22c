"""Each main defect leads to its instruction, over the real models; a proper pose to none."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from hardware.camera.portrait.backdrop import Backdrop
from hardware.camera.portrait.features import Gaze, Mouth
from hardware.camera.portrait.person import Bystander, Pose
from hardware.camera.portrait.persons import Who
from kiosk.domain.photo_events import GuidanceChanged
from kiosk.session.studio import Studio
from tests.kiosk.session.portraits import FULL, capture, portrait

RATE = 0.1  # seconds from look to look
PROPER = Pose(person=Who.AMADOU)
WORD = "photo.guidance."
DEFECTS = {
    "nobody": (replace(PROPER, present=False), {"stand"}),
    "two": (replace(PROPER, bystander=Bystander(aside=32)), {"alone"}),
    "too far": (replace(PROPER, distance=150), {"closer"}),
    "too close": (replace(PROPER, distance=52), {"back"}),
    "to one side": (replace(PROPER, aside=24), {"left", "right"}),
    "turned": (replace(PROPER, yaw=18), {"turn"}),
    "turned the other way": (replace(PROPER, yaw=-18), {"turn"}),
    "chin up": (replace(PROPER, pitch=16), {"chin_down"}),
    "chin down": (replace(PROPER, pitch=-16), {"chin_up"}),
    "head tilted": (replace(PROPER, roll=14), {"straight"}),
    "eyes shut": (replace(PROPER, gaze=Gaze(shut=1)), {"eyes"}),
    "looks away": (replace(PROPER, gaze=Gaze(right=1)), {"look"}),
    "mouth open": (replace(PROPER, mouth=Mouth(open=0.8)), {"mouth"}),
    "light from the side": (replace(PROPER, side=1), {"light"}),
    "curtain": (replace(PROPER, backdrop=Backdrop.CURTAIN), {"wall"}),
}


@pytest.fixture(scope="module")
def studio() -> Iterator[Studio]:
    made = Studio(capture())
    yield made
    made.forget()


def guided(studio: Studio, pose: Pose, seconds: float = 2.5) -> list[GuidanceChanged]:
    """Answer what is told of somebody who stands like this."""
    studio.begin()
    studio.learn_still(np.zeros((*FULL[::-1], 3), np.uint8))
    picture = portrait(pose)
    return [studio.look(picture, n * RATE) for n in range(round(seconds / RATE))]


@pytest.mark.parametrize("defect", DEFECTS)
def test_a_defect_leads_to_its_instruction_and_never_to_the_shutter(
    studio: Studio, defect: str
) -> None:
    pose, words = DEFECTS[defect]
    told = guided(studio, pose)
    assert told[-1].hint.removeprefix(WORD) in words
    assert told[-1].picture == told[-1].hint.removeprefix(WORD)
    assert not any(one.good for one in told)


def test_who_stands_properly_is_told_so_within_two_seconds(studio: Studio) -> None:
    told = guided(studio, PROPER)
    ready = next(n for n, one in enumerate(told) if one.good and one.held == 1)
    assert ready * RATE <= 2
    assert {one.hint for one in told} <= {WORD + "starting", WORD + "good"}
    assert all(holds for _, holds in told[-1].marks)
