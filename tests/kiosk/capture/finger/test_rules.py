"""The thresholds: TR-03121's table as it is printed, and a wrong file is refused by name and key."""

from pathlib import Path

import pytest

from kiosk.capture.finger.prints import QUALITY_UNKNOWN
from kiosk.capture.finger.rules import SHIPPED, RulesRefused, read_rules


def test_the_table_is_the_guideline_s() -> None:
    rules = read_rules()
    assert rules.nfiq2 == {"thumb": 30, "index": 30, "middle": 20, "ring": 10, "little": 10}
    assert rules.threshold == 30


@pytest.mark.parametrize(
    ("score", "good"), [(0, False), (29, False), (30, True), (100, True), (QUALITY_UNKNOWN, False)]
)
def test_a_score_is_good_from_the_threshold_on(score: int, *, good: bool) -> None:
    assert read_rules().is_good(score) is good


@pytest.mark.parametrize(("score", "same"), [(None, False), (39, False), (40, True)])
def test_one_finger_is_told_from_the_threshold_on(score: int | None, *, same: bool) -> None:
    assert read_rules().is_same(score) is same


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("index = 30", "", "nfiq2.index"),
        ("index = 30", "index = 101", "nfiq2.index"),
        ("index = 30", "index = 30.5", "nfiq2.index"),
        ("index = 30", 'index = "30"', "nfiq2.index"),
        ("index = 30", "index = true", "nfiq2.index"),
        ("index = 30", "index = 30\nnose = 1", "'nose'"),
        ("same_finger = 40", "same_finger = -1", "uniqueness.same_finger"),
        ("[hints]", "[hits]", "'hits'"),
        ('source = "TR, thresholds of NFIQ 2.2 for enrolment, plain prints"', "", "nfiq2.source"),
        ("[nfiq2]", "[nfiq2", "fingers.toml"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, old: str, new: str, told: str) -> None:
    file = tmp_path / "fingers.toml"
    shipped = SHIPPED.read_text("utf-8")
    assert old in shipped
    file.write_text(shipped.replace(old, new, 1), "utf-8")
    with pytest.raises(RulesRefused, match=told) as refused:
        read_rules(file)
    assert "fingers.toml" in str(refused.value)


def test_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RulesRefused, match=r"gone\.toml"):
        read_rules(tmp_path / "gone.toml")
