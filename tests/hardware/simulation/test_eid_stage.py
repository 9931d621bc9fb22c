"""The stage's eID service: people can break it, and the next citizen finds it right again."""

from collections.abc import AsyncIterator

import pytest

from hardware.eid.lab.service_misbehaviour import ServiceMisbehaviour
from hardware.eid.replay.rehearsal import Rehearsal
from hardware.failures import DeviceFailed
from hardware.identity import IdentityFault, IdentityService
from hardware.registry import make_driver
from hardware.simulation.acts import ImpossibleAct, acts_of, perform
from hardware.simulation.eid_stage import EidStage
from kiosk.clock import SystemClock
from kiosk.contracts.devices import DeviceKind
from kiosk.contracts.identity import IdentityRequest

CLOCK = SystemClock()


@pytest.fixture
async def stage() -> AsyncIterator[EidStage]:
    stage = EidStage(Rehearsal(CLOCK, pace=0), 0)
    await stage.start()
    yield stage
    await stage.stop()


@pytest.fixture
def service(stage: EidStage) -> IdentityService:
    made: IdentityService = make_driver(DeviceKind.IDENTITY, stage.describe()["identity"], CLOCK)
    return made


async def test_the_eid_service_goes_wrong_as_often_as_was_said(
    stage: EidStage, service: IdentityService
) -> None:
    await perform(stage, "break_service", {"wrong": "busy", "times": 2})
    assert stage.state()["service_wrong"] == "busy"
    for _ in range(2):
        with pytest.raises(DeviceFailed) as failed:
            await service.start(IdentityRequest((), ()))
        assert failed.value.fault is IdentityFault.BUSY
    assert await service.start(IdentityRequest((), ()))
    assert stage.state()["service_wrong"] == ""


async def test_the_next_citizen_finds_the_service_right(
    stage: EidStage, service: IdentityService
) -> None:
    stage.break_service(ServiceMisbehaviour.DOWN, times=9)
    await stage.restore()
    assert await service.start(IdentityRequest((), ()))


async def test_less_than_once_is_impossible(stage: EidStage) -> None:
    with pytest.raises(ImpossibleAct):
        stage.break_service(ServiceMisbehaviour.DOWN, times=0)


async def test_every_wrong_is_offered(stage: EidStage) -> None:
    (act,) = (act for act in acts_of(stage) if act.name == "break_service")
    wrong = next(each for each in act.parameters if each.name == "wrong")
    assert set(wrong.choices) == set(ServiceMisbehaviour)
