"""Whatever goes wrong on the line or at the service: nothing lost, nothing submitted twice."""

from collections.abc import Mapping

import pytest

from kiosk.clock import SystemClock
from kiosk.courier.destinations import Unavailable, make_destination
from kiosk.courier.fit_connect import Settings
from kiosk.courier.fit_connect.link import Link
from kiosk.courier.lane import Lane
from kiosk.demo.fit_connect.double import POINT, Double
from kiosk.demo.fit_connect.faults import Call, Fault
from kiosk.demo.fit_connect.submissions import State
from kiosk.store import Store
from tests.fake_clock import FakeClock
from tests.kiosk.courier.conftest import lane_to
from tests.kiosk.courier.fit_connect.conftest import Taken, drain, fault, logged, put_in, state

DAY = 86_400
PASSING = [fault for fault in Fault if fault not in (Fault.HANG, Fault.DRIP)]


async def until_accepted(
    lane: Lane, store: Store, double: Double, clock: FakeClock, number: str, hours: int = 6
) -> None:
    for _ in range(hours * 20):
        drain(lane)
        double.receiver.collect()
        if state(store, number) == "accepted":
            return
        await clock.advance(180)
    raise AssertionError(f"the case is still {state(store, number)}: {fault(store, number)}")


def only_once(double: Double, taken: Taken, *numbers: str) -> None:
    assert sorted(taken.numbers()) == sorted(numbers)
    assert [s.state for s in double.service.submitted()] == [State.ACCEPTED] * len(numbers)


@pytest.mark.parametrize("wrong", PASSING, ids=str)
async def test_every_call_goes_wrong_once_and_the_case_arrives_once(
    wrong: Fault, lane: Lane, store: Store, double: Double, taken: Taken, clock: FakeClock
) -> None:
    number = put_in(store, photos=2)
    for call in Call:
        double.web.faults.plan(call, wrong)
    await until_accepted(lane, store, double, clock, number)
    only_once(double, taken, number)
    assert all(double.web.faults.take(call) is None for call in Call), "every fault was met"
    assert double.web.strays == [], "nobody is followed elsewhere with a token in the hand"
    assert fault(store, number) is None


@pytest.mark.parametrize("call", Call, ids=str)
async def test_a_call_that_is_never_answered_ends_and_is_made_up_for(
    call: Call,
    store: Store,
    double: Double,
    table: dict[str, object],
    taken: Taken,
    clock: FakeClock,
) -> None:
    number = put_in(store)
    destination = make_destination("folder", {**table, "call_seconds": 0.2}, clock)
    double.web.faults.plan(call, Fault.HANG)
    await until_accepted(lane_to(destination, store, clock), store, double, clock, number)
    destination.close()
    only_once(double, taken, number)


def test_an_answer_that_drips_is_given_up(double: Double, table: Mapping[str, object]) -> None:
    settings = {name: value for name, value in table.items() if name != "driver"}
    clock = SystemClock()
    link = Link(Settings(**{**settings, "call_seconds": 0.3}), clock)  # type: ignore[arg-type]
    double.web.faults.plan(Call.DESTINATION, Fault.DRIP)
    began = clock.monotonic()
    with pytest.raises(Unavailable, match="does not end"):
        link.get(f"/v2/destinations/{POINT}")
    link.close()
    assert clock.monotonic() - began < 2


async def test_a_creation_that_was_not_heard_of_stays_unfinished_and_is_deleted(
    lane: Lane, store: Store, double: Double, taken: Taken, clock: FakeClock
) -> None:
    number = put_in(store)
    double.web.faults.plan(Call.CREATE, Fault.CUT_AFTER, times=3)
    await until_accepted(lane, store, double, clock, number)
    states = sorted(s.state for s in double.service.submissions.values())
    assert states == [State.ACCEPTED] + [State.INCOMPLETE] * 3
    only_once(double, taken, number)
    await clock.advance(DAY + 1)
    double.service.destination(POINT)
    assert [s.state for s in double.service.submissions.values()] == [State.ACCEPTED]


