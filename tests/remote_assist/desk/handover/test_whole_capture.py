"""Photo, fingerprints and signature under one code, fetched in one call, as files that others can read."""

import hashlib
import io
import xml.etree.ElementTree as ET
from pathlib import Path

import cv2
import numpy as np
import pytest
import requests
from PIL import Image

from hardware.fingerprint.synthetic import impression
from kiosk.capture.finger.examiner import FingerExaminer
from kiosk.capture.finger.image_record import FingerCode, read_record
from kiosk.capture.finger.prints import Print
from kiosk.capture.finger.renditions import compressed, raw
from kiosk.clock import SystemClock
from kiosk.contracts.captures import CaptureKind, Rendition
from kiosk.contracts.handover import LARGEST_PART
from tests.remote_assist.desk.handover.conftest import (
    BIRTHDAY,
    TOKEN,
    WORKPLACE,
    Clerk,
    Terminal,
    Town,
)
from tests.remote_assist.desk.handover.whole import Captures, captures

FILES = {
    "photo.jpg": (1244, 1600),
    "photo_production.jp2": (622, 800),
    "photo_chip.jp2": (622, 800),
    "photo_quality.json": None,
    "finger_right.bmp": impression(1).shape[1::-1],
    "finger_right.wsq": None,
    "finger_right.fir": None,
    "finger_left.bmp": impression(1).shape[1::-1],
    "finger_left.wsq": None,
    "finger_left.fir": None,
    "signature_id_card.jpg": (900, 132),
    "signature_passport.jpg": (630, 188),
}


async def real_prints() -> Captures:
    """Answer a whole capture whose prints went through the worker, as a session makes them."""
    made = captures()
    examiner = FingerExaminer(SystemClock(), "nbis")
    try:
        for seed, kind in enumerate((CaptureKind.FINGER_RIGHT, CaptureKind.FINGER_LEFT), 1):
            ridges = impression(seed)
            image = Print(ridges.tobytes(), ridges.shape[1], ridges.shape[0])
            wsq = (await examiner.encode(image)).content
            made[str(kind)] = ((raw(image), *compressed(kind, image, wsq)), made[str(kind)][1])
    finally:
        await examiner.close()
    return made


class Fachverfahren:
    """An application of the town that fetches without a page."""

    def __init__(self, url: str) -> None:
        self._url = f"{url}/handover/v1/claims"

    def ask(self, path: str, **told: str) -> requests.Response:
        return requests.post(
            self._url + path,
            json={"clerk": "b.beispiel", **told},
            headers={"Authorization": f"Bearer {TOKEN}"},
            timeout=20,
        )


async def test_all_of_a_capture_is_fetched_at_once_and_opens_elsewhere(
    town: Town, terminal: Terminal
) -> None:
    assert town.served is not None
    made = await real_prints()
    code = terminal.capture_whole(made)
    terminal.drain()
    assert terminal.standing(code)[0] == "waiting for the counter"
    there = Fachverfahren(town.served.url)
    told = there.ask("", code=code, day_month=BIRTHDAY, workplace=WORKPLACE).json()
    named = {file["name"]: file for capture in told["captures"] for file in capture["files"]}
    assert named.keys() == FILES.keys(), "one call tells all"
    answer = there.ask(f"/{told['claim']}/export")
    folder = Path(answer.json()["folder"])
    for capture, (renditions, _) in made.items():
        for rendition in renditions:
            (name,) = [
                file["name"]
                for one in told["captures"]
                for file in one["files"]
                if one["kind"] == capture and file["rendition"] == rendition.name
            ]
            assert (folder / name).read_bytes() == rendition.content
    check_manifest(folder)
    for name, size in FILES.items():
        if size is not None:
            check_picture((folder / name).read_bytes(), size)
    for finger, code_ in (("right", FingerCode.RIGHT_INDEX), ("left", FingerCode.LEFT_INDEX)):
        record = read_record((folder / f"finger_{finger}.fir").read_bytes())
        wsq = (folder / f"finger_{finger}.wsq").read_bytes()
        assert (record.finger, record.image) == (code_, wsq)
        assert (record.width, record.height) == FILES[f"finger_{finger}.bmp"]
    assert there.ask(f"/{told['claim']}/ack").status_code == 200
    assert there.ask(f"/{told['claim']}/export").status_code == 404, "once is once"


def check_manifest(folder: Path) -> None:
    root = ET.fromstring((folder / "manifest.xml").read_bytes())  # noqa: S314 - our own
    files = root.findall("{*}capture/{*}file")
    assert {file.get("name") for file in files} == FILES.keys()
    for file in files:
        content = (folder / str(file.get("name"))).read_bytes()
        assert file.get("sha256") == hashlib.sha256(content).hexdigest()
        assert (file.get("size"), bool(file.get("mediaType"))) == (str(len(content)), True)
    assert {path.name for path in folder.iterdir()} == {*FILES, "manifest.xml"}
    remarks = {
        (capture.get("kind"), remark.get("name")): remark.get("value")
        for capture in root.findall("{*}capture")
        for remark in capture.findall("{*}remark")
    }
    assert remarks["finger_right", "nfiq2"] == "62"
    assert remarks["photo", "kept_on"] == "glasses"


