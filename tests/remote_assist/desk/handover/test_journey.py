"""From the terminal to the counter and back: delivered, claimed once, exported, deleted on both sides."""

import asyncio
import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import requests

from kiosk.contracts.handover import Receipt
from kiosk.store.signing import load_public_key
from remote_assist.desk.handover.app import _tend
from tests.fake_clock import FakeClock
from tests.remote_assist.desk.handover.conftest import (
    BIRTHDAY,
    PASSWORD,
    PICTURES,
    TOKEN,
    Clerk,
    Terminal,
    Town,
)


def claim_path(clerk: Clerk) -> str:
    return clerk.page.url.removeprefix(clerk.url)


async def test_a_container_goes_to_the_counter_and_is_gone_on_both_sides(
    town: Town, terminal: Terminal, clerk: Clerk, clock: FakeClock
) -> None:
    code = terminal.capture()
    terminal.drain()
    standing, size = terminal.standing(code)
    assert standing == "waiting for the counter"
    assert size > 0, "nothing is lost before the clerk has it"
    page = clerk.claim(code)
    assert page.status_code == 200
    assert "Reisepass" in page.text
    assert "gut: NFIQ 2 82 von 100, verlangt 30" in page.text
    path = claim_path(clerk)
    assert clerk.get(f"{path}/files/photo.jpg").content == PICTURES["photo"][0]
    assert clerk.get(f"{path}/files/signature.png").content == PICTURES["signature"][0]
    assert clerk.get(f"{path}/files/finger_right.png").status_code == 404
    assert clerk.post(f"{path}/fetched").status_code == 409, "not before the export"
    clerk.post(f"{path}/export")
    (folder,) = (town.folder / "export").iterdir()
    check_export(folder, code)
    assert "Erledigt" in clerk.post(f"{path}/fetched").text
    assert clerk.get(f"{path}/files/photo.jpg").status_code == 404
    await clock.advance(120)
    terminal.drain()
    assert terminal.standing(code) == ("fetched and deleted", 0)
    (told,) = terminal.logged("handover.deleted")
    row = town.at.database.row("SELECT receipt, digest FROM containers")
    assert row is not None
    assert told["receipt"] == hashlib.sha256(row["receipt"].encode()).hexdigest()
    key = load_public_key(town.folder / "signing.pub")
    receipt = Receipt.read(row["receipt"], key.verify)
    assert (receipt.reason, receipt.digest) == ("fetched", row["digest"])


def check_export(folder: Path, code: str) -> None:
    assert folder.stat().st_mode & 0o777 == 0o700
    assert folder.name.startswith(code)
    names = {"photo.jpg", "finger_right.png", "finger_left.png", "signature.png", "manifest.xml"}
    assert {path.name for path in folder.iterdir()} == names
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    root = ET.fromstring((folder / "manifest.xml").read_bytes())  # noqa: S314 - our own
    assert root.get("code") == code
    for capture in root:
        (file,) = capture.findall("{*}file")
        content = (folder / str(file.get("name"))).read_bytes()
        assert content == PICTURES[str(capture.get("kind"))][0]
        assert hashlib.sha256(content).hexdigest() == file.get("sha256")


def test_at_rest_there_is_neither_code_nor_birthday_nor_picture(
    town: Town, terminal: Terminal, clerk: Clerk
) -> None:
    code = terminal.capture()
    sealed = terminal.store._database.rows("SELECT sealed FROM renditions")
    terminal.drain()
    assert shreds(sealed[0]["sealed"], town.bytes_on_disk())
    for secret in (code.encode(), code.replace("-", "").encode(), b"portrait of a citizen"):
        assert secret not in town.bytes_on_disk()
    clerk.claim(code)
    path = claim_path(clerk)
    clerk.post(f"{path}/discarded")
    left = town.bytes_on_disk()
    assert not any(shreds(row["sealed"], left) for row in sealed)


def shreds(sealed: bytes, disk: bytes) -> int:
    """Answer how many pieces of 64 bytes are still to be found; a page's border hides a few."""
    return sum(sealed[at : at + 64] in disk for at in range(0, len(sealed) - 64, 64))


def test_a_second_claim_is_refused_whoever_asks(
    town: Town, terminal: Terminal, clerk: Clerk
) -> None:
    code = terminal.capture()
    terminal.drain()
    assert clerk.claim(code).status_code == 200
    path = claim_path(clerk)
    assert clerk.claim(code).status_code == 409
    town.at.accounts.add("vertretung", PASSWORD)
    other = Clerk(clerk.url, "vertretung")
    assert other.claim(code).status_code == 409
    assert other.get(path).status_code == 404
    assert other.get(f"{path}/files/photo.jpg").status_code == 404
    assert other.post(f"{path}/discarded").status_code == 404
    other.close()
    assert "Bei Ihnen offen" in clerk.get("/").text
    assert path in clerk.get("/").text


