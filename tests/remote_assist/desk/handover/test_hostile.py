"""What must not work: forged, replayed, oversized, foreign, malicious."""

import json
import logging
import socket
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from kiosk.contracts.handover import LARGEST_PART, ROOT, Receipt, signed_headers
from kiosk.store.listing import ListedCapture, ListedRendition
from kiosk.store.sealing import AuthorityKey
from kiosk.store.signing import load_device_key, make_device_key
from remote_assist.desk.handover.exporting import Export, write_export
from remote_assist.desk.handover.opening import Document
from tests.fake_clock import FakeClock
from tests.remote_assist.desk.handover.conftest import (
    BIRTHDAY,
    PASSWORD,
    TERMINAL,
    WORKPLACE,
    Clerk,
    Terminal,
    Town,
)

CONTAINER = str(uuid.UUID(int=7, version=4))


def announcement(**changes: object) -> bytes:
    told: dict[str, object] = {
        "kid": "authority-1",
        "expires": "2026-11-22T09:00:00.000Z",
        "parts": [{"name": "case", "size": 4, "sha256": "0" * 64}],
    }
    return json.dumps({**told, **changes}).encode()


class Courier:
    """Signs whatever it is told to."""

    def __init__(self, town: Town, key: Path) -> None:
        assert town.served is not None
        self.url = town.served.url
        self._clock = town.clock
        self._key = load_device_key(key)

    def call(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        *,
        sent: bytes | None = None,
        seconds: float = 0,
        terminal: str = TERMINAL,
    ) -> int:
        headers = signed_headers(
            method,
            path,
            body,
            terminal=terminal,
            created=int(self._clock.now().timestamp() + seconds),
            sign=self._key.sign,
        )
        answer = requests.request(
            method, self.url + path, data=body if sent is None else sent, headers=headers, timeout=5
        )
        return answer.status_code


@pytest.fixture
def courier(town: Town, tmp_path: Path) -> Courier:
    return Courier(town, tmp_path / "courier.key")


def test_only_the_terminals_own_signature_opens_the_intake(
    town: Town, courier: Courier, tmp_path: Path
) -> None:
    path = f"{ROOT}/{CONTAINER}"
    make_device_key(tmp_path / "thief.key")
    thief = Courier(town, tmp_path / "thief.key")
    assert thief.call("PUT", path, announcement()) == 401
    assert courier.call("PUT", path, announcement(), terminal="rathaus-2") == 401
    assert courier.call("PUT", path, announcement(), sent=announcement(kid="x")) == 401
    assert courier.call("PUT", path, announcement(), seconds=-301) == 401
    assert courier.call("PUT", path, announcement(), seconds=301) == 401
    assert requests.put(courier.url + path, announcement(), timeout=5).status_code == 401
    assert town.at.database.rows("SELECT * FROM containers") == []
    assert courier.call("PUT", path, announcement()) == 200


def test_a_replay_changes_nothing_and_another_content_under_the_id_is_refused(
    town: Town, courier: Courier
) -> None:
    path = f"{ROOT}/{CONTAINER}"
    assert [courier.call("PUT", path, announcement()) for _ in range(3)] == [200] * 3
    assert courier.call("PUT", path, announcement(kid="other")) == 409
    assert len(town.at.database.rows("SELECT * FROM containers")) == 1


def test_no_terminal_can_ask_for_more_than_the_laws_hours(town: Town, courier: Courier) -> None:
    wish = announcement(expires="2026-12-31T00:00:00.000Z")
    assert courier.call("PUT", f"{ROOT}/{CONTAINER}", wish) == 200
    row = town.at.database.row("SELECT expires_at FROM containers")
    assert row == {"expires_at": "2026-11-25T09:00:00.000Z"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b"[" * 9000,
        announcement(expires="yesterday"),
        announcement(parts=[]),
        announcement(parts=[{"name": "photo", "size": 1, "sha256": ""}]),
        announcement(parts=[{"name": "case", "size": LARGEST_PART + 1, "sha256": ""}]),
        announcement(parts=[{"name": "case", "size": -1, "sha256": ""}]),
        announcement(parts=[{"name": "case", "size": 1, "sha256": ""}] * 2),
        announcement(
            parts=[{"name": f"case{n or ''}", "size": 1, "sha256": ""} for n in range(33)]
        ),
    ],
)
def test_an_announcement_that_is_none_is_refused(courier: Courier, body: bytes) -> None:
    assert courier.call("PUT", f"{ROOT}/{CONTAINER}", body) in (400, 413, 422)


