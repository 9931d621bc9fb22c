"""What every sensors driver keeps: the readings as they are, and the worst that they mean."""

from collections.abc import AsyncIterator, Callable, Mapping

import pytest

from hardware.registry import make_driver
from hardware.sensors import Sensors, SensorsFault, SensorsStatus
from hardware.sensors.simulator import HOT, ROOM, SensorsSimulator
from kiosk.clock import SystemClock
from kiosk.contracts.devices import DeviceKind
from tests.fake_clock import FakeClock
from tests.hardware.passing_time import passing
from tests.hardware.watching import watching

KIND = DeviceKind.SENSORS


@pytest.fixture
async def simulator() -> AsyncIterator[SensorsSimulator]:
    simulator = SensorsSimulator()
    await simulator.start()
    yield simulator
    await simulator.stop()


@pytest.fixture
def sensors(simulator: SensorsSimulator, clock: FakeClock) -> Sensors:
    made: Sensors = make_driver(KIND, simulator.describe(), clock)
    return made


async def test_absent_sensors_say_so(clock: FakeClock) -> None:
    absent: Sensors = make_driver(KIND, {"driver": "absent"}, clock)
    async with watching(absent.watch()) as statuses:
        assert await anext(statuses) == SensorsStatus(SensorsFault.UNREACHABLE)


async def test_readings_arrive_as_they_change(
    sensors: Sensors, simulator: SensorsSimulator
) -> None:
    async with watching(sensors.watch()) as statuses:
        assert await anext(statuses) == SensorsStatus(celsius=ROOM)
        simulator.step_before()
        assert await anext(statuses) == SensorsStatus(celsius=ROOM, person_present=True)
        simulator.walk_away()
        assert await anext(statuses) == SensorsStatus(celsius=ROOM)
        simulator.set_temperature(31.5)
        assert await anext(statuses) == SensorsStatus(celsius=31.5)


async def test_the_worst_of_several_is_the_fault(
    sensors: Sensors, simulator: SensorsSimulator
) -> None:
    async with watching(sensors.watch()) as statuses:
        await anext(statuses)
        simulator.cut_power()
        assert (await anext(statuses)).fault is SensorsFault.ON_BATTERY
        simulator.set_temperature(HOT)
        assert (await anext(statuses)).fault is SensorsFault.TOO_HOT
        simulator.open_door()
        status = await anext(statuses)
        assert status == SensorsStatus(
            SensorsFault.DOOR_OPEN, door_open=True, celsius=HOT, on_battery=True
        )
        simulator.close_door()
        assert (await anext(statuses)).fault is SensorsFault.TOO_HOT


async def test_what_is_too_hot_is_a_setting(simulator: SensorsSimulator, clock: FakeClock) -> None:
    table = {**simulator.describe(), "too_hot": 30.0}
    sensors: Sensors = make_driver(KIND, table, clock)
    async with watching(sensors.watch()) as statuses:
        assert (await anext(statuses)).fault is None
        simulator.set_temperature(30)
        assert (await anext(statuses)).fault is SensorsFault.TOO_HOT


MISHAPS: Mapping[SensorsFault, Callable[[SensorsSimulator], None]] = {
    SensorsFault.UNREACHABLE: lambda simulator: simulator.fall_silent(),
    SensorsFault.TOO_HOT: lambda simulator: simulator.set_temperature(HOT),
    SensorsFault.ON_BATTERY: lambda simulator: simulator.cut_power(),
    SensorsFault.DOOR_OPEN: lambda simulator: simulator.open_door(),
}


@pytest.mark.parametrize("fault", SensorsFault)
async def test_every_fault_is_reached_and_passes(
    fault: SensorsFault, sensors: Sensors, simulator: SensorsSimulator, clock: FakeClock
) -> None:
    async with watching(sensors.watch()) as statuses:
        assert (await anext(statuses)).fault is None
        MISHAPS[fault](simulator)
        assert (await passing(clock, anext(statuses))).fault is fault
        simulator.restore()
        assert (await passing(clock, anext(statuses))).fault is None


@pytest.mark.device
async def test_the_things_on_the_desk_are_well(device_table: Mapping[str, object]) -> None:
    sensors: Sensors = make_driver(KIND, device_table, SystemClock())
    async with watching(sensors.watch()) as statuses:
        status = await anext(statuses)
    assert status.fault is not SensorsFault.UNREACHABLE
    assert -20 < status.celsius < 90
