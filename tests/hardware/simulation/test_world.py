"""The simulated world as a whole: every device is there, acts reach it, changes are pushed."""

import fcntl
import tempfile
from collections.abc import AsyncIterator
from contextlib import aclosing, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from hardware.eid.lab import pcscd
from hardware.registry import PACKAGES, make_driver
from hardware.simulation import WorldControl, WorldGone, WorldRefused
from hardware.simulation.acts import acts_of, perform
from hardware.simulation.cast import REPLAYED, EidChoice, Miscast, Wishes, cast
from hardware.simulation.device_end import AddressTaken
from hardware.simulation.scenarios import SCENARIOS, Scenario
from hardware.simulation.world import World, open_world
from kiosk.contracts.devices import DeviceKind
from tests.fake_clock import FakeClock
from tests.hardware.passing_time import passing
from tests.hardware.watching import watching

ROOT = Path(__file__).resolve().parents[3]
WISHES = Wishes(eid=EidChoice.REPLAY)
COUNTERS = {"images_taken", "slips", "journal", "automatic", "watched_by", "person", "citizen"}


@pytest.fixture
async def world(clock: FakeClock) -> AsyncIterator[World]:
    world = World(cast(WISHES, clock), clock)
    await world.start()
    yield world
    await world.stop()


@pytest.fixture
def control(world: World, clock: FakeClock) -> WorldControl:
    return WorldControl(world.control_address, clock)


def test_whoever_has_a_simulator_plays(clock: FakeClock) -> None:
    written = {
        kind
        for kind, package in PACKAGES.items()
        if (ROOT / package.replace(".", "/") / "simulator.py").exists()
    }
    assert written <= set(cast(WISHES, clock).simulators)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_every_step_of_a_scenario_is_an_act(scenario: Scenario, clock: FakeClock) -> None:
    simulators = cast(WISHES, clock).simulators
    for step in scenario.steps:
        acts = {act.name: act for act in acts_of(simulators[step.device])}
        assert step.act in acts
        assert set(step.arguments) <= {each.name for each in acts[step.act].parameters}


def test_the_next_citizen_finds_every_device_in_order(clock: FakeClock) -> None:
    steps = next(one for one in SCENARIOS if one.name == "next_citizen").steps
    assert set(cast(WISHES, clock).simulators) <= {step.device for step in steps}


async def test_every_table_makes_a_driver_that_finds_its_device(
    world: World, clock: FakeClock
) -> None:
    for kind, table in world.tables().items():
        port = make_driver(DeviceKind(kind), table, clock)
        if kind == DeviceKind.EID:
            await passing(clock, port.open())
        async with watching(port.watch()) as statuses:
            assert (await passing(clock, anext(statuses))).fault is None, kind
        if kind == DeviceKind.EID:
            await port.close()


async def test_the_world_describes_acts_and_states(control: WorldControl) -> None:
    told = await control.describe()
    devices, scenarios = told["devices"], told["scenarios"]
    assert isinstance(devices, dict)
    assert isinstance(scenarios, list)
    assert {"name": "paper_out", "does": "Let the receipt paper end."} in scenarios
    assert [one["name"] for one in scenarios] == [one.name for one in SCENARIOS]
    press = next(act for act in devices["keypad"]["acts"] if act["name"] == "press")
    assert press["does"] == "Press a key and let go."
    assert press["parameters"][0]["choices"][:2] == ["next", "previous"]
    assert devices["keypad"]["state"]["headset"] is False
    assert devices["keypad"]["at_first"] == devices["keypad"]["state"]


async def test_an_act_reaches_its_device(control: WorldControl) -> None:
    await control.act("keypad", "plug_in_headset")
    await control.act("sensors", "set_temperature", celsius=41.5)
    state = await control.state()
    assert state["keypad"] == {"plugged": True, "silent": False, "held": [], "headset": True}
    assert state["sensors"] | {"celsius": 41.5} == state["sensors"]  # type: ignore[operator]


@pytest.mark.parametrize(
    ("device", "act", "arguments", "sentence"),
    [
        ("toaster", "press", {}, r"There is no device 'toaster' \(there are: call, camera, "),
        ("keypad", "fly", {}, r"There is no act 'fly' \(there are: come_to, fall_silent, hold, "),
        ("keypad", "press", {"key": "any"}, "'key' is one of: next, previous, "),
        ("keypad", "pull_out_headset", {}, "No headset is in the jack."),
    ],
)
async def test_what_cannot_be_is_refused_in_a_sentence(
    device: str, act: str, arguments: dict[str, object], sentence: str, control: WorldControl
) -> None:
    with pytest.raises(WorldRefused, match=sentence):
        await control.act(device, act, **arguments)


async def test_an_unknown_scenario_is_refused_in_a_sentence(control: WorldControl) -> None:
    with pytest.raises(WorldRefused, match=r"There is no scenario 'flood' .*paper_out"):
        await control.play("flood")


