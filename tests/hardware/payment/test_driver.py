"""The driver against every word a terminal may say, or not say: timers, cuts, garbage, remedies."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hardware.failures import DeviceFailed
from hardware.payment import Authorisation, PaymentFault, PaymentProgress, PaymentTerminal, Slip
from hardware.registry import DriverRefused, make_driver
from kiosk.contracts.devices import DeviceKind
from tests.fake_clock import FakeClock
from tests.hardware.passing_time import passing
from tests.hardware.payment.far_end import YES, FarEnd, far_end
from tests.hardware.watching import watching

FEE = 13_00
APPROVED = (
    "04 0F 23 27 00 04 00 00 00 00 13 00 0B 00 00 42 0C 10 00 12 0D 11 21 87 00 42 8B F0 F9"
    "67 69 72 6F 63 61 72 64 00"
)
LAST = "04 0F 17 27 00 04 00 00 00 00 20 00 0B 00 00 41 0C 09 58 00 0D 11 21 87 00 41"
INSERT = "04 FF 01 0A"
DONE = "06 0F 00"
AUTHORISE = "06 01 10 04 00 00 00 00 13 00 49 09 78 19 40 01 1E 02 06"


@dataclass
class Desk:
    fake: FarEnd
    terminal: PaymentTerminal
    clock: FakeClock

    async def told(self) -> str:
        return await passing(self.clock, self.fake.hears())

    async def paying(self, shown: list[PaymentProgress]) -> "asyncio.Future[Authorisation]":
        payment = asyncio.ensure_future(self.terminal.authorise("P-1", FEE, shown.append))
        assert await self.told() == AUTHORISE
        return payment

    async def approved(self) -> Authorisation:
        payment = await self.paying([])
        self.fake.say(YES, APPROVED)
        return await passing(self.clock, payment)

    async def fails(self, work: "asyncio.Future[Authorisation]", at_most: float = 250) -> object:
        with pytest.raises(DeviceFailed) as failed:
            await passing(self.clock, work, at_most=at_most)
        return failed.value.fault


@pytest.fixture
async def desk(clock: FakeClock) -> AsyncIterator[Desk]:
    async with far_end() as (fake, table):
        terminal = make_driver(DeviceKind.PAYMENT, table, clock)
        yield Desk(fake, terminal, clock)
        await passing(clock, terminal.close())


async def test_a_payment_by_the_word(desk: Desk) -> None:
    shown: list[PaymentProgress] = []
    payment = await desk.paying(shown)
    desk.fake.say(YES, INSERT)
    assert await desk.told() == YES
    desk.fake.say("04 FF 01 04")
    assert await desk.told() == YES
    desk.fake.say(APPROVED)
    given = await passing(desk.clock, payment)
    assert shown == [PaymentProgress.PRESENT_CARD, PaymentProgress.CONNECTING]
    assert (given.card_type, given.voucher.receipt) == ("girocard", 42)
    assert given.voucher.terminal == "28004869"  # as it registered
    assert desk.fake.heard.empty(), "nothing is kept before it is booked"
    keeping = asyncio.ensure_future(desk.terminal.confirm("P-1"))
    assert await desk.told() == YES
    desk.fake.say("06 D3 0D 06 0B 1F 07 01 02 25 05 07 03 41 42 43")
    assert await desk.told() == YES
    desk.fake.say("06 D1 04 81 44 45 46")
    assert await desk.told() == YES
    assert not keeping.done(), "kept is what the terminal says is kept"
    desk.fake.say(DONE)
    assert await passing(desk.clock, keeping) == Slip(("ABC", "DEF"))
    assert await desk.told() == YES


async def test_the_citizens_receipt_is_kept_and_the_merchants_dropped(desk: Desk) -> None:
    await desk.approved()
    keeping = asyncio.ensure_future(desk.terminal.confirm("P-1"))
    desk.fake.say("06 D3 10 06 0E 1F 07 01 01 25 08 07 03 48 61 65 09 01 81")
    desk.fake.say("06 D3 0D 06 0B 1F 07 01 02 25 05 07 03 4B 75 6E")
    desk.fake.say("06 D3 10 06 0E 1F 07 01 02 25 08 07 03 64 65 21 09 01 81", DONE)
    slip = await passing(desk.clock, keeping)
    assert slip.lines == ("Kun", "de!")


async def test_an_unanswered_order_closes_the_socket_after_t3(desk: Desk) -> None:
    payment = await desk.paying([])
    begun = desk.clock.monotonic()
    assert await desk.fails(payment) is PaymentFault.OUTCOME_UNKNOWN
    assert desk.clock.monotonic() - begun == pytest.approx(5, abs=0.2)
    await passing(desk.clock, desk.fake.hung_up.wait())


async def test_half_an_answer_closes_the_socket_after_t3(desk: Desk) -> None:
    payment = await desk.paying([])
    desk.fake.say(YES, "04 FF 05 0A")
    assert await desk.fails(payment, 6) is PaymentFault.OUTCOME_UNKNOWN


async def test_t4_ends_a_payment_that_nothing_is_heard_of_and_news_begin_it_anew(
    desk: Desk,
) -> None:
    payment = await desk.paying([])
    desk.fake.say(YES)
    await passing(desk.clock, desk.clock.sleep(170))
    desk.fake.say(INSERT)
    await passing(desk.clock, desk.clock.sleep(170))
    assert not payment.done()
    assert await desk.fails(payment, 12) is PaymentFault.OUTCOME_UNKNOWN


async def test_a_terminal_may_ask_for_more_time(desk: Desk) -> None:
    payment = await desk.paying([])
    desk.fake.say(YES, "04 FF 02 0E 05")
    await passing(desk.clock, desk.clock.sleep(290))
    assert not payment.done()
    assert await desk.fails(payment, 12) is PaymentFault.OUTCOME_UNKNOWN


async def test_babble_does_not_put_the_end_off(desk: Desk) -> None:
    payment = await desk.paying([])
    desk.fake.say(YES)
    for _ in range(17):
        desk.fake.say("06 D1 02 00 41", "04 0F 02 FF FF")
        await passing(desk.clock, desk.clock.sleep(10))
    assert not payment.done()
    desk.fake.say("06 D1 02 00 41")
    assert await desk.fails(payment, 12) is PaymentFault.OUTCOME_UNKNOWN


async def test_what_is_not_understood_is_refused_and_so_given_back(desk: Desk) -> None:
    payment = await desk.paying([])
    desk.fake.say(YES, "04 0F 03 27 00 07")
    assert await desk.told() == "84 9A 00"
    desk.fake.say("06 1E 01 6C")
    assert await desk.fails(payment) is PaymentFault.CANCELLED


@pytest.mark.parametrize("amount", ["00 00 00 00 13 01", "00 00 00 01 30 00", "00 00 00 00 00 00"])
async def test_another_amount_is_not_taken(desk: Desk, amount: str) -> None:
    payment = await desk.paying([])
    desk.fake.say(YES, APPROVED.replace("00 00 00 00 13 00", amount))
    assert await desk.told() == "84 6C 00"
    desk.fake.say("06 1E 01 6C")
    assert await desk.fails(payment) is PaymentFault.CANCELLED


async def test_a_late_booking_is_waited_for_and_at_last_given_up(desk: Desk) -> None:
    await desk.approved()
    for _ in range(5):
        begun = desk.clock.monotonic()
        assert await desk.told() == "84 9C 00"
        assert 9 < desk.clock.monotonic() - begun < 11
        desk.fake.say(APPROVED)
    assert await desk.told() == "84 6C 00"
    desk.fake.say("06 1E 01 6C")
    with pytest.raises(DeviceFailed):
        await passing(desk.clock, desk.terminal.confirm("P-1"))


async def test_a_booking_between_two_questions_is_told_at_the_next(desk: Desk) -> None:
    await desk.approved()
    assert await desk.told() == "84 9C 00"
    keeping = asyncio.ensure_future(desk.terminal.confirm("P-1"))
    await passing(desk.clock, desk.clock.sleep(1))
    assert desk.fake.heard.empty()
    desk.fake.say(APPROVED)
    assert await desk.told() == YES
    desk.fake.say(DONE)
    await passing(desk.clock, keeping)


async def test_a_terminal_that_gives_back_what_was_booked_is_not_believed_to_keep_it(
    desk: Desk,
) -> None:
    await desk.approved()
    keeping = asyncio.ensure_future(desk.terminal.confirm("P-1"))
    assert await desk.told() == YES
    desk.fake.say("06 1E 01 6C")
    with pytest.raises(DeviceFailed) as failed:
        await passing(desk.clock, keeping)
    assert failed.value.fault is PaymentFault.OUTCOME_UNKNOWN


async def test_an_end_without_a_word_of_the_bank_is_looked_into(desk: Desk) -> None:
    payment = await desk.paying([])
    desk.fake.say(YES, DONE)
    assert await desk.fails(payment) is PaymentFault.OUTCOME_UNKNOWN


@pytest.mark.parametrize("words", ["84 9C 00", "84 6B 00"])
async def test_a_refused_order_took_nothing(desk: Desk, words: str) -> None:
    payment = await desk.paying([])
    desk.fake.say(words)
    fault = await desk.fails(payment)
    assert fault is (PaymentFault.BUSY if "9C" in words else PaymentFault.OUT_OF_ORDER)


@pytest.mark.parametrize(
    ("quiet", "text", "fault"),
    [
        (0, "", PaymentFault.CANCELLED),
        (30, "", PaymentFault.TIMED_OUT),
        (30, "Abbruch durch Kunde", PaymentFault.CANCELLED),
        (0, "Zeitüberschreitung", PaymentFault.TIMED_OUT),
    ],
)
async def test_a_stop_is_told_from_nobody_coming(
    desk: Desk, quiet: float, text: str, fault: PaymentFault
) -> None:
    payment = await desk.paying([])
    desk.fake.say(YES, INSERT)
    await passing(desk.clock, desk.clock.sleep(quiet))
    told = text.encode("cp437")
    body = bytes((0x27, 0x6C, 0x3C, *(0xF0 | int(n) for n in f"{len(told):03d}"))) + told
    desk.fake.send(bytes((0x04, 0x0F, len(body))) + body)
    desk.fake.say("06 1E 01 6C")
    assert await desk.fails(payment) is fault


async def test_old_words_before_an_answer_are_answered_but_never_agreed_to(desk: Desk) -> None:
    """What an earlier till left behind: a status agreed to would keep a stranger's money."""
    asking = asyncio.ensure_future(desk.terminal.last())
    assert await desk.told() == "06 20 05 00 00 00 03 03"
    desk.fake.say("04 FF 01 0E", LAST)
    assert await desk.told() == YES
    assert await desk.told() == "84 9A 00"
    desk.fake.say(YES, LAST, DONE)
    assert (await passing(desk.clock, asking)).receipt == 41


