"""Names of simulators become words."""

import pytest

from hardware.simulation.cast import EidChoice, Wishes, cast
from screens.dock import wording
from screens.icons import names
from tests.fake_clock import FakeClock


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("run_out_of_paper", "Run out of paper"),
        ("pin_tries_left", "PIN tries left"),
        ("next_citizen", "Next citizen"),
        ("use_up_puk", "Use up PUK"),
        ("", ""),
    ],
)
def test_phrases(name: str, words: str) -> None:
    assert wording.phrase(name) == words


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (True, "yes"),
        (False, "no"),
        (None, "none"),
        ([], "none"),
        ("", "none"),
        (0, "0"),
        (22.5, "22.5"),
        (22.0, "22"),
        ("right_index", "right index"),
        (["next"], "next"),
        ([{"a": "P-1", "b": 1300}, {"a": "P-2", "b": 900}], "2: P-2 · 900"),
    ],
)
def test_values(state: object, words: str) -> None:
    assert wording.value(state) == words


def test_a_summary_tells_what_changed_in_one_line() -> None:
    assert wording.summary(()) == "as at first"
    assert wording.summary((("plugged", False), ("silent", True))) == "not plugged · silent"
    many = tuple((f"fact_{number}", number) for number in range(5))
    assert wording.summary(many) == "fact 0: 0 · fact 1: 1 · fact 2: 2 · 2 more"
    assert wording.summary((("pin_tries_left", 1),)) == "PIN tries left: 1"


def test_every_device_of_the_world_has_its_own_icon(clock: FakeClock) -> None:
    for device in ("eid", *cast(Wishes(eid=EidChoice.REPLAY), clock).simulators):
        assert wording.icon(device) in names()
        assert wording.icon(device) != "plugs", device
    assert wording.icon("toaster") in names()
    assert wording.title("toaster_oven") == "Toaster oven"