@pytest.mark.parametrize("known", [True, False])
def test_five_wrong_tries_lock_a_code_whether_there_is_such_a_container_or_not(
    town: Town,
    terminal: Terminal,
    clerk: Clerk,
    known: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    there = terminal.capture()
    terminal.drain()
    code = there if known else "ABCD-EFGH"
    answers = [clerk.claim(code, "0101") for _ in range(5)]
    assert {answer.status_code for answer in answers} == {404}
    assert clerk.claim(code, BIRTHDAY).status_code == 423
    town.serve()
    assert town.served is not None
    again = Clerk(town.served.url)
    assert again.claim(code, BIRTHDAY).status_code == 423, "a restart forgives nothing"
    town.at.counter.unlock(code)
    assert again.claim(code, BIRTHDAY).status_code == (200 if known else 404)
    again.close()


def test_wrong_answers_do_not_tell_whether_the_code_exists(
    terminal: Terminal, clerk: Clerk
) -> None:
    code = terminal.capture()
    terminal.drain()
    pages = {clerk.claim(one, "0101").text for one in (code, "ABCD-EFGH", "nonsense")}
    assert len(pages) == 1


async def test_a_clerk_who_guesses_must_pause(
    terminal: Terminal, clerk: Clerk, clock: FakeClock
) -> None:
    code = terminal.capture()
    terminal.drain()
    tried = [clerk.claim(f"AAAA-{place:04d}").status_code for place in range(16)]
    assert tried == [404] * 15 + [429]
    assert clerk.claim(code).status_code == 429
    await clock.advance(601)
    assert clerk.claim(code).status_code == 200


async def test_unfetched_it_expires_on_both_sides_though_they_never_meet_again(
    town: Town, terminal: Terminal, clock: FakeClock
) -> None:
    code = terminal.capture()
    terminal.drain()
    town.close()
    await clock.advance(24 * 3600 + 1)
    terminal.store.expire(timedelta(days=30))
    assert terminal.standing(code) == ("waiting for the counter", 0), "the copy goes at its age"
    await clock.advance(2 * 3600)
    terminal.drain()
    assert terminal.standing(code) == ("expired", 0)
    town.serve()
    assert town.at.database.rows("SELECT * FROM parts") == []
    row = town.at.database.row("SELECT state, reason, finder FROM containers")
    assert row == {"state": "deleted", "reason": "expired", "finder": None}


def test_an_expired_container_cannot_be_claimed_even_before_the_clockwork_comes(
    town: Town, terminal: Terminal, clerk: Clerk
) -> None:
    code = terminal.capture()
    terminal.drain()
    age(town, "2026-11-21T09:00:00.000Z")
    assert clerk.claim(code).status_code == 404
    assert state(town) == "waiting"


async def test_the_clockwork_comes_every_minute(
    town: Town, terminal: Terminal, clock: FakeClock
) -> None:
    terminal.capture()
    terminal.drain()
    age(town, "2026-11-21T09:00:30.000Z")
    tending = asyncio.create_task(_tend(replace(town.at, clock=clock)))
    await clock.advance(59)
    assert await asyncio.to_thread(state, town) == "waiting"
    await clock.advance(2)
    for _ in range(500):
        if await asyncio.to_thread(state, town) == "deleted":
            break
    assert await asyncio.to_thread(state, town) == "deleted"
    tending.cancel()
    await asyncio.wait({tending})


def age(town: Town, expires: str) -> None:
    town.at.database.write("UPDATE containers SET expires_at = :e", {"e": expires})


def state(town: Town) -> str:
    row = town.at.database.row("SELECT state FROM containers")
    assert row is not None
    return str(row["state"])


async def test_the_terminal_learns_of_an_expiry_by_a_signed_receipt(
    town: Town, terminal: Terminal, clock: FakeClock
) -> None:
    code = terminal.capture()
    terminal.drain()
    await clock.advance(24 * 3600)
    assert town.at.tend() == 1
    terminal.drain()
    assert terminal.standing(code) == ("expired", 0)
    assert [told["reason"] for told in terminal.logged("handover.deleted")] == ["expired"]


async def test_what_was_exported_and_forgotten_is_deleted_as_fetched(
    town: Town, terminal: Terminal, clerk: Clerk, clock: FakeClock
) -> None:
    code = terminal.capture()
    terminal.drain()
    clerk.claim(code)
    clerk.post(f"{claim_path(clerk)}/export")
    await clock.advance(29 * 60)
    assert town.at.tend() == 0
    await clock.advance(2 * 60)
    assert town.at.tend() == 1
    terminal.drain()
    assert terminal.standing(code) == ("fetched and deleted", 0)


def test_no_terminal_asks_for_longer_than_the_law_says(terminal: Terminal) -> None:
    terminal.store.captures._age = timedelta(hours=200)
    terminal.capture()
    terminal.drain()
    (row,) = terminal.store._database.rows("SELECT remembered FROM outbox")
    assert json.loads(row["remembered"])["expires"] == "2026-11-25T09:00:00.000Z"


def test_a_fachverfahren_claims_exports_and_acknowledges(town: Town, terminal: Terminal) -> None:
    code = terminal.capture()
    terminal.drain()
    assert town.served is not None
    claims = f"{town.served.url}/handover/v1/claims"
    headers = {"Authorization": f"Bearer {TOKEN}"}
    wish = {"code": code, "day_month": BIRTHDAY, "clerk": "b.beispiel", "workplace": "4"}
    assert requests.post(claims, json=wish, timeout=5).status_code == 401
    told = requests.post(claims, json=wish, headers=headers, timeout=5).json()
    assert {one["kind"] for one in told["captures"]} == set(PICTURES)
    claim = f"{claims}/{told['claim']}"
    who = {"clerk": "b.beispiel"}
    assert requests.post(f"{claim}/ack", json=who, headers=headers, timeout=5).status_code == 409
    other = {"clerk": "somebody"}
    assert (
        requests.post(f"{claim}/export", json=other, headers=headers, timeout=5).status_code == 404
    )
    folder = requests.post(f"{claim}/export", json=who, headers=headers, timeout=5).json()["folder"]
    check_export(Path(folder), code)
    receipt = requests.post(f"{claim}/ack", json=who, headers=headers, timeout=5).json()["receipt"]
    key = load_public_key(town.folder / "signing.pub")
    assert Receipt.read(receipt, key.verify).reason == "fetched"
    assert json.dumps(town.at.database.rows("SELECT * FROM parts")) == "[]"
