"""The demo as a person starts it: every journey walked by itself, and what it leaves."""

import asyncio
import json
import os
import re
import sys
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import pytest_asyncio
import zxingcpp
from PIL import Image

from hardware.camera.portrait.person import Picture, Pose, take_picture
from hardware.camera.portrait.persons import Who
from hardware.eid.lab.laboratory import availability
from kiosk.demo.outcome import deliveries, open_arrived
from kiosk.demo.processes import CHECKOUT
from kiosk.demo.scripts import AT_PORTALS, PIN, SCRIPTS, TRANSPORT_PIN
from kiosk.store.opening import OpeningFailed
from kiosk.store.sealing import make_authority_key
from kiosk.store.unsealing import PrivateKey

TOKEN = re.compile(r"https://[a-z0-9./-]+/[A-Za-z0-9_-]{22,}")
DESTINATIONS = {
    "fuehrungszeugnis": "intake",
    "meldebescheinigung": "intake",
    "ausweis-vorerfassung": "handover",
}
SEALED = {service: to for service, to in DESTINATIONS.items() if to == "intake"}


@dataclass(frozen=True, slots=True)
class Run:
    """One headless demo: its exit code, what it said, and the folder that it left."""

    code: int
    said: str
    out: Path

    @property
    def report(self) -> dict[str, Any]:
        report: dict[str, Any] = json.loads((self.out / "report.json").read_text("utf-8"))
        return report

    @property
    def deliveries(self) -> list[Path]:
        return list(deliveries(self.out / "delivered"))

    @property
    def key(self) -> PrivateKey:
        return PrivateKey(json.loads((self.out / "authority.private.jwk").read_text("utf-8")))


async def run_demo(out: Path, *options: str) -> Run:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "kiosk.demo", "--headless", "--out", str(out), *options),
        cwd=CHECKOUT, env=os.environ.copy(), stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    try:
        async with asyncio.timeout(240):
            said, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()
    return Run(process.returncode or 0, said.decode(), out)


@pytest_asyncio.fixture(scope="module")
async def run(display: str, tmp_path_factory: pytest.TempPathFactory) -> Run:
    assert display
    return await run_demo(tmp_path_factory.mktemp("demo") / "out")


def test_every_journey_is_completed(run: Run) -> None:
    assert run.code == 0, run.said
    outcomes = {journey["id"]: journey["outcome"] for journey in run.report["journeys"]}
    walked = SCRIPTS if "portals of others are left out" in run.said else (*SCRIPTS, *AT_PORTALS)
    assert outcomes == {script.journey: "completed" for script in walked}


def test_it_says_when_recorded_messages_stand_in_for_the_eid_client(run: Run) -> None:
    if missing := availability():
        assert missing in run.said
        assert "no AusweisApp runs" in run.said
    elif "no AusweisApp runs" in run.said:
        assert "Another laboratory" in run.said, "the only reason while everything is installed"


def test_every_page_was_pictured_and_none_twice_in_a_row(run: Run) -> None:
    for journey in run.report["journeys"]:
        pictures = [run.out / name for name in journey["screens"]]
        assert len(pictures) >= 8
        assert {picture.name[:2] for picture in pictures} == {
            f"{number:02d}" for number in range(1, len(pictures) + 1)
        }
        for one, other in pairwise(pictures):
            with Image.open(one) as before, Image.open(other) as after:
                assert before.size == after.size == (1080, 1920)
                differ = (np.asarray(before) != np.asarray(after)).any()
            assert differ, f"{one.name} and {other.name} are the same picture"


def test_every_receipt_leads_to_its_case_by_a_token_that_says_nothing(run: Run) -> None:
    links = []
    for name in run.report["receipts"]:
        with Image.open(run.out / "receipts" / name) as slip:
            [code] = zxingcpp.read_barcodes(slip.convert("L"))
        assert TOKEN.fullmatch(code.text), code.text
        links.append(code.text)
    assert len(set(links)) == len(links) == len(DESTINATIONS)
    for link in links:
        for case in run.report["cases"]:
            assert case[:9] not in link


def test_every_case_is_delivered_and_opens_with_the_authoritys_key_alone(run: Run) -> None:
    assert sorted(folder.name for folder in run.deliveries) == sorted(run.report["cases"])
    stranger = PrivateKey(make_authority_key()[0])
    came = {}
    for folder in run.deliveries:
        case = open_arrived(folder, run.key)
        came[case.document["service"]] = folder.parent.name
        with pytest.raises(OpeningFailed, match="key"):
            open_arrived(folder, stranger)
        opened = run.out / "cases" / folder.name
        assert json.loads((opened / "case.json").read_text("utf-8")) == case.document
        for one in case.renditions:
            assert (opened / one.file_name).read_bytes() == one.content
    assert came == SEALED


