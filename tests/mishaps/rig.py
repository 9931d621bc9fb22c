"""One terminal without its window: simulators, the real drivers, a real store, the session's runner."""

import asyncio
import dataclasses
import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hardware.camera.simulator import CameraSimulator
from hardware.document_printer.simulator import DocumentPrinterSimulator
from hardware.eid.replay.rehearsal import Rehearsal
from hardware.fingerprint.simulator import FingerprintSimulator
from hardware.pay_page.simulator import PayPageSimulator
from hardware.payment.simulator import PaymentSimulator
from hardware.printer.simulator import PrinterSimulator
from hardware.simulation.acts import Simulator
from hardware.simulation.cast import Cast
from hardware.simulation.eid_stage import EidStage
from hardware.simulation.world import World
from kiosk.clock import SystemClock
from kiosk.config.load import load_configuration
from kiosk.contracts.devices import DeviceKind
from kiosk.domain.machine import attract
from kiosk.domain.state import PhotoProcess, Settings, Timing
from kiosk.presentation.writer import TextWriter
from kiosk.session.devices import Devices, make_devices
from kiosk.session.records import Records
from kiosk.session.runner import SessionRunner
from kiosk.store import DATABASE, Store, StoreSettings
from kiosk.store.sealing import AuthorityKey
from kiosk.store.signing import make_device_key
from tests.mishaps.citizen import Citizen
from tests.mishaps.hasty_clock import HastyClock
from tests.mishaps.ledger import DEVICE_KEY, Ledger
from tests.mishaps.overheard import OverheardTerminal
from tests.terminal import CONFIG, site, texts

CAPTURE = dataclasses.replace(
    load_configuration(profile="demo").capture, models=CONFIG.parent / ".models"
)
PACE = 20.0  # of the people and of the session's own timers; the drivers have the machine's clock
SETTINGS = StoreSettings(site="0042", link="https://terminal.example/q")
Tables = Mapping[str, Mapping[str, object]]


def simulators(*wanted: str, eid_pace: float = 0.0) -> dict[str, Simulator]:
    """Answer the far ends of these devices; "eid" is card, reader and eID service at once.

    Who reads the ID card is the real driver over recorded messages of a real AusweisApp, with the
    recorded pauses stretched by `eid_pace`.
    """
    people = HastyClock(PACE)
    made: dict[str, Simulator] = {}
    for name in wanted:
        match name:
            case "eid":
                made[name] = EidStage(Rehearsal(SystemClock(), eid_pace), 0)
            case "camera":
                made[name] = CameraSimulator(SystemClock())
            case "fingerprint":
                made[name] = FingerprintSimulator(people)
            case "payment":
                made[name] = PaymentSimulator(SystemClock(), people=people)
            case "printer":
                made[name] = PrinterSimulator()
            case "document_printer":
                made[name] = DocumentPrinterSimulator()
            case "pay_page":
                made[name] = PayPageSimulator()
    assert len(made) == len(wanted), "there is no such simulator"
    return made


@asynccontextmanager
async def world(players: Mapping[str, Simulator]) -> AsyncIterator[World]:
    """Run the simulators, and a pad for signatures."""
    cast = Cast(players, {DeviceKind.SIGNATURE: {"driver": "touch"}}, ())
    running = World(cast, SystemClock())
    await running.start()
    try:
        yield running
    finally:
        await running.stop()


def open_store(folder: Path, authority: AuthorityKey) -> Store:
    """Open the terminal's store as a session does."""
    return Store.open(
        folder / DATABASE,
        SystemClock(),
        SETTINGS,
        authorities={"intake": authority, "handover": authority},
        key=make_device_key(folder / DEVICE_KEY),
    )


def new_records(folder: Path, authority: AuthorityKey) -> Records:
    return Records(lambda: open_store(folder, authority), secrets.token_hex(16))


def drivers(tables: Tables) -> Devices:
    """Make the real drivers that reach what the tables describe."""
    return make_devices({DeviceKind(kind): table for kind, table in tables.items()}, SystemClock())


class Visit:
    """One session, from taking over the store to the erasure, as `kiosk.app.process` runs it."""

    def __init__(self, devices: Devices, records: Records, pace: float = PACE) -> None:
        clock = HastyClock(pace)
        photo = PhotoProcess(time_out=PhotoProcess().time_out * pace)
        here = dataclasses.replace(site(), timing=stretched(pace), photo=photo)
        session = attract(here, Settings())
        self.over: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.citizen = Citizen(session)
        self._clock = clock
        self.runner = SessionRunner(
            session,
            devices,
            records,
            clock,
            show=self.citizen.show,
            begun=lambda: None,
            erase=self._finish,
            writer=TextWriter(texts(), clock),
            capture=CAPTURE,
        )
        self.citizen.feed = self.runner.feed

    async def open(self) -> None:
        """Put in order what the session before left, look at the devices, and open the doors."""
        await self.take_over()
        self.runner.watch(lambda: self._finish("crashed"), lambda _key: None)
        self.runner.place.aside(self.runner.place.devices.eid.open())

    async def take_over(self) -> bool:
        """Put in order what the session before left; answer whether all payments are settled."""
        records = self.runner.place.records
        await self.runner.till.take_over((await records.recover()).payments)
        return not await records.unresolved_payments()

    async def close(self) -> None:
        await self.runner.close()

    def _finish(self, outcome: str) -> None:
        if not self.over.done():
            self.over.set_result(outcome)


@dataclass(frozen=True, slots=True)
class Rig:
    """A terminal whose simulators run; each `visit` is the next citizen's session."""

    folder: Path
    authority: AuthorityKey
    players: Mapping[str, Any]
    tables: Tables

    @property
    def ledger(self) -> Ledger:
        return Ledger(self.folder)

    @asynccontextmanager
    async def visit(
        self, at_the_till: Callable[[str], None] = lambda _boundary: None, *, pace: float = PACE
    ) -> AsyncIterator[Visit]:
        """Let the next citizen come; `at_the_till` hears of each act of the card terminal's driver."""
        devices = drivers(self.tables)
        overheard = OverheardTerminal(devices.payment, at_the_till)
        devices = dataclasses.replace(devices, payment=overheard)
        visit = Visit(devices, new_records(self.folder, self.authority), pace)
        try:
            await visit.open()
            yield visit
        finally:
            await visit.close()


@asynccontextmanager
async def rig(
    folder: Path, authority: AuthorityKey, *wanted: str, eid_pace: float = 0.0
) -> AsyncIterator[Rig]:
    """Set up a terminal with these devices; the others are absent."""
    players = simulators(*wanted, eid_pace=eid_pace)
    async with world(players) as running:
        yield Rig(folder, authority, players, running.tables())


def stretched(pace: float) -> Timing:
    """Answer the timers as they ship, in seconds of the session's hasty clock."""
    shipped = dataclasses.asdict(Timing())
    return Timing(**{name: type(value)(value * pace) for name, value in shipped.items()})
