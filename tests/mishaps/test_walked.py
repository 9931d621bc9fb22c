"""Without any mishap: the four journeys over real drivers leave what they should, and nothing else."""

from pathlib import Path

import pytest

from hardware.patience import within
from kiosk.clock import SystemClock
from kiosk.demo.scripts import SCRIPTS
from kiosk.store.sealing import AuthorityKey
from kiosk.store.unsealing import PrivateKey
from tests.mishaps.rig import rig
from tests.mishaps.script import prepare, walk

EVERYTHING = ("eid", "camera", "fingerprint", "payment", "printer")


@pytest.mark.parametrize("journey", [script.journey for script in SCRIPTS])
async def test_a_journey(
    journey: str, tmp_path: Path, authority: AuthorityKey, private: PrivateKey
) -> None:
    async with rig(tmp_path, authority, *EVERYTHING) as terminal:
        terminal.players["payment"].automate()
        await prepare(journey, terminal.players)
        async with terminal.visit() as visit:
            await walk(visit, journey, terminal.players)
        assert terminal.ledger.cases() == ([] if journey == "eid-pin" else [journey])
        assert terminal.ledger.flaws(private) == []
        if terminal.ledger.cases():
            assert await within(SystemClock(), 10, terminal.players["printer"].next_slip())
