"""The simulated terminal at its wire, against a till of bytes: the vending rules, its books, its restarts."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hardware.payment.simulator import PaymentSimulator
from hardware.payment.till.procedures import ASK_AGAIN, BANKS_TIME
from hardware.payment.zvt import orders
from hardware.payment.zvt.apdu import Apdu, Splitter
from hardware.payment.zvt.orders import Password
from hardware.payment.zvt.reports import Aborted, Completion, Status, read_report
from hardware.simulation.acts import ImpossibleAct
from tests.fake_clock import FakeClock
from tests.hardware.passing_time import passing

PASSWORD = Password()
YES, BOOKED = Apdu(0x8000), Apdu(0x8000)
WAIT, NOT_BOOKED, NO_PAPER = Apdu(0x849C), Apdu(0x846C), Apdu(0x84CC)
FEE = 13_00


class Till:
    """One line to the simulator; `hears` skips nothing, `runs` answers everything with yes."""

    def __init__(self, simulator: PaymentSimulator, clock: FakeClock) -> None:
        self._address = str(simulator.describe()["address"])
        self._clock = clock
        self._heard: list[Apdu] = []
        self._splitter = Splitter()

    async def connect(self, *, register: bool = True) -> "Till":
        host, _, port = self._address.rpartition(":")
        self._reader, self._writer = await asyncio.open_connection(host, int(port))
        if register:
            await self.runs(orders.Register(PASSWORD))
        return self

    def says(self, apdu: Apdu) -> None:
        self._writer.write(apdu.encode())

    async def hears(self) -> Apdu:
        while not self._heard:
            data = await passing(self._clock, self._reader.read(4096))
            if not data:
                raise ConnectionResetError
            self._heard += self._splitter.feed(data)
        return self._heard.pop(0)

    async def until(self, control: int) -> Apdu:
        """Answer yes to everything up to a word of that kind, which is answered by the test."""
        while (apdu := await self.hears()).control != control:
            if apdu.control >> 8 not in (0x80, 0x84):
                self.says(YES)
        return apdu

    async def runs(self, order: orders.Order) -> list[Apdu]:
        """Answer all that comes of the order, every word of it agreed to."""
        self.says(order.apdu())
        words = [await self.hears()]
        while words[-1].control not in (0x060F, 0x061E) and words[-1].control >> 8 != 0x84:
            words.append(await self.hears())
            self.says(YES)
        return words

    def hangs_up(self) -> None:
        self._writer.transport.abort()


@pytest.fixture
async def simulator(clock: FakeClock, tmp_path: Path) -> AsyncIterator[PaymentSimulator]:
    simulator = PaymentSimulator(clock, books=tmp_path / "books")
    await simulator.start()
    simulator.automate()
    yield simulator
    await simulator.stop()


def fates(simulator: PaymentSimulator) -> list[object]:
    journal = simulator.state()["journal"]
    assert isinstance(journal, list)
    return [entry["outcome"] for entry in journal]


def status(words: list[Apdu]) -> Status:
    (told,) = [read_report(word) for word in words if word.control == 0x040F]
    assert isinstance(told, Status)
    return told


def ended(words: list[Apdu]) -> Completion | Aborted:
    told = read_report(words[-1])
    assert isinstance(told, Completion | Aborted)
    return told


async def approved(till: Till, patience: int | None = 30, most: int | None = 3) -> None:
    till.says(orders.Authorise(FEE, patience, most).apdu())
    await till.until(0x040F)


async def test_all_is_agreed_to_and_kept(simulator: PaymentSimulator, clock: FakeClock) -> None:
    till = await Till(simulator, clock).connect()
    words = await till.runs(orders.Authorise(FEE))
    assert [str(word) for word in words] == [
        *("80 00", "04 FF", "04 FF", "04 FF", "04 0F"),
        *("06 D3", "06 D3", "06 D3", "06 D3", "06 0F"),
    ]
    assert simulator.kept() == ((1, FEE),)
    till.hangs_up()


@pytest.mark.parametrize("answer", [NOT_BOOKED, Apdu(0x849D), Apdu(0x8405), NO_PAPER])
async def test_what_is_not_booked_goes_back(
    simulator: PaymentSimulator, clock: FakeClock, answer: Apdu
) -> None:
    till = await Till(simulator, clock).connect()
    await approved(till)
    till.says(answer)
    told = read_report(await till.until(0x061E))
    till.says(YES)
    assert told == Aborted(0x6C)
    assert fates(simulator) == ["reversed"]
    till.hangs_up()


async def test_84_00_is_a_yes_as_well(simulator: PaymentSimulator, clock: FakeClock) -> None:
    till = await Till(simulator, clock).connect()
    await approved(till)
    till.says(Apdu(0x8400))
    await till.until(0x060F)
    assert simulator.kept() == ((1, FEE),)
    till.hangs_up()


async def test_wait_makes_it_ask_again_every_two_seconds_but_not_for_ever(
    simulator: PaymentSimulator, clock: FakeClock
) -> None:
    till = await Till(simulator, clock).connect()
    await approved(till, most=3)
    for _ in range(3):
        begun = clock.monotonic()
        till.says(WAIT)
        assert (await till.hears()).control == 0x040F
        assert clock.monotonic() - begun == pytest.approx(ASK_AGAIN, abs=0.2)
    till.says(WAIT)
    await till.until(0x061E)
    assert fates(simulator) == ["reversed"]
    till.hangs_up()


async def test_silence_for_longer_than_the_till_asked_for_goes_back(
    simulator: PaymentSimulator, clock: FakeClock
) -> None:
    till = await Till(simulator, clock).connect()
    await approved(till, patience=20)
    await passing(clock, clock.sleep(19))
    assert fates(simulator) == ["held"]
    await passing(clock, clock.sleep(1 + BANKS_TIME + 0.2))
    assert fates(simulator) == ["reversed"]
    till.hangs_up()


async def test_a_receipt_that_is_not_taken_undoes_it_too(
    simulator: PaymentSimulator, clock: FakeClock
) -> None:
    till = await Till(simulator, clock).connect()
    await approved(till)
    till.says(BOOKED)
    for _ in range(3):
        assert (await till.hears()).control == 0x06D3
        till.says(YES)
    await till.hears()
    till.says(NO_PAPER)
    await till.until(0x061E)
    assert fates(simulator) == ["reversed"]
    till.hangs_up()


@pytest.mark.parametrize("receipts", range(5))
async def test_the_line_may_break_at_any_receipt(
    simulator: PaymentSimulator, clock: FakeClock, receipts: int
) -> None:
    """2.2.8: final are the answers to the status and to every print, the completion is not needed."""
    till = await Till(simulator, clock).connect()
    await approved(till)
    till.says(BOOKED)
    for _ in range(receipts):
        await till.hears()
        till.says(YES)
    await clock.advance(0.1)
    till.hangs_up()
    await clock.advance(BANKS_TIME + 0.2)
    assert fates(simulator) == (["stored"] if receipts == 4 else ["reversed"])


async def test_a_second_order_meanwhile_is_told_to_wait(
    simulator: PaymentSimulator, clock: FakeClock
) -> None:
    till = await Till(simulator, clock).connect()
    await approved(till)
    till.says(orders.Authorise(FEE).apdu())
    assert (await till.hears()).control == 0x849C
    till.says(BOOKED)
    await till.until(0x060F)
    assert simulator.kept() == ((1, FEE),)
    till.hangs_up()


async def test_a_second_till_waits_until_the_first_has_gone(
    simulator: PaymentSimulator, clock: FakeClock
) -> None:
    first = await Till(simulator, clock).connect()
    second = asyncio.ensure_future(Till(simulator, clock).connect())
    await clock.advance(10)
    assert not second.done()
    first.hangs_up()
    (await passing(clock, second)).hangs_up()


@pytest.mark.parametrize(
    ("apdu", "answer"),
    [
        (Apdu(0x0666), 0x8483),
        (Apdu(0x0601, b"\x00"), 0x849A),
        (orders.EndOfDay(Password("111111")).apdu(), 0x8483),
        (orders.Authorise(FEE).apdu(), 0x846B),
    ],
)
async def test_what_it_does_not_know_or_allow_is_refused(
    simulator: PaymentSimulator, clock: FakeClock, apdu: Apdu, answer: int
) -> None:
    till = await Till(simulator, clock).connect(register=False)
    till.says(apdu)
    assert (await till.hears()).control == answer
    till.hangs_up()


async def test_reversals_are_booked_once(simulator: PaymentSimulator, clock: FakeClock) -> None:
    till = await Till(simulator, clock).connect()
    await till.runs(orders.Authorise(FEE))
    assert ended(await till.runs(orders.Reverse(PASSWORD, 1, FEE + 1))) == Aborted(0xB5)
    done = await till.runs(orders.Reverse(PASSWORD, 1, FEE))
    assert status(done).original_trace == 1
    assert ended(await till.runs(orders.Reverse(PASSWORD, 1, FEE))) == Aborted(0xB4)
    assert ended(await till.runs(orders.Reverse(PASSWORD, 9, FEE))) == Aborted(0xB5)
    assert simulator.kept() == ()
    till.hangs_up()


async def test_the_day_is_closed_by_kinds_of_card(
    simulator: PaymentSimulator, clock: FakeClock
) -> None:
    till = await Till(simulator, clock).connect()
    await till.runs(orders.Authorise(FEE))
    await till.runs(orders.Authorise(5_00))
    told = status(await till.runs(orders.EndOfDay(PASSWORD)))
    assert told.cents == FEE + 5_00
    assert told.totals is not None
    assert (told.totals.first, told.totals.last) == (1, 2)
    assert told.totals.parts[0] == (2, FEE + 5_00)
    assert ended(await till.runs(orders.Reverse(PASSWORD, 1, FEE))) == Aborted(0xB5)
    assert status(await till.runs(orders.EndOfDay(PASSWORD))).cents == 0
    till.hangs_up()


@pytest.mark.parametrize("booked", [False, True])
async def test_its_books_outlive_it_and_what_hung_in_the_balance_goes_back(
    simulator: PaymentSimulator, clock: FakeClock, tmp_path: Path, *, booked: bool
) -> None:
    till = await Till(simulator, clock).connect()
    await till.runs(orders.Authorise(5_00))
    await approved(till)
    if booked:
        till.says(BOOKED)
        await till.until(0x060F)
    till.hangs_up()
    await simulator.stop()
    again = PaymentSimulator(clock, books=tmp_path / "books")
    await again.start()
    assert fates(again) == ["stored", "stored" if booked else "reversed"]
    till = await Till(again, clock).connect()
    last = status(await till.runs(orders.RepeatReceipt(PASSWORD)))
    assert (last.voucher.receipt, last.cents) == ((2, FEE) if booked else (1, 5_00))
    till.hangs_up()
    await again.stop()


async def test_everything_can_be_repeated_and_played_slowly(
    simulator: PaymentSimulator, clock: FakeClock
) -> None:
    simulator.stutter()
    simulator.slow_down(0.5)
    simulator.send_in_pieces()
    till = await Till(simulator, clock).connect()
    begun = clock.monotonic()
    words = await till.runs(orders.Authorise(FEE))
    assert [str(word) for word in words].count("04 0F") == 2
    assert [str(word) for word in words].count("04 FF") == 6
    assert clock.monotonic() - begun > 0.5 * len(words)
    assert simulator.kept() == ((1, FEE),)
    till.hangs_up()


async def test_acts_that_cannot_be_now_are_refused(simulator: PaymentSimulator) -> None:
    for act in (
        *(simulator.present_card, simulator.insert_card, simulator.enter_pin),
        *(simulator.mistype_pin, simulator.take_card, simulator.press_stop),
        *(simulator.recover, simulator.plug_in, simulator.come_to),
    ):
        with pytest.raises(ImpossibleAct):
            act()
    simulator.forget_card()
    with pytest.raises(ImpossibleAct):
        simulator.forget_card()
    simulator.take_card()
    assert simulator.state()["trouble"] == "none"
