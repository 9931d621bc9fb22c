"""Paying on the phone and by invoice over the real driver: the provider goes, the citizen goes, the session dies."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from hardware.pay_page.simulator import PayPageSimulator
from kiosk.contracts.devices import DeviceKind
from kiosk.session.records import Records
from kiosk.store import CaseDraft, StoredCase
from kiosk.store.sealing import AuthorityKey
from kiosk.store.unsealing import PrivateKey
from tests.mishaps.citizen import text
from tests.mishaps.rig import Rig, Visit, drivers, open_store, rig
from tests.mishaps.script import walk
from tests.mishaps.stops import leaves

JOURNEY = "meldebescheinigung"
FEE = 900
DEVICES = ("eid", "payment", "printer", "pay_page")


@asynccontextmanager
async def at_the_offer(
    folder: Path, authority: AuthorityKey
) -> AsyncIterator[tuple[Rig, Visit, PayPageSimulator]]:
    """Bring a citizen whose certificate has its price to where it is paid."""
    async with rig(folder, authority, *DEVICES) as ready, ready.visit() as visit:
        await to_the_offer(visit, ready)
        yield ready, visit, ready.players["pay_page"]


async def to_the_offer(visit: Visit, ready: Rig) -> None:
    await walk(visit, JOURNEY, ready.players, until="question.purpose")
    await visit.citizen.presses("option.employer", "next")
    await visit.citizen.at("question.extras")
    await visit.citizen.presses("next")
    await visit.citizen.at("check")
    await visit.citizen.presses("next")
    await visit.citizen.at("pay.offer")


def stands(ready: Rig, private: PrivateKey, way: str) -> str:
    """Check that one case is stored, to be paid in this way and by no card; answer its reference."""
    assert ready.ledger.cases() == [JOURNEY]
    assert ready.ledger.flaws(private) == []
    assert ready.ledger.payments() == {}, "nothing was asked of a card"
    (demand,) = ready.ledger.demands(private)
    assert (demand["way"], demand["cents"], demand["currency"]) == (way, FEE, "EUR")
    return str(demand["reference"])


async def test_paid_on_the_phone_at_once(
    tmp_path: Path, authority: AuthorityKey, private: PrivateKey
) -> None:
    async with at_the_offer(tmp_path, authority) as (ready, visit, provider):
        citizen = visit.citizen
        await citizen.presses("pay.pay_page")
        await citizen.at("receipt.paying")
        assert provider.state()["paid_cents"] == 0
        stands(ready, private, "pay_page")
        provider.pay()
        await citizen.at("receipt")
        await citizen.presses("print")
        await citizen.sees(lambda: text("page.receipt.printed") in citizen.notes, "the slip")
        await leaves(ready, visit)
        assert provider.state()["paid_cents"] == FEE
        assert {"payment.demanded", "payment.paid_on_phone"} <= set(ready.ledger.events())
        stands(ready, private, "pay_page")


async def test_paid_after_the_citizen_has_left(
    tmp_path: Path, authority: AuthorityKey, private: PrivateKey
) -> None:
    async with at_the_offer(tmp_path, authority) as (ready, visit, provider):
        citizen = visit.citizen
        await citizen.presses("pay.pay_page")
        await citizen.at("receipt.paying")
        await citizen.presses("next")
        await citizen.at("receipt")
        await leaves(ready, visit)
        assert await visit.over == "completed"
        provider.pay()
        assert (provider.state()["paid_cents"], provider.state()["transactions"]) == (FEE, 1)
        reference = stands(ready, private, "pay_page")
        assert provider.serve("GET", f"/pay/{reference}", "", b"")[0] == 200, "what was paid is his"


async def test_provider_gone_before_the_page_is_there(
    tmp_path: Path, authority: AuthorityKey, private: PrivateKey
) -> None:
    async with at_the_offer(tmp_path, authority) as (ready, visit, provider):
        citizen = visit.citizen
        await provider.unplug()
        await citizen.presses("pay.pay_page")
        told = text("failure.pay_page.unreachable.what")
        await citizen.sees(lambda: told in citizen.notes, "that the provider is gone")
        assert ready.ledger.cases() == []
        await citizen.presses("pay.invoice")
        await citizen.at("receipt.paying")
        await citizen.presses("next")
        await citizen.at("receipt")
        await leaves(ready, visit)
        assert provider.state()["transactions"] == 0
        assert stands(ready, private, "invoice").startswith("RF")


async def test_provider_gone_while_the_citizen_pays(
    tmp_path: Path, authority: AuthorityKey, private: PrivateKey
) -> None:
    async with at_the_offer(tmp_path, authority) as (ready, visit, provider):
        citizen = visit.citizen
        await citizen.presses("pay.pay_page")
        await citizen.at("receipt.paying")
        await provider.unplug()
        provider.pay()
        await visit.runner.place.clock.sleep(10.0)  # three questions that nobody answers
        assert citizen.page.id == "receipt.paying"
        await provider.plug_in()
        await citizen.at("receipt")
        await leaves(ready, visit)
        stands(ready, private, "pay_page")


class Interrupted(Records):
    """The case reaches the disk, and this session never hears of it."""

    stored: asyncio.Event

    async def store_case(self, draft: CaseDraft) -> StoredCase:
        await super().store_case(draft)
        self.stored.set()
        never: asyncio.Future[StoredCase] = asyncio.get_running_loop().create_future()
        return await never


async def test_session_ends_between_the_stored_case_and_the_page(
    tmp_path: Path, authority: AuthorityKey, private: PrivateKey
) -> None:
    async with rig(tmp_path, authority, *DEVICES) as ready:
        records = Interrupted(lambda: open_store(tmp_path, authority), "0123456789abcdef")
        records.stored = asyncio.Event()
        visit = Visit(drivers(ready.tables), records)
        await visit.open()
        await to_the_offer(visit, ready)
        await visit.citizen.presses("pay.pay_page")
        await records.stored.wait()
        await visit.close()
        assert "receipt.paying" not in visit.citizen.pages
        provider = ready.players["pay_page"]
        assert (provider.state()["transactions"], provider.state()["paid_cents"]) == (1, 0)
        async with ready.visit() as following:
            assert DeviceKind.PAYMENT not in following.citizen.session.faults
        stands(ready, private, "pay_page")