def test_applications_were_accepted_and_pre_captures_fetched(run: Run) -> None:
    states = {"intake": "accepted", "handover": "accepted"}
    assert sorted(d["destination"] for d in run.report["deliveries"]) == sorted(
        DESTINATIONS.values()
    )
    for delivery in run.report["deliveries"]:
        assert delivery["state"] == states[delivery["destination"]]
        assert f"{delivery['number']}: {delivery['state']}" in run.said


def test_what_was_told_has_arrived(run: Run) -> None:
    cases = [open_arrived(folder, run.key).document for folder in run.deliveries]
    told = {case["service"]: case for case in cases}
    assert told["fuehrungszeugnis"]["answers"]["authority"] == "Jugendamt Musterstadt"
    assert told["meldebescheinigung"]["answers"]["extras"] == "nationality"


def test_the_counter_has_exported_the_pre_capture_and_keeps_nothing_else(run: Run) -> None:
    [folder] = [run.out / "fetched" / name for name in run.report["fetched"]]
    photo = {"photo.jpg", "photo_production.jp2", "photo_chip.jp2", "photo_quality.json"}
    fingers = {
        f"finger_{side}.{end}" for side in ("right", "left") for end in ("bmp", "wsq", "fir")
    }
    names = photo | fingers | {"signature_passport.jpg", "manifest.xml"}
    assert {path.name for path in folder.iterdir()} == names
    [code] = [d["number"] for d in run.report["deliveries"] if d["destination"] == "handover"]
    assert folder.name.startswith(code)
    assert f"Fetched at the counter: {code}" in run.said
    assert code not in (run.out / "logs" / "counter.log").read_text("utf-8")


def test_the_event_log_holds(run: Run) -> None:
    log = run.report["event_log"]
    assert log["holds"]
    assert log["signed"] == log["records"] > 30


def texts_of(person: dict[str, Any]) -> set[str]:
    """Answer what a case says of a person; a country's letter names nobody."""
    values = (v for part in (person, person["address"]) for v in part.values())
    return {value for value in values if isinstance(value, str) and len(value) > 1}


def test_nothing_that_stays_names_the_person(run: Run) -> None:
    people = [open_arrived(folder, run.key).document.get("identity") for folder in run.deliveries]
    told = {text for person in people if person for text in texts_of(person)}
    needles = told | {PIN, TRANSPORT_PIN, "Kinderbetreuung", "Jugendamt"}
    assert len(told) >= 5
    logs = sorted((run.out / "logs").iterdir())
    assert {log.stem for log in logs} >= {"terminal", "courier", "authority", "world"}
    texts = {path.name: path.read_text("utf-8") for path in (*logs, run.out / "report.json")}
    texts["console"] = run.said
    for slip in (run.out / "receipts").glob("*.png"):
        with Image.open(slip) as picture:
            texts[slip.name] = " ".join(
                c.text for c in zxingcpp.read_barcodes(picture.convert("L"))
            )
    texts |= {
        f"outside of {folder.name}": outside.read_text("utf-8")
        for folder in run.deliveries
        for outside in folder.glob("*.json")
    }
    for place, text in texts.items():
        for needle in needles:
            assert needle not in text, f"'{needle}' stands in {place}"


async def test_the_picture_of_a_camera_file_is_what_the_authority_gets(
    display: str, tmp_path: Path
) -> None:
    assert display
    file = tmp_path / "portrait.png"
    picture = take_picture(Pose(person=Who.NIA), 3840, 2160, seed=1)
    cv2.circle(picture, (2300, 1750), 90, (60, 30, 160), -1)  # a badge, on one side alone
    assert cv2.imwrite(str(file), picture)
    run = await run_demo(
        tmp_path / "out", "--camera", str(file), "--journey", "ausweis-vorerfassung",
        "--eid", "replay",
    )  # fmt: skip
    assert run.code == 0, run.said
    [case] = run.report["fetched"]
    photo = cv2.imread(str(run.out / "fetched" / case / "photo.jpg"))
    assert photo is not None
    assert photo.shape == (1600, 1244, 3)
    assert _found_in(photo, picture) > 0.99
    assert _found_in(photo[:, ::-1], picture) < 0.985, "a photo is not mirrored"


def _found_in(photo: Picture, scene: Picture) -> float:
    """Answer how well a photo cut out of the scene fits its place there, whatever its scale (1: wholly)."""
    small = cv2.resize(scene, (960, 540), interpolation=cv2.INTER_AREA)
    heights = range(300, 520, 4)
    fits = []
    for height in heights:
        part = cv2.resize(
            photo, (round(height * 1244 / 1600), height), interpolation=cv2.INTER_AREA
        )
        fits.append(float(cv2.matchTemplate(small, part, cv2.TM_CCOEFF_NORMED).max()))
    return max(fits)
