"""What the treasury and a technician do with payments: list, export, resolve, and close the day."""

import asyncio
import csv
import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hardware.payment import Voucher
from hardware.payment.simulator import PaymentSimulator
from kiosk.cli import main
from kiosk.cli.till import bring_about
from kiosk.clock import SystemClock
from kiosk.config.load import load_configuration
from kiosk.store import CaseDraft, Payment, PaymentState, Store
from kiosk.store.closings import ClosingState
from tests.fake_clock import FakeClock
from tests.hardware.passing_time import passing
from tests.mishaps.hasty_clock import HastyClock

S = PaymentState
TID = "28004869"


def paid(store: Store, reference: str, receipt: int, cents: int) -> str:
    store.journal(reference, S.INTENT, cents, Voucher(TID))
    store.journal(
        reference, S.AUTHORISED, cents, Voucher(TID, receipt, receipt + 100, "1121100012")
    )
    draft = CaseDraft(
        reference, "fuehrungszeugnis", "folder", {}, payment=Payment(reference, cents)
    )
    number = store.store_case(draft).number
    store.journal(reference, S.CONFIRMED, cents)
    return number


@pytest.fixture
def number(store: Store) -> str:
    """The number of a case that was paid for; another payment is unclear."""
    number = paid(store, "pay-1", 42, 13_00)
    store.journal("pay-2", S.INTENT, 6_00, Voucher(TID, 42, 142, "1121100012"))
    store.journal("pay-2", S.UNKNOWN, 6_00)
    store.close()
    return number


class Far:
    """A simulated terminal in a thread of its own: the command has an event loop of its own."""

    def __init__(self) -> None:
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        assert self._ready.wait(10)

    @property
    def address(self) -> object:
        return self._simulator.describe()["address"]

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._ending.set_result, None)
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        self._ending: asyncio.Future[None] = self._loop.create_future()
        self._simulator = PaymentSimulator(SystemClock(), people=HastyClock(50))
        await self._simulator.start()
        self._ready.set()
        await self._ending
        await self._simulator.stop()


@contextmanager
def far_terminal(host: Path) -> Iterator[Far]:
    far = Far()
    try:
        with host.open("a", encoding="utf-8") as file:
            file.write(f'\n[devices.payment]\ndriver = "zvt"\naddress = "{far.address}"\n')
        yield far
    finally:
        far.stop()


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    code = main(["payments", *map(str, arguments)])
    return code, capsys.readouterr().out


def test_payments_are_listed_with_what_they_paid_for(
    host: Path, number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told = run(capsys, "list", "--config", host)
    first, second = told.splitlines()
    assert code == 0
    assert first.endswith(f"pay-1  0042     13.00 EUR  confirmed         {number}")
    assert second.endswith("pay-2     -      6.00 EUR  unknown")
    assert run(capsys, "list", "--state", "unknown", "--config", host) == (0, f"{second}\n")
    assert run(capsys, "list", "--since", "2099-01-01", "--config", host) == (0, "")
    assert run(capsys, "list", "--until", "1999-01-01", "--config", host) == (0, "")


@pytest.mark.parametrize(("german", "amount"), [(False, "13.00"), (True, "13,00")])
def test_the_export_is_ready_for_the_treasury(
    host: Path,
    number: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    *,
    german: bool,
    amount: str,
) -> None:
    out = tmp_path / "payments.csv"
    options = ["--german"] if german else []
    assert run(capsys, "export", *options, "--config", host)[0] == 0
    assert run(capsys, "export", *options, "--out", out, "--config", host) == (0, "")
    text = out.read_text("utf-8")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";" if german else ","))
    assert len(rows) == 2
    told = {key: value for key, value in rows[0].items() if key not in ("date", "time")}
    assert told == {
        "terminal": "0042",
        "reference": "pay-1",
        "card_terminal": TID,
        "receipt": "42",
        "trace": "142",
        "amount": amount,
        "state": "confirmed",
        "case": number,
    }
    assert main(["payments", "export", "--out", str(out), "--config", str(host)]) == 3
    assert capsys.readouterr().err == f"{out}: File exists\n"


