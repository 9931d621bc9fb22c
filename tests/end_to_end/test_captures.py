"""No picture, print, template or stroke is written anywhere but sealed, at any moment of a pre-capture.

Every write of every process of a whole terminal is listened to, its files and memory are looked through.
"""

import asyncio
import json
import resource
import secrets
import sqlite3
import struct
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import psutil
import pytest
import pytest_asyncio
from numpy import uint8
from numpy.typing import NDArray

from hardware.signature.recorded import signature
from kiosk.capture.finger.examiner import FingerExaminer
from kiosk.capture.finger.prints import Print
from kiosk.contracts.captures import file_name
from kiosk.demo.outcome import ended_sessions, undelivered
from kiosk.store.unsealing import PrivateKey
from tests.end_to_end.house import House, open_house
from tests.end_to_end.scanner import in_files, in_memory
from tests.end_to_end.visit import Visit
from tests.end_to_end.wire import Wire

RUN, RUNS = 64, 2
MM_PER_PIXEL = 0.277
FINGERS = ("finger_right", "finger_left")
TRAITOR = "planted.raw"
WRITES_WHAT_IT_IS_TOLD = "import sys; open(sys.argv[1], 'wb').write(sys.stdin.buffer.read())"
# The worker that judges prints is a process of its own, and hears and answers by pipes alone.
FOR_THE_WORKER = {f"{f}{what}" for f in FINGERS for what in (".bmp", ".wsq", ".fir", " template")}


