"""Whatever may be a name goes through; what nobody takes for writing is turned back, and told why."""

from pathlib import Path

import pytest

from kiosk.capture.signature.checks import PROBLEMS, TWO_TOUCHES, judge
from kiosk.capture.signature.drawn import measure
from kiosk.capture.signature.profile import SHIPPED, ProfileRefused, read_profile
from kiosk.contracts.captures import Document, PadArea, Point, Stroke
from tests.kiosk.capture.signature.hands import NAMES, NO_NAMES, PAD, li, ring, scribble, stroke
from tests.terminal import LANGUAGES, texts

PROFILE = read_profile()


def told(strokes: tuple[Stroke, ...], area: PadArea = PAD, *, crowded: bool = False) -> str:
    return judge(measure(strokes, area), PROFILE.checks, crowded=crowded)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_passed_on(name: str) -> None:
    assert told(NAMES[name]) == ""


@pytest.mark.parametrize("name", NO_NAMES)
def test_no_name_is_turned_back_for_its_reason(name: str) -> None:
    drawn, reason = NO_NAMES[name]
    assert told(drawn) == reason


@pytest.mark.parametrize("area", [PadArea(160, 50), PadArea(100, 40), PadArea(270, 160)])
def test_the_size_of_the_pad_does_not_decide(area: PadArea) -> None:
    def onto(strokes: tuple[Stroke, ...]) -> tuple[Stroke, ...]:
        scale = min(area.width / PAD.width, area.height / PAD.height)
        return tuple(tuple(Point(p.x * scale, p.y * scale, p.t) for p in s) for s in strokes)

    assert told(onto(li()), area) == ""
    assert told(onto(NAMES["a whole name, day 1"]), area) == ""
    assert told(onto((ring(130, 55, 35, 35),)), area) == "signature.ring"
    assert told(onto((scribble(90),)), area) == "signature.too_dense"


def test_a_second_touch_is_told_before_anything_else() -> None:
    assert told(li(), crowded=True) == TWO_TOUCHES
    assert told((stroke((1, 1)),), crowded=True) == TWO_TOUCHES


def test_a_flash_is_no_writing_however_long() -> None:
    quick = tuple(tuple(Point(p.x, p.y, p.t / 20) for p in stroke) for stroke in li())
    assert told(quick) == "signature.too_short"


def test_a_slow_hand_is_as_good_as_a_quick_one() -> None:
    slow = tuple(tuple(Point(p.x, p.y, p.t * 30) for p in stroke) for stroke in li())
    assert told(slow) == ""


def test_where_a_hand_lingers_does_not_weigh() -> None:
    even = NAMES["a whole name, day 1"]
    first, *rest = even
    start = first[0]
    lingered = ((*[Point(start.x, start.y, start.t)] * 3000, *first), *rest)
    one, other = measure(even, PAD), measure(lingered, PAD)
    assert other.flatness == pytest.approx(one.flatness, rel=0.01)
    assert other.ring_spread == pytest.approx(one.ring_spread, rel=0.01)
    assert other.path == pytest.approx(one.path)


def test_strokes_that_are_not_there_are_an_error_of_the_caller() -> None:
    for nothing in ((), ((),)):
        with pytest.raises(ValueError, match="no strokes"):
            measure(nothing, PAD)


def test_every_problem_is_met_and_told_in_every_language() -> None:
    assert {reason for _, reason in NO_NAMES.values()} | {TWO_TOUCHES} == set(PROBLEMS)
    for language in LANGUAGES:
        assert [name for name in PROBLEMS if not texts()[language].has(name)] == []


def test_documents_have_the_sizes_of_xhd() -> None:
    assert {name: (size.width, size.height) for name, size in PROFILE.sizes.items()} == {
        Document.ID_CARD: (900, 132),
        Document.PASSPORT: (630, 188),
        Document.RESIDENCE_PERMIT: (561, 182),
        Document.TRAVEL_DOCUMENT: (630, 188),
    }
    assert PROFILE.pen == 6


@pytest.mark.parametrize(
    ("was", "becomes", "why"),
    [
        ("[checks.ring_spread]\n", "[checks.rings]\n", "checks: ring_spread: must be a table"),
        ("least = 20\n", "least = '20'\n", "points: least: must be a number"),
        ("least = 20\n", "", "points: least: this check has no bound"),
        ("width = 900\n", "width = 900.5\n", "id_card: width: width and height are whole pixels"),
        ("dots_per_mm = 12\n", "dots_per_mm = 12\ninch = 1\n", "pen: inch: unknown key"),
        ("[pen]", "[pen", "signature.toml: "),
    ],
)
def test_a_wrong_profile_is_refused_by_its_key(
    was: str, becomes: str, why: str, tmp_path: Path
) -> None:
    shipped = SHIPPED.read_text("utf-8")
    assert shipped.count(was) == 1
    file = tmp_path / "signature.toml"
    file.write_text(shipped.replace(was, becomes), "utf-8")
    with pytest.raises(ProfileRefused, match=why):
        read_profile(file)


def test_a_bound_without_a_source_is_refused(tmp_path: Path) -> None:
    lines = SHIPPED.read_text("utf-8").splitlines()
    first = next(i for i, line in enumerate(lines) if line.startswith("source"))
    file = tmp_path / "signature.toml"
    file.write_text("\n".join([*lines[:first], *lines[first + 1 :]]), "utf-8")
    with pytest.raises(ProfileRefused, match="source: must say where this comes from"):
        read_profile(file)
