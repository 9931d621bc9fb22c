"""A press counts when it is let go where it began, once, and one finger at a time."""

from screens.geometry import Box
from screens.sheet import Target
from screens.touches import Touches
from tests.fake_clock import FakeClock


class Table:
    """Two buttons side by side, and a plane to draw on below."""

    def __init__(self, clock: FakeClock) -> None:
        self.done: list[str] = []
        self.pressed: list[str] = []
        self.drawn: list[tuple[str, float, float]] = []
        self.targets = [
            Target("yes", Box(0, 0, 100, 50), lambda: self.done.append("yes")),
            Target("no", Box(110, 0, 100, 50), lambda: self.done.append("no")),
            Target("off", Box(220, 0, 100, 50), lambda: self.done.append("off"), enabled=False),
            Target("pad", Box(0, 100, 300, 100), lambda: self.done.append("pad"), plane=self),
        ]
        self.touches = Touches(clock, self.at, self.named, self.note)

    def at(self, x: float, y: float) -> Target | None:
        return next((t for t in self.targets if t.box.holds(x, y)), None)

    def named(self, name: str) -> Target | None:
        return next((t for t in self.targets if t.id == name), None)

    def note(self) -> None:
        self.pressed.append(self.touches.pressed)

    def begin(self, x: float, y: float) -> None:
        self.drawn.append(("begin", x, y))

    def crowd(self) -> None:
        self.drawn.append(("crowd", 0, 0))

    def extend(self, x: float, y: float) -> None:
        self.drawn.append(("extend", x, y))

    def finish(self) -> None:
        self.drawn.append(("finish", 0, 0))

    def strike(self, x: float, y: float, finger: object = "a") -> None:
        self.touches.down(finger, x, y)
        self.touches.up(finger, x, y)


def test_a_press_acts_when_it_is_let_go(clock: FakeClock) -> None:
    table = Table(clock)
    table.touches.down("a", 10, 10)
    assert table.done == []
    assert table.touches.pressed == "yes"
    table.touches.up("a", 12, 11)
    assert table.done == ["yes"]
    assert table.pressed == ["yes", ""]


def test_sliding_off_cancels_and_shows_it(clock: FakeClock) -> None:
    table = Table(clock)
    table.touches.down("a", 10, 10)
    table.touches.move("a", 150, 10)
    assert table.touches.pressed == ""
    table.touches.up("a", 150, 10)
    assert table.done == []


def test_sliding_back_acts(clock: FakeClock) -> None:
    table = Table(clock)
    table.touches.down("a", 10, 10)
    table.touches.move("a", 10, 90)
    table.touches.move("a", 20, 20)
    table.touches.up("a", 20, 20)
    assert table.done == ["yes"]


async def test_a_trembling_second_strike_is_ignored_a_later_one_not(clock: FakeClock) -> None:
    table = Table(clock)
    table.strike(10, 10)
    await clock.advance(0.2)
    table.strike(10, 10)
    assert table.done == ["yes"]
    await clock.advance(0.2)
    table.strike(10, 10)
    assert table.done == ["yes", "yes"]


async def test_two_things_struck_fast_both_count(clock: FakeClock) -> None:
    table = Table(clock)
    table.strike(10, 10)
    await clock.advance(0.05)
    table.strike(120, 10)
    assert table.done == ["yes", "no"]


def test_a_second_finger_does_nothing(clock: FakeClock) -> None:
    table = Table(clock)
    table.touches.down("a", 10, 10)
    table.touches.down("b", 120, 10)
    table.touches.up("b", 120, 10)
    assert table.done == []
    table.touches.up("a", 10, 10)
    assert table.done == ["yes"]


def test_what_is_off_does_nothing(clock: FakeClock) -> None:
    table = Table(clock)
    table.strike(230, 10)
    assert table.done == []
    assert table.pressed == []


def test_another_page_forgets_what_was_begun(clock: FakeClock) -> None:
    table = Table(clock)
    table.touches.down("a", 10, 10)
    table.touches.cancel()
    table.touches.up("a", 10, 10)
    assert table.done == []


def test_a_plane_takes_strokes_and_hears_where_they_leave_it(clock: FakeClock) -> None:
    table = Table(clock)
    table.touches.down("a", 10, 110)
    table.touches.move("a", 20, 120)
    table.touches.move("a", 20, 40)
    table.touches.up("a", 20, 40)
    assert [kind for kind, _x, _y in table.drawn] == ["begin", "extend", "extend", "finish"]
    assert table.drawn[2][1:] == (20.0, 40.0)
    assert table.done == []


def test_a_plane_is_told_of_a_second_finger_while_it_is_drawn_on(clock: FakeClock) -> None:
    table = Table(clock)
    table.touches.down("a", 10, 110)
    table.touches.down("b", 50, 150)
    table.touches.move("b", 60, 160)
    table.touches.up("b", 60, 160)
    table.touches.up("a", 10, 110)
    assert [kind for kind, _x, _y in table.drawn] == ["begin", "crowd", "finish"]
    table.strike(50, 150, "b")
    assert [kind for kind, _x, _y in table.drawn].count("crowd") == 1
