"""The printer hangs before, during and after the slip: it takes everything and answers nothing."""

from pathlib import Path

import pytest

from hardware.printer import PrinterFault
from hardware.printer.simulator import PrinterSimulator
from hardware.printer.thermal.mechanics import When
from kiosk.store.sealing import AuthorityKey
from kiosk.store.unsealing import PrivateKey
from tests.mishaps import slips

FAULT = PrinterFault.SILENT
MOMENTS = [When.SLIP_STARTS, When.IN_THE_MIDDLE, When.BEFORE_THE_CUT]


async def test_before(tmp_path: Path, authority: AuthorityKey, private: PrivateKey) -> None:
    await slips.strikes_before(tmp_path, authority, private, PrinterSimulator.fall_silent, FAULT)


@pytest.mark.parametrize("when", MOMENTS)
async def test_during(
    when: When, tmp_path: Path, authority: AuthorityKey, private: PrivateKey
) -> None:
    await slips.strikes_during(
        tmp_path,
        authority,
        private,
        PrinterSimulator.fall_silent,
        PrinterSimulator.speak_again,
        FAULT,
        when,
    )


async def test_after(tmp_path: Path, authority: AuthorityKey, private: PrivateKey) -> None:
    await slips.strikes_after(tmp_path, authority, private, PrinterSimulator.fall_silent, FAULT)