async def test_a_card_number_in_clear_is_a_scandal_and_not_repeated(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    asking = asyncio.ensure_future(desk.terminal.last())
    await desk.told()
    desk.fake.say(
        YES, LAST.replace("04 0F 17", "04 0F 22"), "22 F0 F8 41 11 11 11 11 11 11 11", DONE
    )
    await passing(desk.clock, asking)
    assert "payment.card_number_in_clear" in caplog.text
    assert "4111" not in caplog.text.replace(" ", "")


@pytest.mark.parametrize(
    ("condition", "order"),
    [
        ("06 0F 01 C2", "06 70 00"),
        ("06 0F 01 51", "06 93 03 00 00 00"),
        ("06 0F 01 DC", "06 B0 00"),
    ],
)
async def test_a_terminal_in_need_is_helped_once(desk: Desk, condition: str, order: str) -> None:
    desk.fake.condition = condition
    async with watching(desk.terminal.watch()) as statuses:
        first = asyncio.ensure_future(anext(statuses))
        assert await desk.told() == order
        desk.fake.condition = "06 0F 01 00"
        desk.fake.say(YES if order.startswith("06 B0") else f"{YES}{DONE}")
        fault = (await passing(desk.clock, first)).fault
        if fault is PaymentFault.BUSY:
            fault = (await passing(desk.clock, anext(statuses))).fault
        assert fault is None
        desk.fake.condition = condition
        assert (await passing(desk.clock, anext(statuses))).fault is not None
        await passing(desk.clock, desk.clock.sleep(60))
        words = [await desk.fake.hears() for _ in range(desk.fake.heard.qsize())]
        assert [word for word in words if not word.startswith("80")] == []


async def test_the_terminal_is_asked_how_it_is_and_again_when_it_comes_back(desk: Desk) -> None:
    async with watching(desk.terminal.watch()) as statuses:
        assert (await passing(desk.clock, anext(statuses))).fault is None
        await passing(desk.clock, desk.clock.sleep(61))
        assert desk.fake.orders.count("05 01") >= 4  # every minute or more often (2.56)
        desk.fake.hang_up()
        assert (await passing(desk.clock, anext(statuses))).fault is PaymentFault.UNREACHABLE
        assert (await passing(desk.clock, anext(statuses))).fault is None
        assert desk.fake.orders.count("06 00") == 2


async def test_a_wrong_password_is_out_of_order_and_tried_less_and_less(desk: Desk) -> None:
    desk.fake.registered = "06 1E 01 83"
    async with watching(desk.terminal.watch()) as statuses:
        assert (await passing(desk.clock, anext(statuses))).fault is PaymentFault.OUT_OF_ORDER
        await passing(desk.clock, desk.clock.sleep(120))
        assert 5 < desk.fake.lines < 12


async def test_nobody_connects_twice_at_a_time(desk: Desk) -> None:
    async with watching(desk.terminal.watch()) as one, watching(desk.terminal.watch()) as two:
        for statuses in (one, two):
            await passing(desk.clock, anext(statuses))
        await desk.approved()
        assert desk.fake.lines == 1


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(min_size=1, max_size=120))
def test_random_bytes_never_hang_the_driver_past_its_timers(data: bytes) -> None:
    async def answered_by_noise() -> None:
        clock = FakeClock()
        async with far_end() as (fake, table):
            terminal = make_driver(DeviceKind.PAYMENT, table, clock)
            payment = asyncio.ensure_future(terminal.authorise("P-1", FEE, lambda _: None))
            await passing(clock, fake.hears())
            fake.send(data)
            # 99 minutes are the most that the noise can ask for.
            with pytest.raises(DeviceFailed):
                await passing(clock, payment, at_most=6000)
            await passing(clock, terminal.close())

    logging.disable(logging.CRITICAL)
    try:
        asyncio.run(answered_by_noise())
    finally:
        logging.disable(logging.NOTSET)


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ({"address": ""}, "'address' must be host:port"),
        ({"address": "terminal.example:0"}, "'address' must be host:port"),
        ({"address": "h:1", "time_zone": "Mars"}, "'time_zone': 'Mars' is no time zone"),
        ({"address": "h:1", "answer_patience": 0}, "'answer_patience' must be seconds above 0"),
        (
            {"address": "h:1", "password_file": "/nowhere/pw"},
            "'password_file': /nowhere/pw: No such",
        ),
    ],
)
def test_settings_that_cannot_be_are_refused(
    table: dict[str, object], sentence: str, clock: FakeClock
) -> None:
    with pytest.raises(DriverRefused, match=f"^devices.payment: driver 'zvt': {sentence}"):
        make_driver(DeviceKind.PAYMENT, {"driver": "zvt", **table}, clock)


async def test_the_password_is_a_credential_and_never_shown(
    clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "zvt-password").write_text("123456\n")
    (tmp_path / "wrong").write_text("12345x\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    async with far_end() as (_, table):
        terminal = make_driver(
            DeviceKind.PAYMENT, {**table, "password_file": "zvt-password"}, clock
        )
        assert "123456" not in repr(vars(terminal)["_connection"].password)
        with pytest.raises(DriverRefused, match=r"wrong must hold six digits$"):
            make_driver(DeviceKind.PAYMENT, {**table, "password_file": "wrong"}, clock)
