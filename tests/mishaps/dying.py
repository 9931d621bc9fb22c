"""Kills a session with SIGKILL at each of its boundaries, and looks what the next one makes of it.

Run as `python -m tests.mishaps.dying JOURNEY FOLDER FIRST STEP`, where FOLDER holds the authority's
key as `private.jwk` and `public.jwk`: it strikes at the boundaries FIRST, FIRST + STEP, …, so that
STEP processes share the work, each with its own card terminal. Boundaries are: before each effect, before and after each call to
the store, before and after each order to the card terminal, before each word between driver and card
terminal. Prints a line of JSON for each.
"""

import asyncio
import json
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import cv2

from hardware.camera.portrait.person import take_picture
from hardware.camera.portrait.sitting import Sitting
from hardware.simulation import WorldControl
from kiosk.clock import SystemClock
from kiosk.session.records import Records
from kiosk.session.runner import Perform
from kiosk.store import Store
from kiosk.store.sealing import AuthorityKey, authority_key, read_jwk
from kiosk.store.unsealing import PrivateKey
from tests.mishaps.conftest import TEST_BITS
from tests.mishaps.eavesdropper import overhearing
from tests.mishaps.ledger import Ledger
from tests.mishaps.overheard import OverheardTerminal
from tests.mishaps.rig import Visit, drivers, new_records, open_store, simulators, world
from tests.mishaps.script import prepare, walk

MOST = 1000  # boundaries; no journey has so many
LONGEST = 60  # seconds of a journey
Answer = TypeVar("Answer")


class Reaper:
    """Counts boundaries and kills the process at the one it waits for."""

    def __init__(self, moment: int, struck: Path) -> None:
        self._left = moment
        self._struck = struck

    def passes(self, boundary: str) -> None:
        if self._left == 0:
            self._struck.write_text(boundary)
            os.kill(os.getpid(), signal.SIGKILL)
        self._left -= 1

    def at(self, perform: Perform) -> Perform:
        """Answer the performer with a boundary before it."""

        def performed(effect: Any) -> None:
            self.passes(type(effect).__name__)
            perform(effect)

        return performed


class MortalRecords(Records):
    """The store, with a boundary before and after everything that it is asked and waited for."""

    reaper: Reaper

    async def _call(self, ask: Callable[[Store], Answer]) -> Answer:
        self.reaper.passes("before the store")
        answer = await super()._call(ask)
        self.reaper.passes("after the store")
        return answer


