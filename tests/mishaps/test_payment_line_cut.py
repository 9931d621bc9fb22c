"""The card terminal's line breaks before, while and after it is paid: nobody pays for nothing, or twice."""

from pathlib import Path
from typing import Any

import pytest

from hardware.payment.simulator import PaymentSimulator
from kiosk.contracts.devices import DeviceKind
from kiosk.store.sealing import AuthorityKey
from kiosk.store.unsealing import PrivateKey
from tests.mishaps.citizen import text
from tests.mishaps.rig import Rig
from tests.mishaps.script import walk
from tests.mishaps.stops import leaves, terminal, told_of

JOURNEY = "fuehrungszeugnis"
UNKNOWN = "payment.outcome_unknown"


class Cable:
    """Is pulled at a boundary of the driver's acts, once."""

    def __init__(self, simulator: PaymentSimulator, boundary: str) -> None:
        self._simulator = simulator
        self._boundary = boundary
        self._pulled = False

    def passes(self, boundary: str) -> None:
        if boundary == self._boundary and not self._pulled:
            self._pulled = True
            self._simulator.unplug()


async def test_before_the_citizen_comes(tmp_path: Path, authority: AuthorityKey) -> None:
    async with terminal(tmp_path, authority, JOURNEY) as ready:
        ready.players["payment"].unplug()
        async with ready.visit() as visit:
            citizen = visit.citizen
            await citizen.sees(lambda: DeviceKind.PAYMENT in citizen.session.faults, "the fault")
            await citizen.presses("touch")
            assert f"service.{JOURNEY}" not in citizen.offered
            await citizen.presses("service.eid-pin")
            await citizen.at("pin_task")


async def test_before_the_payment(
    tmp_path: Path, authority: AuthorityKey, private: PrivateKey
) -> None:
    async with terminal(tmp_path, authority, JOURNEY) as ready:
        async with ready.visit() as visit:
            citizen = visit.citizen
            await walk(visit, JOURNEY, ready.players, until="pay.offer")
            ready.players["payment"].unplug()
            await citizen.sees(lambda: "next" not in citizen.offered, "that no card can be taken")
            assert "other_way" in citizen.offered
            ready.players["payment"].plug_in()
            await walk(visit, JOURNEY, ready.players, since="pay.offer")
        _paid_once(ready, private)


@pytest.mark.parametrize("moment", ["before authorise", "present_card", "connecting", "approved"])
async def test_before_the_banks_yes(
    moment: str, tmp_path: Path, authority: AuthorityKey, private: PrivateKey
) -> None:
    """The line stays broken: the truth is "unclear", and the next start finds that nothing was taken."""
    async with terminal(tmp_path, authority, JOURNEY) as ready:
        cable = Cable(ready.players["payment"], moment)
        async with ready.visit(cable.passes) as visit:
            citizen = visit.citizen
            await walk(visit, JOURNEY, ready.players, until="pay.offer")
            await citizen.presses("next")
            await citizen.at("failure")
            if "retry" in citizen.offered:
                told_of(citizen, "payment.unreachable", "nothing_paid", "nothing_sent")
                await leaves(ready, visit, by="end")
            else:
                told_of(citizen, UNKNOWN, "unclear", "nothing_sent")
                await leaves(ready, visit)
        await _next_citizen_finds_order(ready, private)
        assert ready.ledger.cases() == []
        assert _charges(ready) == []


async def test_after_the_banks_yes_and_back_at_once(
    tmp_path: Path, authority: AuthorityKey, private: PrivateKey
) -> None:
    """The terminal gives back what it could not tell of; the citizen pays again, and once."""
    async with terminal(tmp_path, authority, JOURNEY) as ready:
        ready.players["payment"].cut_after_approval()
        async with ready.visit() as visit:
            citizen = visit.citizen
            await walk(visit, JOURNEY, ready.players, until="pay.offer")
            await citizen.presses("next")
            await citizen.sees_offered("retry")
            assert text("page.pay.nothing_taken") in citizen.notes
            await citizen.presses("retry")
            await walk(visit, JOURNEY, ready.players, since="receipt")
        assert [entry["outcome"] for entry in journal(ready)] == ["reversed", "stored"]
        _paid_once(ready, private)


