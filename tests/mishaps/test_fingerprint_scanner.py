"""The fingerprint scanner breaks, hangs, is held, sees dirt: told, tried again, or left to the counter."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from hardware.fingerprint import FingerPosition
from hardware.fingerprint.simulator import FingerprintSimulator
from kiosk.contracts.devices import DeviceKind
from kiosk.domain.state import Walking
from kiosk.domain.step_states import FingerPhase, FingersStep
from kiosk.presentation.page import FingerView
from kiosk.store.sealing import AuthorityKey
from kiosk.store.unsealing import PrivateKey
from tests.hardware.fingerprint.waiting import waits_for_a_finger
from tests.mishaps.citizen import Citizen, text
from tests.mishaps.rig import Visit
from tests.mishaps.script import walk
from tests.mishaps.stops import visitor

JOURNEY = "ausweis-vorerfassung"
Mishap = Callable[[FingerprintSimulator], None]


def phase(citizen: Citizen) -> FingerPhase | None:
    stage = citizen.session.stage
    step = stage.walk.step if isinstance(stage, Walking) else None
    return step.phase if isinstance(step, FingersStep) else None


def hint(citizen: Citizen) -> str:
    return " ".join(block.hint for block in citizen.page.blocks if isinstance(block, FingerView))


def tells(citizen: Citizen, problem: str) -> bool:
    return text(problem) in hint(citizen)


async def begins(visit: Visit, scanner: FingerprintSimulator) -> None:
    """Press start, and see the scanner wait for a finger."""
    await visit.citizen.presses("next")
    await visit.citizen.sees(lambda: phase(visit.citizen) is FingerPhase.PLACING, "the start")
    await waits_for_a_finger(scanner)


def dirty(scanner: FingerprintSimulator) -> None:
    scanner.be_particular()
    scanner.smear()
    scanner.place_finger()


def wet(scanner: FingerprintSimulator) -> None:
    scanner.be_particular()
    scanner.place_wet_finger()


PASSING: dict[str, Mishap] = {
    "page.fingers.problem.fingerprint.dirty_glass": dirty,
    "page.fingers.problem.fingerprint.too_wet": wet,
}


async def test_what_the_citizen_can_mend_is_told_and_tried_again(
    tmp_path: Path, authority: AuthorityKey, private: PrivateKey
) -> None:
    async with visitor(tmp_path, authority, JOURNEY, "fingers") as (ready, visit):
        citizen, scanner = visit.citizen, ready.players["fingerprint"]
        await begins(visit, scanner)
        for problem, mishap in PASSING.items():
            mishap(scanner)
            await citizen.sees(partial(tells, citizen, problem), "what is wrong")
            scanner.lift_finger()
            scanner.wipe()
            await citizen.presses("retry")
        scanner.be_particular(on=False)
        scanner.place_finger(FingerPosition.RIGHT_INDEX)
        await citizen.sees(lambda: _taken(citizen) == 2, "the right finger beside the photo")
        scanner.lift_finger()
        await citizen.presses("next")
        scanner.place_finger(FingerPosition.LEFT_INDEX)
        await citizen.at("signature")
        await walk(visit, JOURNEY, ready.players, since="signature")
    assert ready.ledger.cases() == [JOURNEY]
    assert ready.ledger.flaws(private) == []


LASTING: dict[str, Mishap] = {
    "fingerprint.unplugged": FingerprintSimulator.unplug,
    "fingerprint.broken": FingerprintSimulator.talk_nonsense,
}


@pytest.mark.parametrize("fault", LASTING)
async def test_a_scanner_that_goes_in_the_middle_leaves_the_fingers_to_the_counter(
    fault: str, tmp_path: Path, authority: AuthorityKey, private: PrivateKey
) -> None:
    async with visitor(tmp_path, authority, JOURNEY, "fingers") as (ready, visit):
        citizen = visit.citizen
        scanner = ready.players["fingerprint"]
        await begins(visit, scanner)
        LASTING[fault](scanner)
        await citizen.sees(lambda: phase(citizen) is FingerPhase.TROUBLE, "the trouble")
        assert text(f"failure.{fault}.what") in " ".join((citizen.notes, hint(citizen)))
        await citizen.sees(lambda: DeviceKind.FINGERPRINT in citizen.session.faults, "the fault")
        await citizen.presses("other_way")
        await walk(visit, JOURNEY, ready.players, since="signature")
    assert ready.ledger.cases() == [JOURNEY]
    assert ready.ledger.flaws(private) == []


def _taken(citizen: Citizen) -> int:
    stage = citizen.session.stage
    return len(stage.walk.captures) if isinstance(stage, Walking) else 0