@dataclass(frozen=True, slots=True)
class Lane:
    """One journey, walked again and again; the card terminal is another process and lives on."""

    journey: str
    authority: AuthorityKey
    private: PrivateKey
    till: Mapping[str, Any]
    portrait: Path

    def warm(self, folder: Path) -> None:
        """Walk it once without any death: what every session loads is then loaded for all."""
        asyncio.run(self._walk(Reaper(-1, folder / "struck"), folder))
        assert threading.active_count() == 1, "a thread would not survive a fork"

    def strike(self, moment: int, folder: Path) -> dict[str, object]:
        """Have a session die at that boundary; answer where, and what was wrong afterwards."""
        newest = asyncio.run(self._newest_receipt())
        child = os.fork()
        if child == 0:
            self._die(moment, folder)
        _, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        struck = folder / "struck"
        return {
            "moment": moment,
            "killed": killed,
            "exit": None if killed else os.waitstatus_to_exitcode(status),
            "at": struck.read_text() if struck.exists() else "the end",
            "flaws": asyncio.run(self._look(folder, newest)),
            "cases": Ledger(folder).cases(),
            "unpaid": len(Ledger(folder).unpaid_cases()),
        }

    def _die(self, moment: int, folder: Path) -> None:
        """Walk in a process of its own, which never returns from here."""
        signal.alarm(LONGEST)
        code = 1
        try:
            asyncio.run(self._walk(Reaper(moment, folder / "struck"), folder))
            code = 0
        except BaseException:  # noqa: BLE001 - whatever it is, this process must not go on as its parent
            traceback.print_exc()
        finally:
            os._exit(code)

    async def _walk(self, reaper: Reaper, folder: Path) -> None:
        players = simulators("eid", "fingerprint", "printer")
        await prepare(self.journey, players)
        till = overhearing(self.till["devices"]["payment"], reaper.passes)
        async with world(players) as running, till as payment:
            camera = {"driver": "opencv", "source": str(self.portrait)}
            devices = drivers({**running.tables(), "camera": camera, "payment": payment})
            records = MortalRecords(lambda: open_store(folder, self.authority), os.urandom(8).hex())
            records.reaper = reaper
            visit = Visit(
                replace(devices, payment=OverheardTerminal(devices.payment, reaper.passes)), records
            )
            performers = visit.runner._performers
            visit.runner._performers = {
                kind: reaper.at(perform) for kind, perform in performers.items()
            }
            try:
                await visit.open()
                await walk(visit, self.journey, players)
            finally:
                await visit.close()

    async def _newest_receipt(self) -> int:
        return max((entry["receipt"] for entry in await self._journal()), default=0)

    async def _journal(self) -> list[dict[str, Any]]:
        state = await WorldControl(self.till["control"], SystemClock()).state()
        journal: list[dict[str, Any]] = state["payment"]["journal"]  # type: ignore[index]
        return journal

    async def _look(self, folder: Path, newest: int) -> list[str]:
        """Do as the next session does, then compare store and card terminal."""
        devices = drivers({"payment": self.till["devices"]["payment"]})
        visit = Visit(devices, new_records(folder, self.authority))
        try:
            settled = await visit.take_over()
        finally:
            await visit.close()
        ledger = Ledger(folder)
        flaws = ledger.flaws(self.private)
        if not settled:
            flaws.append("the payments could not be settled")
        ours = [entry for entry in await self._journal() if entry["receipt"] > newest]
        return [*flaws, *disagreements(ledger, ours)]


def disagreements(ledger: Ledger, journal: list[dict[str, Any]]) -> list[str]:
    """Answer where store and card terminal differ; `journal` is what the terminal did in this life."""
    charged = sorted((e["receipt"], e["cents"]) for e in journal if e["outcome"] == "stored")
    flaws = [f"{e['receipt']} is still held" for e in journal if e["outcome"] == "held"]
    if len(charged) > 1:
        flaws.append(f"charged twice: {charged}")
    if charged != sorted(ledger.kept()):
        flaws.append(f"charged were {charged}, the journal says {ledger.kept()}")
    if len(charged) + len(ledger.unpaid_cases()) != len(ledger.paid_cases()):
        flaws.append(f"charged were {charged}, cases name {sorted(ledger.paid_cases())}")
    return flaws


def open_till() -> tuple[int, Mapping[str, Any]]:
    """Start the card terminal in a process of its own; answer its id and where it is."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            asyncio.run(_serve_till(writing))
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as told:
        return child, json.loads(told.readline())


async def _serve_till(writing: int) -> None:
    players = simulators("payment")
    players["payment"].automate()  # type: ignore[attr-defined] # an act of this simulator
    async with world(players) as running:
        os.write(writing, json.dumps(running.report()).encode() + b"\n")
        os.close(writing)
        await asyncio.Event().wait()


def main(journey: str, folder: Path, first: int, step: int) -> int:
    cv2.setNumThreads(0)  # its threads would not survive a fork
    portrait = folder / "portrait.png"
    cv2.imwrite(str(portrait), take_picture(Sitting().pose(0), 3840, 2160))
    private = PrivateKey(read_jwk(folder / "private.jwk"))
    authority = authority_key(read_jwk(folder / "public.jwk"), minimum_bits=TEST_BITS)
    process, till = open_till()
    try:
        lane = Lane(journey, authority, private, till, portrait)
        (folder / "warm").mkdir()
        lane.warm(folder / "warm")
        for moment in range(first, MOST, step):
            place = folder / f"{moment:04d}"
            place.mkdir()
            struck = lane.strike(moment, place)
            sys.stdout.write(json.dumps(struck) + "\n")
            sys.stdout.flush()
            if not struck["killed"]:
                break
    finally:
        os.kill(process, signal.SIGTERM)
        os.waitpid(process, 0)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])))
