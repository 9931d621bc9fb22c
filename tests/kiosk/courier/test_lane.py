"""One destination's queue: order, patience, blame, and nothing dropped."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.courier.destinations import (
    CourierFault,
    Delivered,
    Refused,
    Remember,
    Unavailable,
    Unfinished,
)
from kiosk.courier.folder import Folder, Settings
from kiosk.courier.lane import STRIKES
from kiosk.store import (
    CaseDraft,
    Payment,
    PaymentState,
    Store,
    StoreFailed,
    StoreFault,
    StoreSettings,
)
from kiosk.store.outbox import Parcel
from kiosk.store.sealing import AuthorityKey
from tests.fake_clock import FakeClock
from tests.kiosk.courier.conftest import Commanded, failing, lane_to, store_case

AWAY = Unavailable(CourierFault.UNREACHABLE, "no route")


def states(store: Store) -> list[str]:
    return [line.state for line in store.oversight.cases()]


def events(store: Store) -> list[str]:
    return [row["event"] for row in store._database.rows("SELECT event FROM events ORDER BY seq")]


def test_a_delivered_case_is_noted_and_its_content_is_gone(
    store: Store, clock: FakeClock, target: Path
) -> None:
    number = store_case(store)
    lane = lane_to(Folder(Settings(str(target))), store, clock)
    assert lane.step()
    (line,) = store.oversight.case(number)
    assert (line.state, line.attempts, line.size, line.fault) == ("delivered", 1, 0, None)
    assert store._database.rows("SELECT * FROM captures") == []
    assert "case.delivered" in events(store)
    assert not lane.step()


def test_cases_go_out_in_the_order_they_came(store: Store, clock: FakeClock) -> None:
    numbers = [store_case(store, f"s{place}") for place in range(5)]
    destination = Commanded()
    lane = lane_to(destination, store, clock)
    while lane.step():
        pass
    assert [parcel.number for parcel in destination.got] == numbers


async def test_a_day_without_network_loses_nothing_and_blames_nobody(
    store: Store, clock: FakeClock
) -> None:
    numbers = [store_case(store, f"s{place}") for place in range(4)]
    destination = Commanded()
    lane = lane_to(destination, store, clock)
    tries = 0
    # A case with captures must not be older than 24 hours: just under a day.
    while clock.monotonic() < 23 * 3600:
        if not lane.rests():
            destination.answers = [failing(AWAY)]
            assert not lane.step()
            tries += 1
            assert lane.rests()
        await clock.advance(10)
    assert 23 * 4 < tries < 23 * 3600 / 300, "backs off, and still knocks now and then"
    assert {parcel.number for parcel in destination.got} == {numbers[0]}
    assert states(store) == ["pending"] * 4
    assert events(store).count("destination.unavailable") == 1
    destination.got.clear()
    await clock.advance(900)
    while lane.step():
        pass
    assert [parcel.number for parcel in destination.got] == numbers
    assert states(store) == ["delivered"] * 4
    assert events(store).count("destination.available") == 1


def test_a_refused_case_is_set_aside_whole_and_the_next_one_goes_on(
    store: Store, clock: FakeClock
) -> None:
    first, second = store_case(store, "s1"), store_case(store, "s2")
    destination = Commanded([failing(Refused("schema"))])
    lane = lane_to(destination, store, clock)
    assert lane.step()
    assert lane.step()
    assert states(store) == ["quarantined", "delivered"]
    (line,) = store.oversight.case(first)
    assert line.fault == "courier.refused"
    assert line.size > 0
    assert [parcel.number for parcel in destination.got] == [first, second]
    assert "case.quarantined" in events(store)


def test_a_technician_sends_a_case_out_again(store: Store, clock: FakeClock) -> None:
    number = store_case(store)
    lane = lane_to(Commanded([failing(Refused("schema"))]), store, clock)
    lane.step()
    assert store.oversight.retry(number) == 1
    assert events(store)[-1] == "case.retried"
    assert lane.step()
    assert states(store) == ["delivered"]
    assert store.oversight.retry(number) == 0
    assert store.oversight.retry("0000-0000") == 0


async def test_a_poisonous_case_does_not_hold_up_the_others_and_is_set_aside_in_the_end(
    store: Store, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    poisonous, other = store_case(store, "s1"), store_case(store, "s2")
    secret = RuntimeError("could not parse MUSTERMANN")

    def deliver(parcel: Parcel, _remember: Remember) -> Delivered:
        if parcel.number == poisonous:
            raise secret
        return Delivered()

    destination = Commanded([deliver] * 50)
    lane = lane_to(destination, store, clock)
    lane.step()
    lane.step()
    assert states(store) == ["pending", "delivered"]
    for _ in range(200):
        lane.step()
        await clock.advance(60)
    assert states(store) == ["quarantined", "delivered"]
    tried = [parcel.number for parcel in destination.got]
    assert tried.count(poisonous) == STRIKES
    assert tried.count(other) == 1
    assert store.oversight.case(poisonous)[0].fault == "courier.unexpected"
    assert "MUSTERMANN" not in caplog.text


async def test_a_case_that_kills_the_courier_is_found_out(store: Store, clock: FakeClock) -> None:
    store_case(store)
    for _ in range(STRIKES):
        # The courier dies here: claimed, and nobody says what became of it.
        assert store.outbox.claim("folder") is not None
    destination = Commanded()
    assert lane_to(destination, store, clock).step()
    assert states(store) == ["quarantined"]
    assert store.oversight.cases()[0].fault == "courier.crashed"
    assert destination.got == []


def test_a_case_that_rotted_on_the_disk_is_not_sent(store: Store, clock: FakeClock) -> None:
    store_case(store)
    with store._database.transaction():
        store._database.write("UPDATE parts SET sealed = zeroblob(100)", {})
    destination = Commanded()
    assert lane_to(destination, store, clock).step()
    assert destination.got == []
    assert store.oversight.cases()[0].fault == "courier.damaged"


async def test_a_destination_that_works_in_steps_is_given_back_what_it_put_down(
    store: Store, clock: FakeClock
) -> None:
    store_case(store, "s1")
    store_case(store, "s2")

    def create(_parcel: Parcel, remember: Remember) -> Unfinished:
        remember({"submission": "4711"})
        return Unfinished(60)

    def accepted(parcel: Parcel, _remember: Remember) -> Delivered:
        assert parcel.remembered == {"submission": "4711"}
        return Delivered()

    destination = Commanded([create, lambda _parcel, _remember: Delivered(), accepted])
    lane = lane_to(destination, store, clock)
    assert lane.step()
    assert lane.step()
    assert states(store) == ["pending", "delivered"]
    assert not lane.step()
    await clock.advance(60)
    assert lane.step()
    assert states(store) == ["delivered", "delivered"]
    assert len({parcel.key for parcel in destination.got}) == 2


def test_what_was_put_down_survives_a_death_before_the_next_word(
    store: Store, clock: FakeClock
) -> None:
    store_case(store)

    def create(_parcel: Parcel, remember: Remember) -> Delivered:
        remember({"submission": "4711"})
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        lane_to(Commanded([create]), store, clock).step()
    claimed = store.outbox.claim("folder")
    assert claimed is not None
    assert claimed.remembered == {"submission": "4711"}


def test_an_open_payment_holds_its_case_back_and_others_pass(
    store: Store, clock: FakeClock
) -> None:
    paid_case(store)
    store_case(store, "s2")
    lane = lane_to(Commanded(), store, clock)
    assert lane.step()
    assert not lane.step()
    assert states(store) == ["pending", "delivered"]
    store.journal("P-1", PaymentState.CONFIRMED, 1300)
    assert lane.step()
    assert states(store) == ["delivered", "delivered"]


async def test_an_open_payment_does_not_hold_a_case_back_for_ever(
    store: Store, clock: FakeClock
) -> None:
    paid_case(store)
    store.journal("P-1", PaymentState.UNKNOWN, 1300)
    destination = Commanded()
    lane = lane_to(destination, store, clock)
    await clock.advance(30 * 60 - 1)
    assert not lane.step()
    await clock.advance(1)
    assert lane.step()
    (parcel,) = destination.got
    assert parcel.payment is not None
    assert parcel.payment.state == "unknown"


def paid_case(store: Store) -> None:
    store.journal("P-1", PaymentState.INTENT, 1300)
    store.journal("P-1", PaymentState.AUTHORISED, 1300)
    store.store_case(CaseDraft("paid", "s", "folder", {}, payment=Payment("P-1", 1300)))


async def test_a_clock_that_was_wrong_does_not_park_a_case_for_years(
    store: Store, clock: FakeClock
) -> None:
    store_case(store)
    with store._database.transaction():
        store._database.write("UPDATE outbox SET next_at = '2096-01-01T00:00:00.000Z'", {})
    assert lane_to(Commanded(), store, clock).step()


async def test_undelivered_captures_take_their_case_with_them_when_they_are_too_old(
    store: Store, clock: FakeClock
) -> None:
    store_case(store, "s1")
    store.store_case(CaseDraft("s2", "fuehrungszeugnis", "folder", {}))
    await clock.advance(24 * 3600)
    assert store.retention.expire() == 1
    assert states(store) == ["expired", "pending"]
    assert store._database.rows("SELECT * FROM captures") == []
    assert len(store._database.rows("SELECT * FROM parts")) == 1
    assert "case.expired" in events(store)


async def test_old_numbers_are_forgotten_but_nothing_that_waits(
    store: Store, clock: FakeClock
) -> None:
    store.store_case(CaseDraft("s1", "s", "folder", {}))
    lane = lane_to(Commanded(), store, clock)
    lane.step()
    store.store_case(CaseDraft("s2", "s", "folder", {}))
    await clock.advance(31 * 86400)
    assert store.retention.forget(timedelta(days=30)) == 1
    assert states(store) == ["pending"]
    assert events(store)[-1] == "cases.forgotten"
    assert store.retention.forget(timedelta(days=30)) == 0


async def test_a_note_that_cannot_be_written_is_written_later_and_nothing_goes_out_twice(
    database: Path, clock: FakeClock, authority: AuthorityKey
) -> None:
    settings = StoreSettings(busy_seconds=0.05)
    with (
        Store.open(database, clock, settings, authorities={"folder": authority}) as store,
        closing(sqlite3.connect(database, isolation_level=None)) as other,
    ):
        store_case(store)

        def deliver(_parcel: Parcel, _remember: Remember) -> Delivered:
            other.execute("BEGIN IMMEDIATE")
            return Delivered()

        destination = Commanded([deliver])
        lane = lane_to(destination, store, clock)
        assert not lane.step()
        assert lane.rests()
        other.execute("ROLLBACK")
        assert states(store) == ["pending"]
        await clock.advance(10)
        assert not lane.step()
        assert len(destination.got) == 1
        assert states(store) == ["delivered"]


def test_a_lost_database_ends_the_courier(store: Store, clock: FakeClock) -> None:
    store_case(store)
    lost = StoreFailed(StoreFault.CORRUPT, "damaged")
    with pytest.raises(StoreFailed):
        lane_to(Commanded([failing(lost)]), store, clock).step()