@pytest.mark.parametrize("moment", ["after authorise", "before confirm"])
async def test_between_the_banks_yes_and_booked(
    moment: str, tmp_path: Path, authority: AuthorityKey, private: PrivateKey
) -> None:
    """The case stands and says that the money is being cleared up; it was given back, as it turns out.

    What the terminal was not told to keep it cannot keep (ZVT, vending rules): the authority learns
    with the case that it was not paid for.
    """
    async with terminal(tmp_path, authority, JOURNEY) as ready:
        cable = Cable(ready.players["payment"], moment)
        async with ready.visit(cable.passes) as visit:
            await walk(visit, JOURNEY, ready.players, until="receipt")
            assert texts_of_fee(heard=False) in repr(visit.citizen.page)
            await leaves(ready, visit)
            assert await visit.over == "completed"
        assert ready.ledger.cases() == [JOURNEY]
        await _next_citizen_finds_order(ready, private)
        assert _charges(ready) == []
        assert [*ready.ledger.payments().values()] == ["reversed"]


async def test_after_it_is_kept(
    tmp_path: Path, authority: AuthorityKey, private: PrivateKey
) -> None:
    async with terminal(tmp_path, authority, JOURNEY) as ready:
        cable = Cable(ready.players["payment"], "after confirm")
        async with ready.visit(cable.passes) as visit:
            await walk(visit, JOURNEY, ready.players, until="receipt")
            assert texts_of_fee(heard=True) in repr(visit.citizen.page)
            await leaves(ready, visit)
        await _next_citizen_finds_order(ready, private)
        _paid_once(ready, private)


async def test_nobody_answers_at_the_next_start_either(
    tmp_path: Path, authority: AuthorityKey, private: PrivateKey
) -> None:
    async with terminal(tmp_path, authority, JOURNEY) as ready:
        cable = Cable(ready.players["payment"], "before confirm")
        async with ready.visit(cable.passes) as visit:
            await walk(visit, JOURNEY, ready.players, until="receipt")
            await leaves(ready, visit)
        async with ready.visit() as visit:
            citizen = visit.citizen
            await citizen.presses("touch")
            assert f"service.{JOURNEY}" not in citizen.offered
        assert "booked" in ready.ledger.payments().values()
        await _next_citizen_finds_order(ready, private)
        assert _charges(ready) == []


async def test_after_it_is_paid(
    tmp_path: Path, authority: AuthorityKey, private: PrivateKey
) -> None:
    async with terminal(tmp_path, authority, JOURNEY) as ready:
        async with ready.visit() as visit:
            await walk(visit, JOURNEY, ready.players, until="receipt")
            ready.players["payment"].unplug()
            assert texts_of_fee(heard=True) in repr(visit.citizen.page)
            await walk(visit, JOURNEY, ready.players, since="receipt")
        _paid_once(ready, private)


async def _next_citizen_finds_order(ready: Rig, private: PrivateKey) -> None:
    """Mend the line and start anew: whatever was open is brought to its end."""
    ready.players["payment"].restore()
    async with ready.visit() as visit:
        citizen = visit.citizen
        await citizen.presses("touch", f"service.{JOURNEY}")
        await citizen.at("consent")
    assert ready.ledger.flaws(private) == []


def _paid_once(ready: Rig, private: PrivateKey) -> None:
    assert ready.ledger.cases() == [JOURNEY]
    assert ready.ledger.flaws(private) == []
    (kept,) = ready.ledger.kept()
    assert [(entry["receipt"], entry["cents"]) for entry in _charges(ready)] == [kept]


def journal(ready: Rig) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = ready.players["payment"].state()["journal"]
    return told


def _charges(ready: Rig) -> list[dict[str, Any]]:
    """Answer what the card terminal keeps or holds; what it gave back is none."""
    return [entry for entry in journal(ready) if entry["outcome"] != "reversed"]


def texts_of_fee(*, heard: bool) -> str:
    """Answer how the receipt begins to say that the fee is paid, or still to be cleared up."""
    message = text("receipt.by_card" if heard else "receipt.unclear")
    return max(message.replace("{amount}", "\n").split("\n"), key=len).strip()
