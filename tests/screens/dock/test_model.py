"""What the dock shows is drawn from what the world tells, and stays right as the world moves on."""

from typing import Any

import pytest

from screens.dock.model import Act, Choice, Device, Dock, Scenario

WHEN = ["now", "slip_starts", "in_the_middle", "after_the_cut"]
TOLD: dict[str, Any] = {
    "devices": {
        "printer": {
            "acts": [
                {"name": "refill_paper", "does": "Put in a new roll.", "parameters": []},
                {
                    "name": "open_cover",
                    "does": "Open the cover.",
                    "parameters": [
                        {"name": "when", "kind": "str", "choices": WHEN, "default": "now"}
                    ],
                },
                {
                    "name": "automate",
                    "does": "Let it go by itself.",
                    "parameters": [{"name": "on", "kind": "bool", "choices": [], "default": True}],
                },
                {
                    "name": "let_wait",
                    "does": "Let people wait.",
                    "parameters": [{"name": "before", "kind": "int", "choices": [], "default": 2}],
                },
                {
                    "name": "write",
                    "does": "Write on it.",
                    "parameters": [{"name": "text", "kind": "str", "choices": [], "default": "x"}],
                },
            ],
            "state": {"paper": "out", "cover": "closed"},
            "at_first": {"paper": "full", "cover": "closed"},
        },
        "keypad": {"acts": [], "state": {"held": []}, "at_first": {"held": []}},
    },
    "scenarios": [{"name": "paper_out", "does": "Let the paper end."}],
}


@pytest.fixture
def dock() -> Dock:
    return Dock("127.0.0.1:4711").described(TOLD)


def test_acts_come_with_what_there_is_to_choose(dock: Dock) -> None:
    assert dock.devices[0].acts == (
        Act("refill_paper", "Put in a new roll."),
        Act("open_cover", "Open the cover.", Choice("when", tuple(WHEN), "now")),
        Act("automate", "Let it go by itself.", Choice("on", (True, False), True)),
        Act("let_wait", "Let people wait.", Choice("before", (), 2)),
        Act("write", "Write on it."),
    )
    assert dock.scenarios == (Scenario("paper_out", "Let the paper end."),)


def test_many_choices_fold_few_do_not(dock: Dock) -> None:
    assert [act.folds for act in dock.devices[0].acts] == [False, True, False, False, False]


def test_a_device_shows_what_is_not_as_at_first(dock: Dock) -> None:
    assert dock.devices[0].changed() == (("paper", "out"),)
    assert dock.devices[1].changed() == ()


def test_the_first_device_is_open_and_one_at_a_time(dock: Dock) -> None:
    assert dock.opened == "printer"
    assert dock.toggled("keypad").opened == "keypad"
    assert dock.toggled("printer").opened == ""
    assert dock.folded("printer.open_cover").toggled("keypad").unfolded == ""
    assert dock.folded("a").folded("a").unfolded == ""


def test_states_follow_and_a_world_that_is_gone_is_told(dock: Dock) -> None:
    seen = dock.seen({"printer": {"paper": "full"}, "stranger": {}})
    assert isinstance(seen.devices[0], Device)
    assert seen.devices[0].state == {"paper": "full"}
    assert seen.devices[1] == dock.devices[1]
    gone = seen.seen(None)
    assert not gone.connected
    assert gone.devices == seen.devices
    assert gone.seen({}).connected


def test_what_is_open_stays_open_when_the_world_comes_back(dock: Dock) -> None:
    assert dock.toggled("keypad").seen(None).described(TOLD).opened == "keypad"


def test_numbers_go_up_and_down_in_steps_of_their_size(dock: Dock) -> None:
    act = dock.devices[0].acts[3]
    assert dock.number("printer", act) == 2
    assert dock.stepped("printer", act, 1).number("printer", act) == 3
    high = dock.stepped("printer", act, 8)
    assert high.number("printer", act) == 10
    assert high.stepped("printer", act, 1).number("printer", act) == 15


@pytest.mark.parametrize(
    ("target", "does"),
    [
        ("paper_out", "Let the paper end."),
        ("printer.refill_paper", "Put in a new roll."),
        ("printer.open_cover.choices", "Open the cover."),
        ("printer.open_cover.now", "Open the cover."),
        ("printer.open", ""),
        ("device.printer", ""),
        ("", ""),
    ],
)
def test_every_act_explains_itself(dock: Dock, target: str, does: str) -> None:
    assert dock.explains(target) == does
