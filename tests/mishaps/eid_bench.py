"""The real eID behind whole sessions: laboratory, AusweisApp, pcscd, and citizens who walk into it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import smartcard.scard as pcsc

from hardware.eid.lab.laboratory import Laboratory
from hardware.eid.lab.virtual_reader import NAME
from hardware.payment.simulator import PaymentSimulator
from hardware.simulation.acts import Simulator
from hardware.simulation.eid_lab_stage import EidLabStage
from kiosk.clock import SystemClock
from kiosk.contracts.eid import EidPrompt
from kiosk.domain.state import Failed, Session, Walking
from kiosk.domain.step_states import IdentifyStep, ManagePinStep
from kiosk.store.sealing import AuthorityKey
from tests.mishaps.citizen import Citizen
from tests.mishaps.rig import Rig, Visit, simulators, world
from tests.mishaps.stops import told_of

JOURNEY = "meldebescheinigung"
PIN, NEW_PIN, CAN, PUK, WRONG = "123456", "654321", "222222", "3333333333", "000000"
HOLDER = "Mustermann"
READ = "question.purpose"  # the page behind the card's
QUEUE = 60.0  # for other tests that use this machine's virtual reader
SELECT = [0x00, 0xA4, 0x00, 0x0C, 0x02, 0x3F, 0x00]
LETTING_GO = 3.0
PROMPTLY = 0.05
Step = Callable[[Citizen], None]
Acts = dict[str, list[str | Step]]


@dataclass
class Bench:
    """A terminal at the laboratory; `folder` and `authority` are of the test that uses it.

    `eid` are settings of the driver, `pages` what the last citizen who failed has seen.
    """

    stage: EidLabStage
    lab: Laboratory
    players: Mapping[str, Simulator]
    tables: dict[str, dict[str, object]]
    folder: Path = Path()
    authority: AuthorityKey | None = None
    eid: Mapping[str, object] = field(default_factory=dict)
    pages: list[str] = field(default_factory=list)

    @asynccontextmanager
    async def citizen(self) -> AsyncIterator[Visit]:
        """Let the next citizen come, to a session process with an AusweisApp of its own."""
        assert self.authority is not None
        tables = {**self.tables, "eid": {**self.tables["eid"], **self.eid}}
        rig = Rig(self.folder, self.authority, self.players, tables)
        async with rig.visit() as visit:
            yield visit

    async def fails(
        self,
        acts: Acts | None = None,
        *,
        journey: str = JOURNEY,
        task: str = "",
    ) -> str:
        """Let a citizen come who meets a failure page; answer its id once the card is free."""
        async with self.citizen() as visit:
            planned: Acts = {"card.pin": [PIN]} if acts is None else acts
            await walks(visit, self, planned, until="failure", journey=journey, task=task)
            self.pages = visit.citizen.pages
            failed = failure(visit.citizen)
            await self.released()
            return failed

    async def serves_the_next(self) -> None:
        """Mend what was broken, and let a citizen's card be read from attract screen to data."""
        await self.stage.restore()
        async with self.citizen() as visit:
            await walks(visit, self, {"card.pin": [PIN]}, until=READ)
            walk = walking(visit.citizen.session)
            assert walk.identity is not None
            assert walk.identity.family_name == HOLDER

    async def released(self) -> None:
        """Check that nobody holds the card: who asks for it alone gets it, and an answer."""
        if self.lab.reader.card_present:
            await asyncio.to_thread(_select_alone, SystemClock().monotonic() + LETTING_GO)


def failure(citizen: Citizen) -> str:
    """Answer the failure that the page tells of, which must say all that it has to."""
    stage = citizen.session.stage
    assert isinstance(stage, Failed), stage
    told_of(citizen, stage.failure, "nothing_paid", "nothing_sent")
    return stage.failure


def walking(session: Session) -> Any:
    assert isinstance(session.stage, Walking), session.stage
    return session.stage.walk


def prompt(session: Session) -> EidPrompt | None:
    """Answer what the card dialogue asks, None where there is none."""
    match session.stage:
        case Walking(walk) if isinstance(walk.step, IdentifyStep | ManagePinStep):
            return walk.step.dialogue.prompt
        case _:
            return None


async def walks(
    visit: Visit,
    bench: Bench,
    acts: Acts,
    *,
    until: str,
    journey: str = JOURNEY,
    task: str = "",
) -> None:
    """Walk a journey to a page. `acts` say what is typed at a page, or done instead of pressing on."""
    citizen = visit.citizen
    usual = {"attract": "touch", "choose": f"service.{journey}", "pin_task": f"task.{task}"}
    while citizen.page.id != until:
        before = _state(citizen)
        page, *_ = before
        planned = acts.get(page)
        assert page != "failure", f"a failure instead of '{until}': {citizen.notes}"
        if planned:
            act = planned.pop(0)
            if isinstance(act, str):
                citizen.types(act)
            else:
                act(citizen)
        elif page == "card.insert":
            if not bench.lab.reader.card_present:
                await bench.stage.lay_card()
        elif page in usual:
            await citizen.presses(usual[page])
        elif "next" in citizen.offered:
            await citizen.presses("next")

        def moved(before: object = before) -> bool:
            return _state(citizen) != before

        await citizen.sees(moved, f"something after '{page}' on the way to '{until}'")


def _state(citizen: Citizen) -> tuple[str, EidPrompt | None, bool]:
    return citizen.page.id, prompt(citizen.session), citizen.session.other_card


@asynccontextmanager
async def open_bench() -> AsyncIterator[Bench]:
    """Start the laboratory, and what the service needs that nobody reaches here."""
    lab = Laboratory(SystemClock())
    stage = EidLabStage(lab, QUEUE)
    players: dict[str, Simulator] = {
        "eid": stage,
        "payment": PaymentSimulator(SystemClock()),
        **simulators("printer"),
    }
    async with world(players) as running:
        tables = {str(kind): dict(table) for kind, table in running.tables().items()}
        yield Bench(stage, lab, players, tables)


def _select_alone(until: float) -> None:
    """Connect exclusively and select the main file, again while somebody lets go of the card."""
    status, context = pcsc.SCardEstablishContext(pcsc.SCARD_SCOPE_SYSTEM)
    assert status == pcsc.SCARD_S_SUCCESS
    try:
        while True:
            status, card, protocol = pcsc.SCardConnect(
                context, NAME, pcsc.SCARD_SHARE_EXCLUSIVE, pcsc.SCARD_PROTOCOL_T1
            )
            if status == pcsc.SCARD_S_SUCCESS:
                break
            busy = status == pcsc.SCARD_E_SHARING_VIOLATION
            assert busy, pcsc.SCardGetErrorMessage(status)
            assert SystemClock().monotonic() < until, "the card is still held by somebody"
        status, answer = pcsc.SCardTransmit(card, protocol, SELECT)
        assert (status, answer[-2:]) == (pcsc.SCARD_S_SUCCESS, [0x90, 0x00])
        pcsc.SCardDisconnect(card, pcsc.SCARD_RESET_CARD)
    finally:
        pcsc.SCardReleaseContext(context)
