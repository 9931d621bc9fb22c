"""What all mishaps of the receipt printer have in common: the case stands, the screen has the receipt."""

from collections.abc import Callable
from pathlib import Path

from hardware.patience import within
from hardware.printer.simulator import PrinterSimulator
from hardware.printer.thermal.mechanics import When
from kiosk.clock import SystemClock
from kiosk.contracts.devices import DeviceKind
from kiosk.store.sealing import AuthorityKey
from kiosk.store.unsealing import PrivateKey
from tests.mishaps.citizen import text
from tests.mishaps.rig import Rig, Visit
from tests.mishaps.script import walk
from tests.mishaps.stops import leaves, terminal, visitor

JOURNEY = "meldebescheinigung"
Mishap = Callable[[PrinterSimulator, When], None]
Mending = Callable[[PrinterSimulator], None]


async def strikes_before(
    folder: Path, authority: AuthorityKey, private: PrivateKey, mishap: Mishap, fault: str
) -> None:
    """Broken before the citizen comes: told at the receipt, and the symbol will do."""
    async with terminal(folder, authority, JOURNEY) as ready:
        mishap(ready.players["printer"], When.NOW)
        async with ready.visit() as visit:
            citizen = visit.citizen
            await citizen.sees(lambda: _known_fault(visit) == fault, fault)
            await walk(visit, JOURNEY, ready.players, until="receipt")
            _told_the_truth(visit, fault)
            await leaves(ready, visit)
        _case_stands(ready, private)
        assert ready.players["printer"].slips == []


async def strikes_during(
    folder: Path,
    authority: AuthorityKey,
    private: PrivateKey,
    mishap: Mishap,
    mending: Mending,
    fault: str,
    when: When,
) -> None:
    """Broken within the slip: told, and once mended a whole slip comes."""
    async with visitor(folder, authority, JOURNEY, "receipt") as (ready, visit):
        printer, citizen = ready.players["printer"], visit.citizen
        mishap(printer, when)
        await citizen.presses("print")
        await citizen.sees(lambda: text(f"failure.{fault}.what") in citizen.notes, fault)
        _told_the_truth(visit, fault)
        _case_stands(ready, private)
        mending(printer)
        await citizen.sees(lambda: _known_fault(visit) is None, "the mended printer")
        await citizen.presses("print")
        await citizen.sees(lambda: text("page.receipt.printed") in citizen.notes, "the slip")
        assert await within(SystemClock(), 10, printer.next_slip())
        await leaves(ready, visit)
    _case_stands(ready, private)
    assert ready.ledger.events().count("receipt.printed") == 1


async def strikes_after(
    folder: Path, authority: AuthorityKey, private: PrivateKey, mishap: Mishap, fault: str
) -> None:
    """Broken when the slip is out: it matters to the next citizen only."""
    async with visitor(folder, authority, JOURNEY, "receipt") as (ready, visit):
        citizen = visit.citizen
        await citizen.presses("print")
        await citizen.sees(lambda: text("page.receipt.printed") in citizen.notes, "the slip")
        mishap(ready.players["printer"], When.NOW)
        await citizen.sees(lambda: _known_fault(visit) == fault, fault)
        assert text(f"failure.{fault}.what") not in citizen.notes
        await leaves(ready, visit)
    _case_stands(ready, private)


def _known_fault(visit: Visit) -> str | None:
    return visit.citizen.session.faults.get(DeviceKind.PRINTER)


def _told_the_truth(visit: Visit, fault: str) -> None:
    citizen = visit.citizen
    assert citizen.page.id == "receipt"
    assert text(f"failure.{fault}.what") in citizen.notes
    assert text("page.receipt.photograph") in citizen.notes
    assert {"next", "print", "help"} <= citizen.offered.keys()


def _case_stands(ready: Rig, private: PrivateKey) -> None:
    assert ready.ledger.cases() == [JOURNEY]
    assert ready.ledger.flaws(private) == []
