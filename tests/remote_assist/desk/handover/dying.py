"""Couriers and servers that are killed at every boundary of wire and disk.

Run as `python -m tests.remote_assist.desk.handover.dying courier|server FOLDER`, with
FOLDER/authority.jwk and, for the courier, FOLDER/table.json. No code of ours is changed: the
interpreter's own profiling hook sees every call into sockets, SQLite and the kernel. Prints how many died.
"""

import json
import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

from kiosk.clock import SystemClock
from kiosk.contracts.captures import Rendition
from kiosk.contracts.handover import Piece
from kiosk.courier.destinations import make_destination
from kiosk.courier.lane import Lane
from kiosk.store import CaseDraft, Store
from kiosk.store.outbox import Parcel
from kiosk.store.sealing import authority_key, read_jwk
from kiosk.store.signing import make_device_key
from kiosk.store.stamps import moment as moment_of
from remote_assist.desk.handover.containers import Absent, Announcement
from remote_assist.desk.handover.counter import Taken, Wrong
from remote_assist.desk.handover.keys import Openers, load_opener
from remote_assist.desk.handover.office import Office, open_office
from remote_assist.desk.handover.settings import Settings
from tests.kiosk.courier.fit_connect.dying import child
from tests.kiosk.courier.fit_connect.dying import lane as lane_to
from tests.kiosk.store.conftest import SETTINGS, TEST_BITS, public_half

TERMINAL, CLERK, BIRTHDAY = "rathaus-1", "beispiel", "1208"
PICTURE = b"\xff\xd8\xff" + b"portrait of a citizen" * 500
# What wire and disk see of us; between two of them a death makes no difference to either.
SEEN = frozenset(
    [
        *("socket.connect", "socket.sendall", "socket.send", "socket.recv_into"),
        *("Connection.execute", "Connection.executescript"),
        *("mkdir", "rename", "fsync", "open", "unlink", "rmdir"),
    ]
)
RECEIPT_SECONDS = 0.05


class Reaper:
    """Counts calls to wire and disk and kills the process at the one it waits for."""

    def __init__(self, moment: int) -> None:
        self._left = moment

    def __call__(self, _frame: FrameType, event: str, called: Any) -> None:
        if event in ("c_call", "c_return") and called.__qualname__ in SEEN:
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            self._left -= 1


def private(folder: Path) -> dict[str, Any]:
    jwk: dict[str, Any] = read_jwk(folder / "authority.jwk")
    return jwk


def store_at(home: Path, folder: Path) -> Store:
    key = authority_key(public_half(private(folder)), minimum_bits=TEST_BITS)
    return Store.open(home / "terminal.db", SystemClock(), SETTINGS, authorities={"intake": key})


def put_in(store: Store, session: str) -> str:
    captures = tuple(
        store.seal_capture(
            session,
            kind,
            (Rendition("interchange", "image/jpeg", PICTURE),),
            {},
            destination="intake",
        )
        for kind in ("photo", "finger_left")
    )
    answers = {"document": "passport", "birthday": BIRTHDAY}
    draft = CaseDraft(session, "ausweis-vorerfassung", "intake", answers, captures=captures)
    return store.store_case(draft).number


def lane(store: Store, table: dict[str, Any], home: Path) -> Lane:
    return lane_to(store, table, home)


def strike(folder: Path, life: Callable[[Path, Callable[[], None]], None]) -> int:
    """Let a life end at each of its moments, in FOLDER/<moment>; answer how many were cut short."""
    moment = 0
    while True:
        here = folder / f"{moment:04d}"
        shutil.copytree(folder / "seed", here)

        def live(here: Path = here, moment: int = moment) -> None:
            life(here, lambda: sys.setprofile(Reaper(moment)))

        _, status = os.waitpid(child(live), 0)
        if os.WIFEXITED(status):
            return moment
        moment += 1


def couriers(folder: Path) -> int:
    table: dict[str, Any] = json.loads((folder / "table.json").read_text())
    store_at(folder / "seed", folder).close()
    make_destination("intake", table, SystemClock()).close()

    def life(here: Path, beware: Callable[[], None]) -> None:
        store = store_at(here, folder)
        (here / "number").write_text(put_in(store, here.name))
        one_lane = lane(store, table, here)
        beware()
        one_lane.step()
        threading.Event().wait(RECEIPT_SECONDS)
        one_lane.step()
        sys.setprofile(None)

    return strike(folder, life)


def office_at(home: Path, folder: Path) -> Office:
    settings = Settings(
        database=home / "handover.db",
        keys=(folder / "authority.jwk",),
        signing_key=folder / "signing.key",
        pepper=folder / "pepper",
        export=home / "export",
        terminals={},
    )
    return open_office(settings, SystemClock(), keys_of(folder))


@cache
def keys_of(folder: Path) -> Openers:
    """Checking a key takes a fifth of a second; hundreds of servers share what was checked."""
    return Openers([load_opener(folder / "authority.jwk")])


def parcel_at(home: Path) -> Parcel:
    store = Store.open(home / "terminal.db", SystemClock(), SETTINGS)
    parcel = store.outbox.claim("intake")
    store.close()
    assert parcel is not None
    return parcel


def hand_over(office: Office, parcel: Parcel) -> None:
    """Do what courier and clerk do, each going on where the server stood; nothing twice."""
    pieces = tuple(Piece(part.name, len(part.sealed), part.sha256()) for part in parcel.parts)
    told = Announcement(parcel.kid, moment_of(parcel.expires_at), pieces)
    office.containers.announce(parcel.key, TERMINAL, told)
    for part, piece in zip(parcel.parts, pieces, strict=True):
        office.containers.put(parcel.key, TERMINAL, piece, part.sealed)
    office.containers.complete(parcel.key, TERMINAL)
    with suppress(Taken, Wrong):
        office.counter.claim(parcel.number, BIRTHDAY, CLERK, "4")
    try:
        office.counter.export(parcel.key, CLERK)
        office.counter.fetched(parcel.key, CLERK)
    except Absent:
        assert office.containers.standing(parcel.key, TERMINAL).state == "deleted"


def servers(folder: Path) -> int:
    with store_at(folder / "seed", folder) as store:
        put_in(store, "one")
    make_device_key(folder / "signing.key")
    office_at(folder / "seed", folder).close()
    parcel = parcel_at(folder / "seed")

    def life(here: Path, beware: Callable[[], None]) -> None:
        office = office_at(here, folder)
        beware()
        hand_over(office, parcel)
        sys.setprofile(None)

    return strike(folder, life)


if __name__ == "__main__":
    print({"courier": couriers, "server": servers}[sys.argv[1]](Path(sys.argv[2])))  # noqa: T201