def runs(content: bytes) -> tuple[bytes, ...]:
    """Answer stretches from all over a content, none of them plain: what is plain says nothing."""
    starts = (len(content) * (part + 1) // (RUNS + 1) for part in range(RUNS))
    taken = (content[start : start + RUN] for start in starts)
    return tuple(run for run in taken if len(set(run)) > RUN // 8)


@dataclass
class Scene:
    house: House
    wire: Wire
    frame: NDArray[uint8]
    traitor: asyncio.subprocess.Process
    known: dict[str, tuple[bytes, ...]] = field(default_factory=dict)

    def in_the_clear(self) -> list[str]:
        """Answer where in files the terminal can write to something of the citizen lies."""
        places = self.house.places
        folders = (places.state, places.run, places.logs, places.delivered, self.house.scratch)
        shared = [path for path in Path("/dev/shm").glob("*") if path.is_dir()]  # noqa: S108
        return in_files((*folders, *shared), self.known)

    def in_memory_of(self, processes: list[psutil.Process], *names: str) -> set[str]:
        """Answer what of the citizen (of `names`) processes hold; one stretch of each: memory is large."""
        wanted = {name: self.known[name][:1] for name in names or self.known}
        return {hit.split(" in ")[0] for hit in in_memory(processes, wanted)}

    def beside_the_session(self) -> list[psutil.Process]:
        """Answer all processes but the session's own and its helpers, which may know."""
        [stage, *_] = self.house.actors()
        mine = {stage.pid, *(child.pid for child in stage.children(recursive=True))}
        return [process for process in self.house.ours() if process.pid not in mine]

    def unsealed(self) -> dict[str, bytes]:
        """Answer the files that lie sealed in the database, opened as the authority would."""
        places = self.house.places
        private = PrivateKey(json.loads(places.private_key.read_text("utf-8")))
        with closing(sqlite3.connect(f"file:{places.database}?mode=ro", uri=True)) as connection:
            rows = connection.execute(
                "SELECT c.kind, r.name, r.sealed FROM renditions AS r "
                "JOIN captures AS c ON c.id = r.capture"
            ).fetchall()
        found = {}
        for kind, name, sealed in rows:
            content, media_type = private.unseal(sealed)
            found[file_name(kind, name, media_type)] = content
        return found


@pytest_asyncio.fixture(scope="module")
async def scene(display: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    assert display
    if not Wire.possible():
        pytest.skip("strace is not installed")
    folder = tmp_path_factory.mktemp("captures")
    # No row of it is like another: noise that a photo keeps, pixel by pixel.
    frame = np.random.default_rng(secrets.randbits(64)).integers(0, 256, (720, 1280, 3), uint8)
    assert cv2.imwrite(str(folder / "noise.png"), frame)
    soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
    wire = Wire(folder / "strace")
    camera = str(folder / "noise.png")
    traitor = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", WRITES_WHAT_IT_IS_TOLD, folder / TRAITOR),
        stdin=asyncio.subprocess.PIPE,
    )
    try:
        async with open_house(folder / "home", camera=camera, eid="replay") as house:
            try:
                in_memory([house.supervisor], {})
            except PermissionError:
                pytest.skip("only root may read the memory of processes that keep it private")
            await wire.begin((traitor.pid, *(process.pid for process in house.ours())))
            yield Scene(house, wire, frame, traitor)
    finally:
        with suppress(ProcessLookupError):
            traitor.kill()
        await traitor.wait()
        await wire.end()
        resource.setrlimit(resource.RLIMIT_CORE, (soft, hard))


# The tests of this file follow one citizen, in this order.


async def test_a_photo_on_the_screen_is_in_the_session_alone(scene: Scene) -> None:
    scene.known["frame"] = runs(scene.frame.tobytes())
    citizen = Visit(scene.house)
    await citizen.begins()
    await citizen.uses("touch", "service.ausweis-vorerfassung", "next", "option.both", "next")
    await citizen.arrives("question.birthday")
    await citizen.types("1208")
    await citizen.uses("next")
    await citizen.arrives("photo.prepare")
    await citizen.uses("next", "shutter")
    await citizen.arrives("photo.choose")
    stage = scene.house.actors()[:1]
    assert scene.in_memory_of(stage, "frame") == {"frame"}, "the scanner sees the photo"
    await citizen.uses("next")
    await citizen.arrives("fingers")
    assert scene.in_the_clear() == []


async def test_prints_and_templates_are_in_the_session_alone(scene: Scene) -> None:
    citizen = Visit(scene.house)
    for finger in ("right_index", "left_index"):
        await citizen.uses("next")
        await citizen.does("fingerprint", "place_finger", finger=finger)
        await scene.house.until(finger, lambda f=finger: sealed_prints(scene) > (f == "left_index"))
        await citizen.does("fingerprint", "lift_finger")
    await citizen.arrives("signature")
    files = scene.unsealed()
    assert {f"{finger}.{end}" for finger in FINGERS for end in ("bmp", "wsq", "fir")} <= set(files)
    assert {"photo.jpg", "photo_production.jp2", "photo_chip.jp2", "photo_quality.json"} <= set(
        files
    )
    scene.known |= {name: runs(content) for name, content in files.items()}
    for finger in FINGERS:
        scene.known[f"{finger} template"] = runs(await template(scene, files[f"{finger}.bmp"]))
    assert all(scene.known.values()), "each has something to look for"
    templates = {f"{finger} template" for finger in FINGERS}
    stage = scene.house.actors()[:1]
    assert scene.in_memory_of(stage, *templates) == templates, "they wait for the comparison"
    assert scene.in_the_clear() == []


async def test_strokes_are_in_the_session_alone_and_the_whole_goes_out_sealed(scene: Scene) -> None:
    house, citizen = scene.house, Visit(scene.house)
    box = next(n for n in (await house.hand.tree())["nodes"] if n["id"].endswith(".area"))["bounds"]
    shares = [
        [(point.x / 100, point.y / 40) for point in stroke[::6]] for stroke in signature(100, 40)
    ]
    scene.known["strokes"] = tuple(coordinates(shares, box[2], box[3]))
    for stroke in shares:
        await house.hand.stroke(stroke)
    stage = house.actors()[:1]
    assert scene.in_memory_of(stage, "strokes") == {"strokes"}, "the scanner sees the strokes"
    await citizen.uses("next")
    await citizen.arrives("signature.confirm")
    await citizen.uses("next")
    await citizen.arrives("check")
    files = scene.unsealed()
    scene.known |= {name: runs(files[name]) for name in files if name.startswith("signature")}
    assert {"signature_id_card.jpg", "signature_passport.jpg"} <= scene.known.keys()
    assert scene.in_the_clear() == []
    assert scene.in_memory_of(scene.beside_the_session()) == set()
    before = len(ended_sessions(house.places.database))
    await citizen.uses("next")
    await citizen.arrives("receipt")
    await citizen.is_over_after(lambda: citizen.uses("print", "next"))
    assert ended_sessions(house.places.database)[before:] == ("completed",)
    await house.until("the delivery", lambda: undelivered(house.places.database) == 0)
    assert scene.in_the_clear() == []
    assert scene.in_memory_of(house.ours()) == set()
    await scene.traitor.communicate(scene.frame.tobytes())


async def test_nothing_of_it_was_ever_written_in_the_clear(scene: Scene) -> None:
    """All that any process wrote, to files, sockets and pipes, since before the citizen came."""
    await scene.wire.end()
    heard = scene.wire.met(scene.known)
    planted = {(name, place) for name, place in heard if TRAITOR in place}
    assert {name for name, _ in planted} == {"frame"}, "what writes a picture is found out"
    inside = {(name, place) for name, place in heard if name in FOR_THE_WORKER and "pipe:" in place}
    assert {name for name, _ in inside} == FOR_THE_WORKER, "and so is every pipe"
    assert sorted(heard - planted - inside) == []


def sealed_prints(scene: Scene) -> int:
    return sum(name.endswith(".bmp") for name in scene.unsealed())


async def template(scene: Scene, bmp: bytes) -> bytes:
    """Answer the template of a print as the session's own worker makes it."""
    pixels = cv2.imdecode(np.frombuffer(bmp, uint8), cv2.IMREAD_GRAYSCALE)
    assert pixels is not None
    examiner = FingerExaminer(scene.house.clock, "nbis")
    try:
        found = await examiner.examine(Print(pixels.tobytes(), pixels.shape[1], pixels.shape[0]))
    finally:
        await examiner.close()
    return found.template


def coordinates(
    shares: list[list[tuple[float, float]]], width: float, height: float
) -> Iterator[bytes]:
    """Yield positions in millimetres as doubles, without the byte that rounding may change."""
    for stroke in shares[:3]:
        for x, y in stroke[1:2]:
            for place in (x * width, y * height):
                yield struct.pack("<d", place * MM_PER_PIXEL)[1:]
