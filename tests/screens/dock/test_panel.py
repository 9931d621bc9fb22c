"""The dock's layout: everything can be pressed, nothing is cut or in the way, and it scrolls."""

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import pytest
import pytest_asyncio

from hardware.simulation import WorldControl
from hardware.simulation.cast import EidChoice, Wishes, cast
from hardware.simulation.world import World
from screens import leaves
from screens.dock.model import Act, Dock
from screens.dock.panel import FOOT, WIDTH, Hands, Panel
from screens.typesetting import measure
from tests.fake_clock import FakeClock

HEIGHT = 1040


class Hand:
    """Remembers what was pressed."""

    def __init__(self) -> None:
        self.did: list[tuple[object, ...]] = []

    def hands(self) -> Hands:
        def step(device: str, act: Act, steps: int) -> None:
            self.did.append((device, act.name, steps))

        return Hands(
            act=lambda device, act, chosen: self.did.append((device, act, chosen)),
            play=lambda scenario: self.did.append((scenario,)),
            toggle=lambda device: self.did.append(("toggle", device)),
            fold=lambda act: self.did.append(("fold", act)),
            step=step,
        )


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def told() -> Mapping[str, Any]:
    """What a whole world tells of itself."""
    clock = FakeClock()
    world = World(cast(Wishes(eid=EidChoice.REPLAY), clock), clock)
    await world.start()
    try:
        return await WorldControl(world.control_address, clock).describe()
    finally:
        await world.stop()


@pytest.fixture
def dock(told: Mapping[str, Any]) -> Dock:
    return Dock("127.0.0.1:4711").described(told)


@pytest.fixture
def hand() -> Hand:
    return Hand()


def panel(dock: Dock, hand: Hand, *, scroll: int = 0, height: int = HEIGHT) -> Panel:
    return Panel(dock, hand.hands(), height, scroll=scroll, pressed="")


def opened(dock: Dock, device: str) -> Dock:
    return dock if dock.opened == device else dock.toggled(device)


def press(laid: Panel, target: str) -> None:
    next(each for each in laid.sheet.targets if each.id == target).act()


def devices_of(dock: Dock) -> list[str]:
    return [device.name for device in dock.devices]


def test_every_act_of_every_device_can_be_pressed(dock: Dock, hand: Hand) -> None:
    for device in dock.devices:
        laid = panel(opened(dock, device.name), hand)
        pressed = {target.id for target in laid.sheet.targets}
        for act in device.acts:
            name = f"{device.name}.{act.name}"
            assert name in pressed or any(each.startswith(f"{name}.") for each in pressed), name


def test_targets_do_not_overlap_and_stand_inside(dock: Dock, hand: Hand) -> None:
    for device in dock.devices:
        unfolded = opened(dock, device.name)
        for act in device.acts:
            if act.folds:
                unfolded = unfolded.folded(f"{device.name}.{act.name}")
                break
        targets = [each for each in panel(unfolded, hand).sheet.targets if each.id != "foot"]
        for target in targets:
            assert 0 <= target.box.x < target.box.right <= WIDTH, target.id
        for one, other in combinations(targets, 2):
            assert not one.box.meets(other.box), (one.id, other.id)


def test_no_text_is_wider_than_its_place(dock: Dock, hand: Hand) -> None:
    for device in dock.devices:
        for leaf in panel(opened(dock, device.name), hand).sheet.finished():
            if isinstance(leaf, leaves.Text):
                for line in leaf.set.lines:
                    width = measure(line, leaf.set.face.weight, leaf.set.face.size)
                    assert leaf.box.x + min(width, leaf.box.w) <= WIDTH, line
                    assert width <= leaf.box.w + 1, line


def test_pressing_does_what_it_says(dock: Dock, hand: Hand) -> None:
    keypad, call = opened(dock, "keypad"), opened(dock, "call")
    press(panel(keypad, hand), "next_citizen")
    press(panel(keypad, hand), "paper_out")
    press(panel(keypad, hand), "keypad.plug_in_headset")
    press(panel(keypad, hand), "keypad.press")
    press(panel(keypad, hand), "keypad.press.choices")
    press(panel(keypad.folded("keypad.press"), hand), "keypad.press.help")
    press(panel(call, hand), "call.automate.False")
    press(panel(call, hand), "call.let_wait.more")
    press(panel(call, hand), "call.let_wait")
    press(panel(call, hand), "device.printer")
    assert hand.did == [
        ("next_citizen",),
        ("paper_out",),
        ("keypad", "plug_in_headset", {}),
        ("keypad", "press", {}),
        ("fold", "keypad.press"),
        ("keypad", "press", {"key": "help"}),
        ("call", "automate", {"on": False}),
        ("call", "let_wait", 1),
        ("call", "let_wait", {"before": 2}),
        ("toggle", "printer"),
    ]


def test_a_state_that_changed_is_seen_in_its_row(dock: Dock, hand: Hand) -> None:
    changed = dock.seen({"sensors": {**dock.devices[-2].state, "door_open": True}})
    shown = [
        line
        for leaf in panel(changed, hand).sheet.finished()
        if isinstance(leaf, leaves.Text)
        for line in leaf.set.lines
    ]
    assert "door open" in shown


def test_the_foot_tells_refusals_and_covers_what_is_under_it(dock: Dock, hand: Hand) -> None:
    laid = panel(dock.says("No card lies on the reader.", good=False), hand)
    alerts = {node.id: node.label for node in laid.sheet.nodes}
    assert alerts["word"] == "No card lies on the reader."
    place = next(each.box for each in laid.sheet.targets if each.id == "foot")
    assert place.y == HEIGHT - FOOT
    hit = next(each for each in laid.sheet.targets if each.box.holds(WIDTH / 2, HEIGHT - 5))
    assert hit.id == "foot"


def test_scrolling_moves_all_but_the_foot_and_ends_at_the_last_device(
    dock: Dock, hand: Hand
) -> None:
    up, down = panel(dock, hand), panel(dock, hand, scroll=120)
    assert up.extent == down.extent > HEIGHT
    before = {each.id: each.box for each in up.sheet.targets}
    for target in down.sheet.targets:
        moved = 0 if target.id == "foot" else 120
        assert before[target.id].y - target.box.y == moved
    end = panel(dock, hand, scroll=up.extent - HEIGHT)
    last = next(each for each in end.sheet.targets if each.id == f"device.{devices_of(dock)[-1]}")
    assert last.box.bottom < HEIGHT - FOOT


def test_an_opened_device_that_is_hidden_says_by_how_much(dock: Dock, hand: Hand) -> None:
    last = devices_of(dock)[-1]
    hidden = panel(opened(dock, last), hand).hidden
    assert hidden > 0
    assert panel(opened(dock, last), hand, scroll=hidden).hidden == 0
    assert panel(dock.toggled(dock.opened), hand).hidden == 0


def test_a_world_that_is_gone_is_told_in_words(dock: Dock, hand: Hand) -> None:
    nodes = {node.id: node.label for node in panel(dock.seen(None), hand).sheet.nodes}
    assert nodes["connection"] == "no world"
    assert {node.id: node.label for node in panel(dock, hand).sheet.nodes}["connection"] == (
        "connected"
    )


def test_an_empty_dock_is_laid_out_too(hand: Hand) -> None:
    assert panel(Dock("127.0.0.1:1"), hand).extent > 0
