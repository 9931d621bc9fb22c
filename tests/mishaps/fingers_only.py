"""A terminal that takes two fingers and nothing else: the real scanner's driver, worker and store."""

import dataclasses
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from hardware.fingerprint import FingerPosition
from hardware.fingerprint.simulator import FingerprintSimulator
from kiosk.contracts.captures import CaptureKind
from kiosk.domain.machine import attract
from kiosk.domain.service import Service, StepKind
from kiosk.domain.state import Walking
from kiosk.domain.step_states import FingerPhase, FingersStep
from kiosk.presentation.page import FingerView
from kiosk.store.sealing import AuthorityKey
from kiosk.store.unsealing import PrivateKey
from tests.hardware.fingerprint.waiting import waits_for_a_finger
from tests.mishaps.citizen import text
from tests.mishaps.rig import Rig, Visit, rig

JOURNEY = "ausweis-vorerfassung"
FINGERS = (CaptureKind.FINGER_RIGHT, CaptureKind.FINGER_LEFT)
LEFT_AWAY = {StepKind.PHOTO, StepKind.SIGNATURE, StepKind.QUESTIONS}


def _shortened(service: Service) -> Service:
    steps = tuple(step for step in service.steps if step.kind not in LEFT_AWAY)
    return dataclasses.replace(service, steps=steps, captures=FINGERS)


class Person:
    """Somebody at the fingers' step, and the glass in front of them."""

    def __init__(self, ready: Rig, visit: Visit) -> None:
        self.ready, self.citizen, self.runner = ready, visit.citizen, visit.runner
        self.scanner: FingerprintSimulator = ready.players["fingerprint"]

    @property
    def step(self) -> FingersStep:
        stage = self.citizen.session.stage
        assert isinstance(stage, Walking)
        assert isinstance(stage.walk.step, FingersStep)
        return stage.walk.step

    def at(self, phase: FingerPhase, kind: CaptureKind | None = None) -> bool:
        stage = self.citizen.session.stage
        step = stage.walk.step if isinstance(stage, Walking) else None
        if not isinstance(step, FingersStep) or step.phase is not phase:
            return False
        return kind is None or step.kind is kind

    async def comes_to(self, phase: FingerPhase, kind: CaptureKind | None = None) -> None:
        await self.citizen.sees(lambda: self.at(phase, kind), f"{phase} of {kind or 'a finger'}")

    async def starts(self, by: str = "next") -> None:
        """Press, and see the scanner wait for a finger."""
        await self.citizen.presses(by)
        await self.comes_to(FingerPhase.PLACING)
        await waits_for_a_finger(self.scanner)

    async def gives_right(self) -> None:
        await self.starts()
        self.scanner.place_finger()
        await self.comes_to(FingerPhase.READY, CaptureKind.FINGER_LEFT)
        self.scanner.lift_finger()

    async def gives_left(self) -> None:
        await self.starts()
        self.scanner.place_finger(FingerPosition.LEFT_INDEX)
        await self.citizen.at("check")

    async def reads(self, problem: str) -> None:
        """Wait for the hint of a problem."""
        told = text(f"page.fingers.problem.{problem}")

        def hinted() -> bool:
            hands = [b for b in self.citizen.page.blocks if isinstance(b, FingerView)]
            return any(told in hand.hint for hand in hands)

        await self.citizen.sees(hinted, told)

    async def sends(self, private: PrivateKey) -> dict[str, Any]:
        """Send the case; answer its document as the authority opens it."""
        await self.citizen.at("check")
        await self.citizen.presses("next")
        await self.citizen.at("receipt")
        assert self.ready.ledger.flaws(private) == []
        [part] = self.ready.ledger._rows("SELECT sealed FROM parts WHERE name = 'case'")
        document: dict[str, Any] = json.loads(private.unseal(part["sealed"])[0])
        return document


@asynccontextmanager
async def person(folder: Path, authority: AuthorityKey) -> AsyncIterator[Person]:
    """Bring somebody to the fingers' step."""
    async with rig(folder, authority, "fingerprint") as ready, ready.visit() as visit:
        site = visit.citizen.session.site
        services = tuple(_shortened(one) for one in site.services if one.id == JOURNEY)
        here = attract(dataclasses.replace(site, services=services), visit.citizen.session.settings)
        visit.runner.session = here
        visit.citizen.show(here)
        await visit.citizen.presses("touch", f"service.{JOURNEY}", "next")
        await visit.citizen.at("fingers")
        yield Person(ready, visit)
