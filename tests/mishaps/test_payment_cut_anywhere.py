"""The line to the card terminal breaks after any number of bytes: books agree to the cent, each time.

The real driver, session work and store pay, book and confirm over a line that is cut once, in the
middle of words as well as between them; then the next session settles. A kept payment has its case,
nothing is kept twice, and journal and terminal say the same.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from hardware.patience import within
from hardware.payment.simulator import PaymentSimulator
from kiosk.clock import SystemClock
from kiosk.domain.effects import Authorise, ConfirmPayment
from kiosk.domain.events import Event, StepFailed
from kiosk.domain.payment_events import PaymentAuthorised, PaymentConfirmed
from kiosk.session.till_keeping import TillKeeper
from kiosk.session.till_work import TillWork
from kiosk.session.workplace import Workplace
from kiosk.store import CaseDraft, Payment
from kiosk.store.sealing import AuthorityKey
from tests.mishaps.hasty_clock import HastyClock
from tests.mishaps.ledger import Ledger
from tests.mishaps.rig import drivers, new_records

FEE = 13_00
PACE = 100.0
CHUNK = 4096
# A payment without any cut is some 1,100 bytes, there and back; 120 moments in three shares.
BYTES = 1200
SHARES = 3
EACH = 40


class Scissors:
    """Carries bytes between till and terminal until `left` of them have passed; then, once, no more."""

    def __init__(self, left: int) -> None:
        self._left = left
        self.cut = False

    @asynccontextmanager
    async def line(self, table: Mapping[str, object]) -> AsyncIterator[dict[str, object]]:
        host, _, port = str(table["address"]).rpartition(":")
        running: set[asyncio.Task[None]] = set()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            running.add(task)
            far_reader, far_writer = await asyncio.open_connection(host, int(port))
            ways = (
                asyncio.create_task(self._carry(reader, far_writer)),
                asyncio.create_task(self._carry(far_reader, writer)),
            )
            try:
                await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for way in ways:
                    way.cancel()
                await asyncio.gather(*ways, return_exceptions=True)
                writer.transport.abort()
                far_writer.transport.abort()
                running.discard(task)

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        try:
            yield {
                **table,
                "address": f"127.0.0.1:{server.sockets[0].getsockname()[1]}",
            }
        finally:
            server.close()
            for task in set(running):
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
            await server.wait_closed()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(CHUNK):
                passing = data if self.cut else data[: self._left]
                self._left -= len(passing)
                writer.write(passing)
                if len(passing) < len(data):
                    self.cut = True
                    return


async def pay(folder: Path, authority: AuthorityKey, table: Mapping[str, object]) -> str:
    """Pay, book and confirm as a session does; answer how far it came."""
    heard: asyncio.Queue[Event] = asyncio.Queue()

    async def ends(*kinds: type[Event]) -> Event:
        while not isinstance(event := await heard.get(), kinds):
            pass
        return event

    devices = drivers({"payment": table})
    place = Workplace(devices, new_records(folder, authority), HastyClock(PACE), heard.put_nowait)
    try:
        await place.records.recover()
        till = TillWork(place)
        till.authorise(Authorise(FEE))
        given = await ends(PaymentAuthorised, StepFailed)
        if not isinstance(given, PaymentAuthorised):
            return "unpaid"
        payment = Payment(given.reference, FEE)
        await place.records.store_case(
            CaseDraft(place.records.session, "fuehrungszeugnis", "intake", {}, payment=payment)
        )
        till.confirm(ConfirmPayment(given.reference))
        kept = await ends(PaymentConfirmed, StepFailed)
        return "kept" if isinstance(kept, PaymentConfirmed) else "unclear"
    finally:
        await place.close()
        await devices.payment.close()
        await place.records.close()


async def settle(folder: Path, authority: AuthorityKey, table: Mapping[str, object]) -> bool:
    """Do as the next session does before anybody comes; answer whether nothing stays open."""
    devices = drivers({"payment": table})
    records = new_records(folder, authority)
    try:
        keeper = TillKeeper(devices.payment, records, HastyClock(PACE), lambda: True)
        await keeper.take_over((await records.recover()).payments)
        return not await records.unresolved_payments()
    finally:
        await records.close()


@pytest.mark.parametrize("share", range(SHARES))
async def test_after_any_number_of_bytes(
    share: int, tmp_path: Path, authority: AuthorityKey, capsys: pytest.CaptureFixture[str]
) -> None:
    dice = random.Random(share)  # noqa: S311 - the same moments each time
    simulator = PaymentSimulator(SystemClock(), people=HastyClock(PACE))
    await simulator.start()
    simulator.automate()
    ends: list[str] = []
    try:
        for moment in sorted(dice.sample(range(BYTES), EACH)):
            folder = tmp_path / f"{moment:04d}"
            folder.mkdir()
            before = simulator.kept()
            scissors = Scissors(moment)
            async with scissors.line(simulator.describe()) as table:
                ends.append(await within(SystemClock(), 20, pay(folder, authority, table)))
            assert await settle(folder, authority, simulator.describe()), moment
            ledger = Ledger(folder)
            new = simulator.kept()[len(before) :]
            assert len(new) <= 1, f"charged twice after {moment} bytes"
            assert list(new) == ledger.kept(), f"the books differ after {moment} bytes"
            assert len(new) + len(ledger.unpaid_cases()) == len(ledger.paid_cases()), moment
            if ends[-1] == "kept":
                assert new, "what was told to be kept is kept"
    finally:
        await simulator.stop()
    assert {"unpaid", "kept"} <= set(ends)
    with capsys.disabled():
        counts = ", ".join(f"{ends.count(end)} {end}" for end in sorted(set(ends)))
        print(f" cut {len(ends)} times: {counts} ", end="")  # noqa: T201 - what the test saw
