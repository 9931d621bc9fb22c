"""A hand-over server on a real socket, and a terminal whose one destination it is."""

import asyncio
import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import requests
import uvicorn
from argon2 import PasswordHasher

from kiosk.contracts.captures import Remarks, Rendition
from kiosk.courier.destinations import Destination, make_destination
from kiosk.courier.lane import Lane
from kiosk.store import CaseDraft, Store
from kiosk.store.sealing import AuthorityKey, authority_key
from kiosk.store.signing import make_device_key
from kiosk.store.stamps import stamp
from remote_assist.desk.handover.app import application
from remote_assist.desk.handover.office import Office, open_office
from remote_assist.desk.handover.settings import Settings
from tests.fake_clock import FakeClock
from tests.kiosk.courier.conftest import lane_to
from tests.kiosk.store.conftest import (
    SETTINGS,
    TEST_BITS,
    make_private,
    private_jwk,
    public_half,
)

__all__ = ["private_jwk"]

TERMINAL, PASSWORD, WORKPLACE = "rathaus-1", "richtig langes Kennwort", "Schalter 4"
TOKEN = "an application's token"
TOKEN_SHA256 = "7cef4c757abdd01ea79d564f939376f2d13088f5c77e3173a6253a15527fd46b"
BIRTHDAY = "1208"
PICTURES = {
    "photo": (b"\xff\xd8\xff" + b"portrait of a citizen" * 500, "image/jpeg"),
    "finger_right": (b"\x89PNG right" * 300, "image/png"),
    "finger_left": (b"\x89PNG left" * 300, "image/png"),
    "signature": (b"\x89PNG signature" * 50, "image/png"),
}


class Still(FakeClock):
    """The test's time for a server in another thread; its sleepers sleep, the test calls `tend`."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__()
        self._clock = clock

    def now(self) -> datetime:
        return self._clock.now()

    def monotonic(self) -> float:
        return self._clock.monotonic()

    async def sleep(self, _seconds: float) -> None:
        await asyncio.Event().wait()


class Served:
    """The application on uvicorn, in a thread, at a port of its own."""

    def __init__(self, office: Office) -> None:
        config = uvicorn.Config(
            application(office), port=0, log_config=None, access_log=False, lifespan="on"
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run)
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive()
            threading.Event().wait(0.005)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join(10)


@dataclass
class Town:
    """The server's people and their files; `serve` starts it, again after a `close`."""

    folder: Path
    clock: FakeClock
    settings: Settings
    served: Served | None = None
    office: Office | None = None

    def serve(self, **changes: Any) -> str:
        self.close()
        self.office = open_office(replace(self.settings, **changes), Still(self.clock))
        self.served = Served(self.office)
        return self.served.url

    def close(self) -> None:
        if self.served is not None:
            self.served.close()
            self.served = None

    @property
    def at(self) -> Office:
        assert self.office is not None
        return self.office

    def bytes_on_disk(self) -> bytes:
        return b"".join(path.read_bytes() for path in self.folder.glob("handover.db*"))


@pytest.fixture(scope="session")
def hashed() -> str:
    """argon2id takes its time: one account for all tests."""
    return PasswordHasher().hash(PASSWORD)


@pytest.fixture
def town(
    tmp_path: Path, clock: FakeClock, private_jwk: dict[str, Any], hashed: str
) -> Iterator[Town]:
    folder = tmp_path / "town"
    folder.mkdir()
    key = folder / "authority.jwk"
    key.touch(0o600)
    key.write_text(json.dumps(private_jwk))
    make_device_key(tmp_path / "courier.key")
    make_device_key(folder / "signing.key")
    settings = Settings(
        database=folder / "handover.db",
        keys=(key,),
        signing_key=folder / "signing.key",
        pepper=folder / "pepper",
        export=folder / "export",
        terminals={TERMINAL: tmp_path / "courier.pub"},
        applications={"fach": TOKEN_SHA256},
    )
    made = Town(folder, clock, settings)
    made.serve()
    row = {"name": "beispiel", "hash": hashed, "added_at": stamp(clock.now())}
    made.at.database.insert("clerks", row)
    yield made
    made.close()