@pytest.mark.parametrize(("outcome", "state"), [("kept", "confirmed"), ("given-back", "reversed")])
def test_what_stays_unclear_is_resolved_by_hand(
    host: Path, number: str, capsys: pytest.CaptureFixture[str], outcome: str, state: str
) -> None:
    assert number
    assert run(capsys, "resolve", "pay-2", outcome, "--config", host) == (0, f"pay-2: {state}.\n")
    code, told = run(capsys, "resolve", "pay-2", outcome, "--config", host)
    assert (code, told) == (1, "There is no open payment 'pay-2' here.\n")
    assert run(capsys, "list", "--state", "unknown", "--config", host) == (0, "")


def test_the_day_is_closed_here_where_no_session_runs(
    host: Path, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    paid(store, "pay-1", 42, 13_00)
    store.close()
    with far_terminal(host):
        code, told = run(capsys, "close-day", "--config", host)
    assert code == 1
    assert told.splitlines() == [
        "card terminal:     0 payments         0.00 EUR",
        "journal:           1 payments        13.00 EUR",
        "DIFFERENCE: the card terminal has 13.00 EUR less than the journal.",
    ]


async def test_no_day_is_closed_over_a_payment_that_is_unclear(
    host: Path, store: Store, clock: FakeClock
) -> None:
    """Behind its end of day a terminal no longer tells what became of the payment before it."""
    store.journal("pay-1", S.INTENT, 13_00, Voucher(TID, 41, 141, "1121100012"))
    store.close()
    with far_terminal(host):
        ended = await passing(clock, bring_about(load_configuration(host, None), clock, 10))
    assert (ended.state, ended.fault) == (ClosingState.FAILED, "payment.outcome_unknown")


def test_both_agree_to_the_cent(
    host: Path, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    store.close()
    with far_terminal(host):
        code, told = run(capsys, "close-day", "--config", host)
    assert (code, told.splitlines()[-1]) == (0, "Both agree to the cent.")


def test_a_day_that_cannot_be_closed_says_why(
    host: Path, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    store.close()
    code, told = run(capsys, "close-day", "--config", host)
    assert code == 1
    assert told == "The day is not closed: the card terminal says payment.unreachable.\n"
    assert "payment.unreachable" in run(capsys, "list", "--config", host)[1]


def test_a_running_session_is_asked_and_what_it_did_is_told(
    host: Path, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    store.recover()  # as a session does: it holds the card terminal

    def wait_for_the_order() -> None:
        for _ in range(600):
            if store.closings.is_ordered():
                store.closings.fail("payment.busy")
                return
            threading.Event().wait(0.05)

    session = threading.Thread(target=wait_for_the_order)
    session.start()
    code, told = run(capsys, "close-day", "--wait", "30", "--config", host)
    session.join(30)
    assert (code, told) == (1, "The day is not closed: the card terminal says payment.busy.\n")
    code, told = run(capsys, "close-day", "--wait", "0.1", "--config", host)
    assert (code, told) == (
        1,
        "Ordered: the day is closed as soon as nobody is at the terminal.\n",
    )
    assert "nobody has come to it yet" in run(capsys, "list", "--config", host)[1]


@pytest.mark.parametrize("act", ["list", "export", "close-day"])
def test_no_database_is_made_by_looking(
    tmp_path: Path, host: Path, capsys: pytest.CaptureFixture[str], act: str
) -> None:
    code = main(["payments", act, "--config", str(host)])
    assert code == 3
    assert "there is no such database" in capsys.readouterr().err
    assert not (tmp_path / "state" / "terminal.db").exists()


@pytest.mark.parametrize("day", ["yesterday", "2026-02-30", "20260101"])
def test_a_day_that_is_none_is_refused(
    host: Path, day: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as refused:
        main(["payments", "list", "--since", day, "--config", str(host)])
    assert refused.value.code == 2
    assert day in capsys.readouterr().err
