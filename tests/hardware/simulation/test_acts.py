"""Acts are found in a simulator's methods, described, and refused in words when they make no sense."""

from collections.abc import Mapping
from enum import StrEnum

import pytest

from hardware.simulation.acts import Act, ImpossibleAct, Parameter, acts_of, perform


class Side(StrEnum):
    LEFT = "left"
    RIGHT = "right"


class Lamp:
    def __init__(self) -> None:
        self.done: list[object] = []

    async def start(self) -> None:
        """Not an act."""

    async def stop(self) -> None:
        """Not an act."""

    def describe(self) -> Mapping[str, object]:
        """Not an act."""
        return {}

    def state(self) -> Mapping[str, object]:
        """Not an act."""
        return {"lit": False}

    def switch_on(self) -> None:
        """Press the switch."""
        self.done.append("on")

    def turn(self, side: Side = Side.LEFT, degrees: float = 90, note: str | None = None) -> None:
        """Turn the lamp to a side.

        More that the dock need not show.
        """
        self.done.append((side, degrees, note))

    async def wait(self, *, fully: bool) -> None:
        """Wait until it is warm."""
        self.done.append(fully)

    def break_glass(self) -> None:
        """Break the glass."""
        raise ImpossibleAct("The lamp has no glass.")

    def undocumented(self) -> None:
        self.done.append("never")

    def _inner(self) -> None:
        """Not an act."""


class Lantern(Lamp):
    def carry(self) -> None:
        """Carry it about."""

    def break_glass(self) -> None:
        """Break all its glass."""


def test_acts_are_the_documented_public_methods_in_their_order() -> None:
    assert acts_of(Lamp()) == (
        Act("switch_on", "Press the switch."),
        Act(
            "turn",
            "Turn the lamp to a side.",
            (
                Parameter("side", "str", ("left", "right"), "left"),
                Parameter("degrees", "float", default=90),
                Parameter("note", "str"),
            ),
        ),
        Act("wait", "Wait until it is warm.", (Parameter("fully", "bool", required=True),)),
        Act("break_glass", "Break the glass."),
    )


def test_inherited_acts_come_last_and_once() -> None:
    acts = acts_of(Lantern())
    assert [act.name for act in acts] == ["carry", "break_glass", "switch_on", "turn", "wait"]
    assert acts[1].does == "Break all its glass."


async def test_acts_are_done_with_typed_arguments() -> None:
    lamp = Lamp()
    await perform(lamp, "switch_on", {})
    await perform(lamp, "turn", {"side": "right", "degrees": 45})
    await perform(lamp, "wait", {"fully": True})
    assert lamp.done == ["on", (Side.RIGHT, 45, None), True]


@pytest.mark.parametrize(
    ("act", "arguments", "sentence"),
    [
        ("fly", {}, r"There is no act 'fly' \(there are: break_glass, switch_on, turn, wait\)\."),
        ("start", {}, "There is no act 'start'"),
        ("_inner", {}, "There is no act '_inner'"),
        ("undocumented", {}, "There is no act 'undocumented'"),
        ("turn", {"speed": 1}, "'turn' takes no 'speed'"),
        ("turn", {"side": "up"}, "'side' is one of: left, right"),
        ("turn", {"degrees": "far"}, "'degrees' must be of kind float"),
        ("turn", {"degrees": True}, "'degrees' must be of kind float"),
        ("turn", {"note": 5}, "'note' must be of kind str"),
        ("wait", {}, "'wait' needs 'fully'"),
        ("wait", {"fully": 1}, "'fully' must be of kind bool"),
        ("break_glass", {}, "The lamp has no glass"),
    ],
)
async def test_senseless_acts_are_refused(
    act: str, arguments: Mapping[str, object], sentence: str
) -> None:
    lamp = Lamp()
    with pytest.raises(ImpossibleAct, match=sentence):
        await perform(lamp, act, arguments)
    assert lamp.done == []
