"""Profiles: the shipped one loads, and a wrong one is refused by file and key."""

from pathlib import Path

import pytest

from kiosk.capture.face.instructions import BY_WORD, Instruction
from kiosk.capture.face.profile import SHIPPED, ProfileRefused, load_profile
from tests.terminal import LANGUAGES, texts

NAME = "tr03121-gid-7.0"
TEXT = (SHIPPED / f"{NAME}.toml").read_text("utf-8")


def test_the_shipped_profile_says_the_guidelines_figures() -> None:
    profile = load_profile()
    assert profile.name == NAME
    bounds = {row.id: (row.minimum, row.maximum) for row in profile.criteria if row.source == "TR"}
    assert bounds == {
        "1.1": (-5, 5),
        "1.2": (-5, 5),
        "1.3": (-8, 8),
        "5.1": (1600, 1600),
        "5.2": (1244, 1244),
        "5.3": (0.5, 0.75),
        "5.4": (0.6, 0.9),
        "5.5": (0.3, 0.5),
        "5.6": (0.45, 0.55),
        "5.7": (300, None),
        "7.5": (1, 1),
    }
    assert all(row.source for row in profile.criteria)
    assert all(check.source for check in profile.live)


def test_a_profile_is_found_by_its_whole_path(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(TEXT.replace(f'name = "{NAME}"', 'name = "own"', 1), "utf-8")
    assert load_profile(str(own)).name == "own"


def edited(old: str, new: str) -> str:
    assert old in TEXT
    return TEXT.replace(old, new, 1)


WRONG = [
    ("no toml", "is no TOML"),
    (edited('version = "1"', ""), "version: is missing."),
    (edited('version = "1"', "version = 1"), "version: must be a text, and is '1'."),
    (edited("hold = 1.0", "hold = true"), "process.hold: must be a number, and is 'True'."),
    (edited("hold = 1.0", "hold = 0"), "process.hold: must be greater than 0."),
    (edited("hold = 1.0", "hold = nan"), "process.hold: must be a number, and is 'nan'."),
    (edited("hold = 1.0", "hodl = 1.0"), "process.hold: is missing."),
    (edited("shots = 3", "shots = 3\nshoots = 3"), "process.shoots: unknown key."),
    (edited("eye_to_chin = 604", "eye_to_chin = 700"), "crop.eye_to_chin: must lie from"),
    (edited("eye_line = 0.45", "eye_line = 1.5"), "crop.eye_line: must lie from its least"),
    (edited('measure = "yaw"', 'measure = "yawn"'), "criteria[0].measure: 'yawn' is not one of"),
    (edited("min = -5\nmax = 5\n", ""), "criteria[0].min: is missing, and so is max."),
    (edited("min = -5\n", "min = 6\n"), "criteria[0].min: is greater than max."),
    (edited('["turn", "turn"]', '["turn"]'), "criteria[0].tells: must be two of: alone, back"),
    (edited('["turn", "turn"]', '["turn", "x"]'), "criteria[0].tells: must be two of"),
    (edited("unmeasured = true", "unmeasured = true\nmin = 1"), "criteria[3].min: and max are for"),
    (
        edited("unmeasured = true", 'unmeasured = true\nmeasure = "yaw"'),
        "criteria[3].measure: what is unmeasured has none.",
    ),
    (edited('mark = "distance"', 'mark = "hat"'), "live[3].mark: 'hat' is not one of: distance"),
    (edited("max = 0.89", "max = 0.93"), "live[3].max: leaves no room for what room_left and"),
    (
        edited('measure = "room_below"\nmin = 0.01', 'measure = "room_below"\nmin = 0.09'),
        "live[3].max: leaves no room for what room_above and room_below ask for",
    ),
    (edited('name = "alone"', 'name = "face"'), "live[1].name: 'face' stands there twice."),
    (edited("[[live]]", "[[alive]]"), "alive: unknown key."),
]


@pytest.mark.parametrize(("text", "sentence"), WRONG, ids=[sentence for _, sentence in WRONG])
def test_a_wrong_profile_is_refused_by_file_and_key(
    text: str, sentence: str, tmp_path: Path
) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(ProfileRefused) as refused:
        load_profile(path)
    assert str(refused.value).startswith(f"{path}: ")
    assert sentence in str(refused.value)


def test_a_profile_that_is_not_there_is_refused() -> None:
    with pytest.raises(ProfileRefused, match=r"none\.toml: cannot be read"):
        load_profile("none")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_instruction_has_its_words(language: str) -> None:
    assert [word for word in Instruction if not texts()[language].has(word)] == []


def test_every_instruction_but_two_has_a_drawing_by_its_name() -> None:
    drawn = {word.drawing for word in Instruction} - {""}
    assert drawn == set(BY_WORD) - {"good", "starting"}