@pytest.mark.parametrize(
    "path",
    [
        f"{ROOT}/..%2f..%2fetc%2fpasswd",
        f"{ROOT}/{CONTAINER}'%20OR%201=1--",
        f"{ROOT}/{CONTAINER[:-1]}F",
        f"{ROOT}/x",
    ],
)
def test_no_other_id_than_a_uuid_is_known(courier: Courier, path: str) -> None:
    assert courier.call("PUT", path, announcement()) == 404


def test_a_part_must_be_the_announced_one(courier: Courier) -> None:
    path = f"{ROOT}/{CONTAINER}"
    assert courier.call("PUT", f"{path}/parts/case", b"abcd") == 404
    courier.call("PUT", path, announcement())
    assert courier.call("PUT", f"{path}/parts/case", b"abcd") == 422
    assert courier.call("PUT", f"{path}/parts/photo", b"abcd") == 404
    assert courier.call("PUT", f"{path}/parts/..%2fcase", b"abcd") == 404
    assert courier.call("POST", f"{path}/complete") == 409


def test_a_body_without_end_is_cut_off(town: Town) -> None:
    assert town.served is not None
    host, _, port = town.served.url.removeprefix("http://").partition(":")
    head = f"PUT {ROOT}/{CONTAINER} HTTP/1.1\r\nHost: x\r\n"
    with socket.create_connection((host, int(port)), 5) as line:
        line.sendall(f"{head}Content-Length: 99999999\r\n\r\n".encode())
        assert b" 413 " in line.recv(4096)
    with socket.create_connection((host, int(port)), 5) as line:
        line.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
        line.sendall(b"8000\r\n" + b"x" * 0x8000 + b"\r\n")
        assert b" 413 " in line.recv(4096)


def test_what_the_server_cannot_open_is_refused_and_leaves_nothing(
    town: Town, open_terminal: Callable[[AuthorityKey], Terminal], foreign: AuthorityKey
) -> None:
    terminal = open_terminal(foreign)
    code = terminal.capture()
    terminal.drain()
    assert terminal.standing(code)[0] == "set aside"
    assert town.at.database.rows("SELECT * FROM containers") == []


def test_a_case_without_birthday_is_no_pre_capture(terminal: Terminal) -> None:
    code = terminal.capture(birthday="3102x")
    terminal.drain()
    assert terminal.standing(code)[0] == "set aside"


def test_what_a_terminal_says_is_text_and_never_markup(terminal: Terminal, clerk: Clerk) -> None:
    code = terminal.capture(wish='"><script>alert(1)</script>')
    terminal.drain()
    page = clerk.claim(code)
    assert page.status_code == 200
    assert "<script" not in page.text
    assert "&lt;script&gt;" in page.text
    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy


def test_file_names_of_an_export_are_our_own_words(tmp_path: Path) -> None:
    file = ListedRendition("id", "interchange", "../../x", "", 1)
    listed = ListedCapture("photo", (file,), {'a"><b': "c\x00&d"})
    document = Document("ABCD-EFGH", BIRTHDAY, "\x01<x>", "", "", (listed,))
    folder = write_export(
        tmp_path, Export(CONTAINER, "0", "t", "c", "w", document), {"photo.bin": b"x"}
    )
    assert {path.name for path in folder.iterdir()} == {"photo.bin", "manifest.xml"}
    manifest = (folder / "manifest.xml").read_text()
    assert "<x>" not in manifest
    assert "\x00" not in manifest


