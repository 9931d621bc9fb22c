"""The guide, with the models' own measures: what a citizen is told of pictures of real portraits."""

import cv2
import numpy as np
import pytest
from numpy import uint8
from numpy.typing import NDArray

from kiosk.bench.capture.portraits import sample
from kiosk.capture.face.guide import Guidance, Guide
from kiosk.capture.face.instructions import Instruction, MarkId
from kiosk.capture.face.measure import FaceMeasurer
from kiosk.capture.face.measures import Measures
from kiosk.capture.face.profile import load_profile
from tests.kiosk.capture.face.hand_made import live

PROFILE = load_profile()
RATE = 10


EYES = {"biden.jpg": (591, 338), "obama.jpg": (496, 217)}
SCALES = {"biden.jpg": 1.09, "obama.jpg": 1.23}
ROLL = {"biden.jpg": 11.5, "obama.jpg": 0}


def scene(
    zoom: float = 1.0, aside: int = 0, above: int = 0, name: str = "biden.jpg", roll: float = 0
) -> NDArray[uint8]:
    """Answer a live picture, upright, 720 x 1280, of a portrait at this size, place and roll."""
    matrix = cv2.getRotationMatrix2D(EYES[name], ROLL[name] - roll, SCALES[name] * zoom)
    matrix[:, 2] += np.array((360 + aside, 560 + above)) - EYES[name]
    drawn = cv2.warpAffine(sample(name), matrix, (720, 1280), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(drawn, uint8)


def shown(guide: Guide, picture: NDArray[uint8], seconds: float = 1.0) -> Guidance:
    for step in range(round(seconds * RATE)):
        guidance = guide.look(picture, step / RATE)
    return guidance


@pytest.mark.parametrize(
    ("picture", "instruction"),
    [
        (scene(0.6), Instruction.CLOSER),
        (scene(1.7), Instruction.BACK),
        (scene(aside=-210), Instruction.LEFT),
        (scene(aside=210), Instruction.RIGHT),
        (scene(above=-400), Instruction.DOWN),
        (scene(above=550), Instruction.UP),
        (scene(roll=12), Instruction.STRAIGHT),
        (scene(name="obama.jpg"), Instruction.MOUTH),  # who smiles with open lips
        (np.full((1280, 720, 3), 200, uint8), Instruction.STAND),
    ],
    ids=["far", "near", "right", "left", "high", "low", "askew", "open mouth", "nobody"],
)
def test_each_is_told_what_helps(
    picture: NDArray[uint8], instruction: Instruction, measurer: FaceMeasurer
) -> None:
    told = shown(Guide(measurer, PROFILE), picture)
    assert told.instruction is instruction
    assert not told.good
    assert told.held == 0


def test_who_stands_well_is_good_and_then_held() -> None:
    guide = Guide(StandsWell(), PROFILE)
    picture = np.full((1280, 720, 3), 200, uint8)
    first = guide.look(picture, 0.0)
    assert first.good
    assert first.held == 0
    assert guide.look(picture, 0.5).held == pytest.approx(0.5)
    last = guide.look(picture, 1.1)
    assert last.held == 1
    assert last.instruction is Instruction.GOOD
    assert last.marks == tuple((mark, True) for mark in MarkId)


def test_a_smaller_still_asks_for_a_nearer_face() -> None:
    guide = Guide(StandsWell(), PROFILE)
    picture = np.full((1280, 720, 3), 200, uint8)
    guide.learn_still(1080)
    assert shown(guide, picture).instruction is Instruction.CLOSER


def test_who_looks_too_sees_every_picture() -> None:
    seen: list[float] = []

    class Watcher:
        def watch(self, pixels: NDArray[uint8], measures: Measures, taken: float) -> None:
            assert pixels.shape[:2] == (measures.height, measures.width)
            seen.append(taken)

    guide = Guide(StandsWell(), PROFILE, Watcher())
    for taken in (1.0, 2.0, 3.0):
        guide.look(np.full((1280, 720, 3), 200, uint8), taken)
    assert seen == [1.0, 2.0, 3.0]


class StandsWell:
    """Measures as of somebody who stands as they should."""

    def glance(self, pixels: NDArray[uint8], before: Measures | None) -> Measures:
        assert pixels.shape[:2] == (1280, 720)
        assert before is None or before.width == 720
        return live()
