"""Session and courier at work at the same time, both killed again and again at random moments."""

import json
import random
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path
from typing import Any

from kiosk.clock import SystemClock
from kiosk.store import Store
from kiosk.store.opening import open_delivery
from kiosk.store.signing import load_device_key
from kiosk.store.unsealing import PrivateKey
from kiosk.store.verifying import verify
from tests.kiosk.store.conftest import SETTINGS, public_half
from tests.kiosk.store.dying import lane

ROOT = Path(__file__).resolve().parents[3]
ROUNDS = 12


def start(role: str, folder: Path) -> subprocess.Popen[bytes]:
    """Answer the process once its libraries are loaded: on a busy machine it never came to more."""
    with (folder / f"{role}.err").open("ab") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.kiosk.courier.living", role, folder],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=errors,
        )
    assert process.stdout is not None
    with process.stdout as told:
        told.readline()
    return process


def live_and_die(folder: Path) -> None:
    """Let both processes work, and kill one or the other, until it has happened often enough."""
    chance = random.Random(20261121)  # noqa: S311 - a test's own
    running = {role: start(role, folder) for role in ("citizens", "courier")}
    try:
        for _ in range(ROUNDS):
            threading.Event().wait(chance.uniform(0.2, 0.7))
            role = chance.choice(["citizens", "courier"])
            assert running[role].poll() is None, (folder / f"{role}.err").read_text()
            running[role].kill()
            running[role].wait()
            running[role] = start(role, folder)
        threading.Event().wait(1)
    finally:
        for process in running.values():
            process.kill()
            process.wait()


def test_every_case_that_a_citizen_was_told_of_arrives_exactly_once(
    tmp_path: Path, private_jwk: dict[str, Any], private_key: PrivateKey
) -> None:
    (tmp_path / "authority.jwk").write_text(json.dumps(public_half(private_jwk)))
    (tmp_path / "delivered").mkdir()
    live_and_die(tmp_path)

    key = load_device_key(tmp_path / "device.pem")
    with Store.open(tmp_path / "terminal.db", SystemClock(), SETTINGS, key=key) as store:
        for payment in store.recover().payments:
            end = "confirmed" if payment.number else "reversed"
            store.journal(payment.reference, type(payment.state)(end), payment.cents)
        one_lane = lane(tmp_path, store)
        while one_lane.step():
            pass
        lines = store.oversight.cases()
        paid = store._database.rows("SELECT case_number FROM payments WHERE state = 'confirmed'")
        kept = store._database.rows("SELECT * FROM captures")
    told = (tmp_path / "told").read_text().split()
    delivered = [open_delivery(each, private_key) for each in (tmp_path / "delivered").iterdir()]
    arrived = Counter(str(case.document["number"]) for case in delivered)
    assert len(told) > 20, "the test saw too little to prove anything"
    assert set(told) <= arrived.keys()
    assert max(arrived.values()) == 1
    assert {line.state for line in lines} == {"delivered"}
    assert {line.number for line in lines} == set(arrived) == {row["case_number"] for row in paid}
    assert kept == []
    assert verify(tmp_path / "terminal.db", key.public_key()).holds