def test_a_form_needs_the_token_of_its_session(terminal: Terminal, clerk: Clerk) -> None:
    code = terminal.capture()
    terminal.drain()
    fields = {"code": code, "birthday": BIRTHDAY}
    for token in ("", "x" * 43, Clerk(clerk.url).csrf):
        assert clerk.http.post(f"{clerk.url}/claim", {**fields, "csrf": token}).status_code == 403
    assert clerk.claim(code).status_code == 200


def test_nobody_gets_in_without_signing_in(clerk: Clerk) -> None:
    for path in ("/", f"/claims/{CONTAINER}", f"/claims/{CONTAINER}/files/photo.jpg"):
        answer = requests.get(clerk.url + path, allow_redirects=False, timeout=5)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in")


async def test_a_desk_left_alone_is_signed_out(clerk: Clerk, clock: FakeClock) -> None:
    await clock.advance(15 * 60 + 1)
    assert clerk.get("/").url.endswith("/sign-in")


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(clerk: Clerk) -> None:
    form = {"name": "beispiel", "password": PASSWORD, "workplace": WORKPLACE}
    answer = requests.post(f"{clerk.url}/sign-in", form, allow_redirects=False, timeout=5)
    cookie = answer.headers["Set-Cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    again = requests.post(f"{clerk.url}/sign-in", form, headers=elsewhere, timeout=5)
    assert again.status_code == 403


async def test_five_wrong_passwords_make_a_pause_even_for_the_right_one(
    town: Town, clock: FakeClock
) -> None:
    for _ in range(5):
        assert town.at.accounts.sign_in("beispiel", "wrong", "") is None
    assert town.at.accounts.sign_in("beispiel", PASSWORD, "") is None
    await clock.advance(301)
    assert town.at.accounts.sign_in("beispiel", PASSWORD, "") is not None


def test_sql_in_the_fields_is_a_wrong_code(town: Town, terminal: Terminal, clerk: Clerk) -> None:
    terminal.capture()
    terminal.drain()
    for field in ("' OR '1'='1", '"; DROP TABLE containers; --'):
        assert clerk.claim(field).status_code == 404
    assert len(town.at.database.rows("SELECT * FROM containers")) == 1


async def test_a_receipt_by_another_key_is_not_believed(
    town: Town, terminal: Terminal, tmp_path: Path, clock: FakeClock
) -> None:
    code = terminal.capture()
    terminal.drain()
    row = town.at.database.row("SELECT id, digest, terminal FROM containers")
    assert row is not None
    thief = make_device_key(tmp_path / "thief.key")
    forged = Receipt(row["id"], row["digest"], row["terminal"], "fetched", "a", "b")
    forge(town, forged.compact(thief.sign))
    await clock.advance(120)
    terminal.drain()
    standing, size = terminal.standing(code)
    assert standing == "set aside"
    assert size > 0


async def test_a_receipt_for_other_bytes_is_not_believed(
    town: Town, terminal: Terminal, clock: FakeClock
) -> None:
    code = terminal.capture()
    terminal.drain()
    container = terminal.container(code)
    wrong = Receipt(container, "0" * 64, TERMINAL, "fetched", "a", "b")
    forge(town, wrong.compact(load_device_key(town.folder / "signing.key").sign))
    await clock.advance(120)
    terminal.drain()
    standing, size = terminal.standing(code)
    assert standing == "set aside"
    assert size > 0


def forge(town: Town, receipt: str) -> None:
    town.at.database.write("UPDATE containers SET state = 'deleted', receipt = :r", {"r": receipt})


def test_no_log_line_has_code_birthday_name_or_path(
    terminal: Terminal, clerk: Clerk, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        code = terminal.capture()
        terminal.drain()
        clerk.claim(code, "0101")
        clerk.claim(code)
        path = clerk.page.url.removeprefix(clerk.url)
        clerk.post(f"{path}/export")
        clerk.post(f"{path}/fetched")
    lines = [one for one in caplog.records if one.name.startswith(("remote_assist", "uvicorn"))]
    said = "\n".join(one.getMessage() for one in lines)
    assert "was deleted: fetched" in said
    for secret in (code, BIRTHDAY, "0101", "beispiel", PASSWORD, WORKPLACE, "Reisepass"):
        assert secret not in said