async def test_a_submission_that_the_service_deleted_unfinished_is_begun_anew(
    lane: Lane, store: Store, double: Double, taken: Taken, clock: FakeClock
) -> None:
    number = put_in(store, photos=0)
    double.web.faults.plan(Call.SUBMIT, Fault.CUT_BEFORE)
    drain(lane)
    (first,) = double.service.submissions
    double.web.faults.plan(Call.TOKEN, Fault.BUSY, times=500)
    await clock.advance(DAY + 600)
    double.web.faults.plan(Call.TOKEN, Fault.BUSY, times=-500)
    while double.web.faults.take(Call.TOKEN):
        pass
    await until_accepted(lane, store, double, clock, number)
    only_once(double, taken, number)
    assert first not in double.service.submissions


async def test_not_found_before_a_day_is_over_begins_nothing_anew(
    lane: Lane, store: Store, double: Double, clock: FakeClock
) -> None:
    """A gateway, or a service in disorder, may say so of a submission that is there after all."""
    number = put_in(store, photos=0)
    double.web.faults.plan(Call.SUBMIT, Fault.CUT_AFTER)
    drain(lane)
    (submission,) = double.service.submissions.values()
    hidden = double.service.submissions.pop(submission.id)
    log = double.service._logs.pop(hidden.case)
    for _ in range(20):
        await clock.advance(3600)
        drain(lane)
    assert list(double.service.submissions) == []
    assert state(store, number) == "pending"
    double.service.submissions[hidden.id] = hidden
    double.service._logs[hidden.case] = log
    await clock.advance(3600)
    drain(lane)
    assert state(store, number) == "submitted"
    assert list(double.service.submissions) == [hidden.id]


async def test_a_pause_that_the_service_asks_for_is_kept(
    lane: Lane, store: Store, double: Double, clock: FakeClock
) -> None:
    put_in(store)
    double.web.faults.plan(Call.TOKEN, Fault.BUSY)
    drain(lane)
    asked = len(double.web.calls)
    await clock.advance(119)
    drain(lane)
    assert len(double.web.calls) == asked
    await clock.advance(1)
    drain(lane)
    assert len(double.web.calls) > asked


async def test_a_token_that_runs_out_or_is_withdrawn_is_renewed(
    lane: Lane, store: Store, double: Double, taken: Taken, clock: FakeClock
) -> None:
    numbers = [put_in(store, f"s{place}") for place in range(3)]
    double.service.withdraw_tokens()
    lane.step()
    double.service.withdraw_tokens()
    lane.step()
    await clock.advance(1801)
    await until_accepted(lane, store, double, clock, numbers[-1])
    assert taken.numbers() == numbers
    assert double.web.calls.count(Call.TOKEN) == 3
    assert not any(event == "destination.unavailable" for event, _ in logged(store))


async def test_wrong_credentials_blame_no_case(
    lane: Lane, store: Store, double: Double, clock: FakeClock
) -> None:
    number = put_in(store)
    double.service.clients["terminal"] = "another"
    for _ in range(10):
        drain(lane)
        await clock.advance(900)
    assert state(store, number) == "pending"
    (unavailable,) = (told for event, told in logged(store) if event == "destination.unavailable")
    assert unavailable["fault"] == "courier.not_authorised"
    double.service.clients["terminal"] = "not-a-secret-of-anybody"
    await until_accepted(lane, store, double, clock, number)


async def test_a_day_without_network_and_all_arrive_in_order(
    lane: Lane, store: Store, double: Double, taken: Taken, clock: FakeClock
) -> None:
    for call in Call:
        double.web.faults.plan(call, Fault.CUT_BEFORE, times=10_000)
    numbers = []
    for hour in range(24):
        numbers.append(put_in(store, f"s{hour}", photos=0))
        for _ in range(12):
            drain(lane)
            await clock.advance(300)
    assert [line.standing for line in store.oversight.cases()] == ["stored"] * 24
    assert all(line.size > 0 and line.fault != "" for line in store.oversight.cases())
    knocked = len(double.web.calls)
    assert 24 * 3 < knocked < 24 * 12 + 10, "backs off, and still knocks now and then"
    for call in Call:
        while double.web.faults.take(call):
            pass
    for _ in range(6):
        await clock.advance(900)
        drain(lane)
        double.receiver.collect()
    assert taken.numbers() == numbers
    assert [line.state for line in store.oversight.cases()] == ["accepted"] * 24
    assert [s.state for s in double.service.submitted()] == [State.ACCEPTED] * 24
