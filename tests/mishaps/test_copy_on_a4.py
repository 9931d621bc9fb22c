"""The copy on A4 over the real driver: it comes, or the citizen reads why not; the case stands."""

import dataclasses
from pathlib import Path

from hardware.document_printer.simulator import DocumentPrinterSimulator
from kiosk.contracts.devices import DeviceKind
from kiosk.store.sealing import AuthorityKey
from kiosk.store.unsealing import PrivateKey
from tests.mishaps.citizen import text
from tests.mishaps.rig import Rig, rig
from tests.mishaps.script import walk
from tests.mishaps.stops import leaves

JOURNEY = "meldebescheinigung"
DEVICES = ("eid", "payment", "printer", "document_printer")
OUT = "document_printer.paper_out"


def impatient(ready: Rig) -> Rig:
    """Answer the same terminal with a driver that soon gives up a job that stands still."""
    name = str(DeviceKind.DOCUMENT_PRINTER)
    hasty = {**ready.tables[name], "grace": 0.3, "poll": 0.1}
    return dataclasses.replace(ready, tables={**ready.tables, name: hasty})


async def test_a_copy_comes_and_nothing_stays(
    tmp_path: Path, authority: AuthorityKey, private: PrivateKey
) -> None:
    async with rig(tmp_path, authority, *DEVICES) as ready, ready.visit() as visit:
        printer: DocumentPrinterSimulator = ready.players["document_printer"]
        await walk(visit, JOURNEY, ready.players, until="receipt")
        citizen = visit.citizen
        await citizen.presses("copy")
        await citizen.sees(lambda: text("page.receipt.copied") in citizen.notes, "the copy")
        (sheets,) = printer.documents
        assert sheets.startswith(b"%PDF-")
        assert printer.state()["waiting"] == 0
        assert "copy" not in citizen.offered
        await leaves(ready, visit)
        assert ready.ledger.events().count("copy.printed") == 1
        assert ready.ledger.flaws(private) == []


async def test_the_paper_ends_in_the_middle(
    tmp_path: Path, authority: AuthorityKey, private: PrivateKey
) -> None:
    async with rig(tmp_path, authority, *DEVICES) as ready, impatient(ready).visit() as visit:
        printer: DocumentPrinterSimulator = ready.players["document_printer"]
        await walk(visit, JOURNEY, ready.players, until="receipt")
        citizen = visit.citizen
        printer.run_out_of_paper(at_the_next_job=True)
        await citizen.presses("copy")
        told = text(f"failure.{OUT}.what")
        await citizen.sees(lambda: told in citizen.notes, "that there is no paper")
        printer.refill_paper()
        assert printer.documents == [], "the sheets of a job that was given up never come out"
        await citizen.sees(
            lambda: DeviceKind.DOCUMENT_PRINTER not in citizen.session.faults, "the mended printer"
        )
        await citizen.presses("copy")
        await citizen.sees(lambda: text("page.receipt.copied") in citizen.notes, "the copy")
        assert len(printer.documents) == 1
        await leaves(ready, visit)
        assert ready.ledger.cases() == [JOURNEY]
        assert ready.ledger.flaws(private) == []
