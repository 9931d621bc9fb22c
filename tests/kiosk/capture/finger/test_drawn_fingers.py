"""The drawn fingers are worth testing with: NFIQ 2 takes them for fingers, and dry, wet and light ones for such."""

import itertools

import pytest

from hardware.fingerprint.synthetic import Contact
from kiosk.capture.finger.examiner import FingerExaminer
from tests.kiosk.capture.finger.hands import printed

SEEDS = range(300, 306)  # no more than the drawing keeps at once
LAID = (
    Contact(),
    Contact(pressure=0.7, moisture=0.4, shift_x=1.2, shift_y=-1.5, degrees=8),
    Contact(pressure=0.35, moisture=0.6, shift_x=-1.0, shift_y=1.0, degrees=-6),
)


@pytest.mark.parametrize("contact", LAID)
async def test_well_laid_fingers_suffice_and_have_minutiae_as_people_s(
    contact: Contact, bench: FingerExaminer
) -> None:
    for seed in SEEDS:
        found = await bench.examine(printed(seed, contact))
        assert 30 <= found.score <= 75, f"finger {seed}"
        assert 30 <= found.minutiae <= 120, f"finger {seed}"


@pytest.mark.parametrize(
    "contact",
    [
        Contact(pressure=0.0),
        Contact(pressure=0.4, moisture=0.05),
        Contact(pressure=0.9, moisture=1.0),
    ],
    ids=["light", "dry", "wet"],
)
async def test_badly_laid_fingers_do_not(contact: Contact, bench: FingerExaminer) -> None:
    for seed in SEEDS[:3]:
        assert (await bench.examine(printed(seed, contact))).score < 30, f"finger {seed}"


async def test_a_seed_is_a_finger_however_it_lies(bench: FingerExaminer) -> None:
    templates = [
        [(await bench.examine(printed(seed, contact))).template for contact in LAID]
        for seed in SEEDS[:4]
    ]
    for prints in templates:
        for one, other in itertools.pairwise(prints):
            likeness = await bench.compare(one, other)
            assert likeness is not None
            assert likeness > 100
    for first, second in itertools.combinations(templates, 2):
        likeness = await bench.compare(first[0], second[1])
        assert likeness is not None
        assert likeness < 40