def check_picture(content: bytes, size: tuple[int, int]) -> None:
    """See two decoders that know nothing of each other read the same sizes."""
    assert Image.open(io.BytesIO(content)).size == size
    pixels = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_UNCHANGED)
    assert pixels is not None
    assert pixels.shape[1::-1] == size


def test_what_is_left_to_the_counter_is_in_the_manifest(
    town: Town, terminal: Terminal, clerk: Clerk
) -> None:
    made = captures()
    del made["finger_right"], made["finger_left"]
    code = terminal.capture_whole(made, left={"finger_right": "missing", "finger_left": "hurt"})
    terminal.drain()
    page = clerk.claim(code)
    assert "nicht möglich: Finger fehlt" in page.text
    clerk.post(f"/claims/{terminal.container(code)}/export")
    (folder,) = (town.folder / "export").iterdir()
    root = ET.fromstring((folder / "manifest.xml").read_bytes())  # noqa: S314 - our own
    left = {one.get("kind"): one.get("reason") for one in root.findall("{*}left")}
    assert left == {"finger_right": "missing", "finger_left": "hurt"}


def test_only_what_was_listed_is_served_as_a_file(terminal: Terminal, clerk: Clerk) -> None:
    code = terminal.capture_whole(captures())
    terminal.drain()
    clerk.claim(code)
    files = f"/claims/{terminal.container(code)}/files"
    assert clerk.get(f"{files}/signature_passport.jpg").headers["content-type"] == "image/jpeg"
    for name in ("photo_chip.jp2", "photo_quality.json", "finger_right.bmp", "manifest.xml", "x"):
        assert clerk.get(f"{files}/{name}").status_code == 404


@pytest.mark.parametrize("megabytes", [1, 3, 8])
def test_photos_of_the_best_quality_come_through_whole(
    town: Town, terminal: Terminal, clerk: Clerk, megabytes: int
) -> None:
    content = np.random.default_rng(1).bytes(megabytes * 1024 * 1024)
    assert len(content) * 4 // 3 < LARGEST_PART
    photo = (Rendition("interchange", "image/jpeg", content),)
    code = terminal.capture_whole({"photo": (photo, {})})
    terminal.drain()
    clerk.claim(code)
    container = terminal.container(code)
    assert clerk.get(f"/claims/{container}/files/photo.jpg").content == content
    clerk.post(f"/claims/{container}/export")
    (folder,) = (town.folder / "export").iterdir()
    assert (folder / "photo.jpg").read_bytes() == content


def test_a_container_beyond_the_limits_is_set_aside_whole_and_the_server_has_nothing(
    town: Town, terminal: Terminal
) -> None:
    """As an older terminal could send it, which did not look at the limits when it sealed."""
    code = terminal.capture_whole(captures())
    grown = b"e" * (LARGEST_PART + 1)
    terminal.store._database.write(
        "UPDATE renditions SET sealed = :sealed, sha256 = :sum WHERE name = 'chip'",
        {"sealed": grown, "sum": hashlib.sha256(grown).hexdigest()},
    )
    terminal.drain()
    assert terminal.standing(code)[0] == "set aside"
    (line,) = terminal.store.oversight.case(code)
    assert line.fault == "courier.too_large"
    assert line.size > LARGEST_PART, "the terminal keeps what it has"
    assert town.at.database.rows("SELECT 1 FROM containers") == []
    assert town.at.database.rows("SELECT 1 FROM parts") == []


def test_a_rendition_that_arrives_changed_is_not_taken_over(terminal: Terminal) -> None:
    code = terminal.capture_whole(captures())
    other = terminal.capture_whole(captures(), "s2")
    swap = terminal.store._database.rows(
        "SELECT r.id, r.sealed, r.sha256, c.case_number FROM renditions AS r "
        "JOIN captures AS c ON c.id = r.capture WHERE r.name = 'passport'"
    )
    (stranger,) = [row for row in swap if row["case_number"] == other]
    (own,) = [row for row in swap if row["case_number"] == code]
    terminal.store._database.write(
        "UPDATE renditions SET sealed = :sealed, sha256 = :sum WHERE id = :id",
        {"sealed": stranger["sealed"][:-4] + b"AAAA", "sum": "0" * 64, "id": own["id"]},
    )
    terminal.drain()
    assert terminal.standing(code)[0] == "set aside", "the disk gave back other bytes"
    assert terminal.standing(other)[0] == "waiting for the counter"