@dataclass
class Terminal:
    store: Store
    lane: Lane
    destination: Destination
    table: dict[str, Any]

    def capture(
        self,
        session: str = "s1",
        *,
        birthday: str = BIRTHDAY,
        wish: str = "passport",
        pictures: Mapping[str, tuple[bytes, str]] = PICTURES,
    ) -> str:
        """Let a citizen leave pictures; answer the code."""
        captures = tuple(
            self.store.seal_capture(
                session,
                kind,
                (Rendition("interchange", media, content),),
                {"quality": 82},
                destination="folder",
            )
            for kind, (content, media) in pictures.items()
        )
        answers = {"document": wish, "birthday": birthday}
        draft = CaseDraft(session, "ausweis-vorerfassung", "folder", answers, captures=captures)
        return self.store.store_case(draft).number

    def capture_whole(
        self,
        captures: Mapping[str, tuple[tuple[Rendition, ...], Remarks]],
        session: str = "s1",
        *,
        wish: str = "both",
        left: Mapping[str, str] | None = None,
    ) -> str:
        """Let a citizen leave captures with all of their renditions and remarks; answer the code."""
        sealed = tuple(
            self.store.seal_capture(session, kind, files, remarks, destination="folder")
            for kind, (files, remarks) in captures.items()
        )
        draft = CaseDraft(
            session,
            "ausweis-vorerfassung",
            "folder",
            {"document": wish, "birthday": BIRTHDAY},
            captures=sealed,
            left=left or {},
        )
        return self.store.store_case(draft).number

    def drain(self) -> None:
        while not self.lane.rests() and self.lane.step():
            pass

    def standing(self, code: str) -> tuple[str, int]:
        (line,) = self.store.oversight.case(code)
        return line.standing, line.size

    def container(self, code: str) -> str:
        (line,) = self.store.oversight.case(code)
        return line.container

    def logged(self, event: str) -> list[dict[str, Any]]:
        rows = self.store._database.rows(
            "SELECT attributes FROM events WHERE event = :e ORDER BY seq", {"e": event}
        )
        return [json.loads(row["attributes"]) for row in rows]


OpenTerminal = Callable[[str], Terminal]


def table_to(url: str, folder: Path) -> dict[str, Any]:
    return {
        "driver": "handover",
        "url": url,
        "terminal": TERMINAL,
        "key": str(folder / "courier.key"),
        "server_key": str(folder / "town" / "signing.pub"),
    }


@pytest.fixture
def authority(private_jwk: dict[str, Any]) -> AuthorityKey:
    return authority_key(public_half(private_jwk), minimum_bits=TEST_BITS)


@pytest.fixture
def foreign() -> AuthorityKey:
    """Another authority's: the server cannot open what is sealed to it."""
    return authority_key(public_half(make_private("authority-9")), minimum_bits=TEST_BITS)


@pytest.fixture
def open_terminal(
    tmp_path: Path, clock: FakeClock, town: Town, authority: AuthorityKey
) -> Iterator[Callable[..., Terminal]]:
    opened: list[Terminal] = []

    def make(key: AuthorityKey = authority) -> Terminal:
        database = tmp_path / f"terminal-{len(opened)}" / "terminal.db"
        store = Store.open(database, clock, SETTINGS, authorities={"folder": key})
        assert town.served is not None
        table = table_to(town.served.url, tmp_path)
        destination = make_destination("folder", table, clock)
        opened.append(Terminal(store, lane_to(destination, store, clock), destination, table))
        return opened[-1]

    yield make
    for one in opened:
        one.destination.close()
        one.store.close()


@pytest.fixture
def terminal(open_terminal: Callable[[], Terminal]) -> Terminal:
    return open_terminal()


class Clerk:
    """A browser without scripts: follows forms as the pages offer them."""

    def __init__(self, url: str, name: str = "beispiel") -> None:
        self.url = url
        self.http = requests.Session()
        self.http.trust_env = False
        self.page = self.http.post(
            f"{url}/sign-in", {"name": name, "password": PASSWORD, "workplace": WORKPLACE}
        )
        self.csrf = re.findall(r'name="csrf" value="([^"]+)"', self.page.text)[0]

    def post(self, path: str, **fields: str) -> requests.Response:
        self.page = self.http.post(self.url + path, {"csrf": self.csrf, **fields})
        return self.page

    def claim(self, code: str, birthday: str = BIRTHDAY) -> requests.Response:
        return self.post("/claim", code=code, birthday=birthday)

    def get(self, path: str) -> requests.Response:
        return self.http.get(self.url + path)

    def close(self) -> None:
        self.http.close()


@pytest.fixture
def clerk(town: Town) -> Iterator[Clerk]:
    assert town.served is not None
    made = Clerk(town.served.url)
    yield made
    made.close()
