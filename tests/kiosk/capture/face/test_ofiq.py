"""The mappings answer what OFIQ answered for its conformance pictures, number by number."""

import csv
from pathlib import Path

import pytest

from kiosk.capture.face.ofiq import SCALARS, components
from tests.kiosk.capture.face.hand_made import finished, picture

EXPECTED = Path(__file__).parents[3] / "data" / "ofiq-1.0.3-expected-results.csv"


def rows() -> list[dict[str, str]]:
    lines = [line for line in EXPECTED.read_text("utf-8").splitlines() if line[:1] != "#"]
    return list(csv.DictReader(lines, delimiter=";"))


@pytest.mark.parametrize("component", sorted(SCALARS))
def test_raw_values_map_to_the_published_scalars(component: str) -> None:
    found = [(row["picture"], SCALARS[component](float(row[component]))) for row in rows()]
    assert len(found) == 28
    assert found == [(row["picture"], int(row[f"{component}.scalar"])) for row in rows()]


@pytest.mark.parametrize("component", sorted(SCALARS))
def test_scalars_stay_from_0_to_100_whatever_comes(component: str) -> None:
    for raw in (0.0, 1e-9, 0.5, 1.0, 7.9, 90.0, 1e3, 1e6):
        assert 0 <= SCALARS[component](raw) <= 100


def test_a_photo_tells_the_components_that_can_be_told() -> None:
    told = components(finished())
    # EyesOpen is left out: its threshold lets closed eyes pass with this mesh.
    assert set(told) == set(SCALARS) - {"EyesOpen"}
    assert told["HeadSize"].raw == pytest.approx(604 / 1600)
    assert told["InterEyeDistance"].scalar == 100
    assert told["MarginAboveOfTheFaceImage"].raw == pytest.approx(720 / 604)


def test_without_face_and_wall_only_the_number_of_faces_is_told() -> None:
    assert set(components(picture((10, 10), None, background=None))) == {"SingleFacePresent"}