async def test_changes_are_pushed_and_only_changes(control: WorldControl, clock: FakeClock) -> None:
    async with aclosing(control.watch()) as states:
        first = await anext(states)
        assert first is not None
        await control.act("sensors", "open_door")
        second = await passing(clock, anext(states))
        assert second is not None
        assert [name for name in first if first[name] != second[name]] == ["sensors"]


async def test_what_a_device_does_by_itself_is_pushed_too(
    world: World, control: WorldControl, clock: FakeClock
) -> None:
    terminal = make_driver(DeviceKind.PAYMENT, world.tables()["payment"], clock)
    async with aclosing(control.watch()) as states:
        await anext(states)
        await control.play("all_by_itself")
        await passing(clock, terminal.authorise("P-1", 1300, lambda _: None))
        seen = await passing(clock, anext(states))
        while not seen or seen["payment"]["display"] != "approved":  # type: ignore[index]
            seen = await passing(clock, anext(states))
        assert seen["payment"]["journal"][0]["outcome"] == "held"  # type: ignore[index]
    await passing(clock, terminal.close())


async def test_the_next_citizen_finds_everything_as_at_first(
    control: WorldControl,
) -> None:
    before = await control.state()
    for device, act in (
        *(("printer", "open_cover"), ("printer", "run_out_of_paper"), ("printer", "unplug")),
        *(("payment", "break_down"), ("payment", "decline_next"), ("payment", "fall_silent")),
        *(("fingerprint", "place_two_fingers"), ("fingerprint", "unplug"), ("keypad", "hold")),
        *(("keypad", "plug_in_headset"), ("sensors", "open_door"), ("sensors", "cut_power")),
        *(("call", "close_desk"), ("call", "send_clerks_away"), ("camera", "go_black")),
        *(("camera", "unplug"), ("camera", "walk_away"), ("document_scanner", "lay_document")),
        *(("eid", "lay_card"), ("eid", "mistype_pin"), ("eid", "switch_online_function_off")),
    ):
        await control.act(device, act)
    await control.play("next_citizen")
    after = await control.state()
    for device, state in before.items():
        assert isinstance(state, dict)
        known = {key: value for key, value in state.items() if key not in COUNTERS}
        assert known == {key: after[device][key] for key in known}, device  # type: ignore[index]


async def test_restoring_needs_nothing_out_of_order(clock: FakeClock) -> None:
    simulators = cast(WISHES, clock).simulators
    for simulator in simulators.values():
        await simulator.start()
    for simulator in simulators.values():
        await perform(simulator, "restore", {})
        await simulator.stop()


async def test_a_world_that_ends_is_noticed(world: World, clock: FakeClock) -> None:
    control = WorldControl(world.control_address, clock)
    async with aclosing(control.watch()) as states:
        assert await anext(states)
        await world.stop()
        assert await passing(clock, anext(states)) is None
    with pytest.raises(WorldGone, match=r"No simulated world answers at 127\.0\.0\.1:"):
        await control.state()


async def test_a_taken_control_port_is_told_and_nothing_stays_open(
    world: World, clock: FakeClock
) -> None:
    port = int(world.control_address.split(":")[1])
    second = World(cast(WISHES, clock), clock)
    with pytest.raises(AddressTaken, match=f"Port {port} for world is not free"):
        await second.start(port)
    terminal = make_driver(DeviceKind.PAYMENT, second.tables()["payment"], clock)
    async with watching(terminal.watch()) as statuses:
        assert (await passing(clock, anext(statuses))).fault == "payment.unreachable"


def test_a_camera_is_taken_as_it_is(clock: FakeClock, tmp_path: Path) -> None:
    picture = tmp_path / "portrait.png"
    picture.touch()
    chosen = cast(Wishes(camera=str(picture), eid=EidChoice.REPLAY), clock)
    assert chosen.tables["camera"] == {"driver": "opencv", "source": str(picture)}
    assert "camera" not in chosen.simulators
    stream = cast(Wishes(camera="rtsp://127.0.0.1/x", eid=EidChoice.REPLAY), clock)
    assert stream.tables["camera"]["source"] == "rtsp://127.0.0.1/x"


def test_a_camera_that_is_not_there_is_refused_in_a_sentence(clock: FakeClock) -> None:
    with pytest.raises(Miscast, match=r"^There is no camera, picture or video '/dev/video99'\.$"):
        cast(Wishes(camera="/dev/video99", eid=EidChoice.REPLAY), clock)


async def test_a_laboratory_that_cannot_be_had_gives_way_to_recordings(clock: FakeClock) -> None:
    with (Path(tempfile.gettempdir()) / pcscd._LOCK).open("a") as lock:
        with suppress(BlockingIOError):  # another laboratory runs now, which is as good
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        wishes = Wishes(camera="/dev/null", eid=EidChoice.LAB)
        with pytest.raises(Miscast, match=r"^[A-Z][^\n]+\.$"):
            await passing(clock, open_world(wishes, clock))
        world = await passing(clock, open_world(replace(wishes, eid=EidChoice.AUTO), clock))
        assert "replay" in world.tables()["eid"]
        notes = world.report()["notes"]
        assert isinstance(notes, list)
        assert notes[1:] == [REPLAYED], "after the sentence that says why"
        await world.stop()
