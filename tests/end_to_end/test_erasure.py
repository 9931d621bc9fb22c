"""After a citizen has gone, no byte of them is left: not in a file, not in a living process."""

import json
import random
import secrets
import string
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import cv2
import numpy as np
import pytest
import pytest_asyncio

from hardware.signature.recorded import signature
from kiosk.demo.outcome import ended_sessions, undelivered
from kiosk.demo.scripts import TRANSPORT_PIN
from kiosk.store.opening import OpenedCase, open_delivery
from kiosk.store.unsealing import PrivateKey
from tests.end_to_end.house import House, open_house
from tests.end_to_end.scanner import Needles, forms, in_files, in_memory
from tests.end_to_end.visit import Visit, reads_card, takes_card, takes_paper_and_card

RUN = 64
HOLDER = {"family name": "Mustermann", "street": "Heidestraße 17"}


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A picture for the camera in which no row is like another: noise that a photo keeps."""
    path = tmp_path_factory.mktemp("camera") / "noise.png"
    noise = np.random.default_rng(secrets.randbits(64)).integers(0, 256, (720, 1280, 3), np.uint8)
    assert cv2.imwrite(str(path), noise)
    return path


@pytest_asyncio.fixture(scope="module")
async def watched_house(
    display: str, tmp_path_factory: pytest.TempPathFactory, picture: Path
) -> AsyncIterator[House]:
    assert display
    home = tmp_path_factory.mktemp("erasure") / "home"
    async with open_house(home, camera=str(picture)) as house:
        try:
            in_memory([house.supervisor], {})
        except PermissionError:
            pytest.skip("only root may read the memory of processes that keep it private")
        yield house


def left_over(house: House, needles: Needles) -> list[str]:
    """Look everywhere that is the terminal's; receipts are the world's, deliveries the authority's."""
    places = house.places
    folders = (places.state, places.run, places.logs, places.delivered, house.scratch)
    return in_files(folders, needles) + in_memory(house.ours(), needles)


def unheard_of(house: House) -> tuple[str, list[str]]:
    """Answer a random PIN and words for three answers that no process and no file holds by chance."""
    while True:
        pin = "".join(secrets.choice(string.digits) for _ in range(6))
        words = [
            "".join(secrets.choice(string.ascii_lowercase) for _ in "0123456789") for _ in "123"
        ]
        if not left_over(house, {text: forms(text[1:]) for text in (f" {pin}", *words)}):
            return pin, words


def runs(content: bytes, count: int = 5) -> tuple[bytes, ...]:
    """Answer stretches from all over what was captured."""
    starts = [len(content) * (part + 1) // (count + 1) for part in range(count)]
    return tuple(content[start : start + RUN] for start in starts)


async def last_case(house: House, known: Iterable[Path]) -> OpenedCase:
    """Open the case that came last, as the authority does."""
    places = house.places
    await house.until("the delivery", lambda: undelivered(places.database) == 0)
    [folder] = {path.parent for path in places.delivered.rglob("manifest.json")} - set(known)
    return open_delivery(folder, PrivateKey(json.loads(places.private_key.read_text("utf-8"))))


async def test_name_answers_and_pin_are_gone_with_the_citizen(watched_house: House) -> None:
    house = watched_house
    holder: dict[str, tuple[bytes, ...]] = {name: forms(text) for name, text in HOLDER.items()}
    assert left_over(house, holder) == [], "nobody has been here yet"
    pin, words = unheard_of(house)
    # The keyboard makes the first letter a capital; the rest says enough.
    answers = {f"answer {number}": forms(word[1:]) for number, word in enumerate(words)}
    typed_pin = {"PIN": forms(pin)}

    citizen = Visit(house)
    await citizen.begins()
    await citizen.does("eid", "await_activation")
    await citizen.uses("touch", "service.eid-pin", "task.activate", "next")
    await citizen.arrives("card.insert")
    await citizen.does("eid", "lay_card")
    for page, digits in (
        ("card.transport_pin", TRANSPORT_PIN),
        ("card.new_pin", pin),
        ("card.repeat_new_pin", pin),
    ):
        await citizen.arrives(page)
        await citizen.types(digits)
        if page == "card.new_pin":
            assert in_memory(house.actors()[:1], typed_pin), "the scanner sees what is typed"
        await citizen.uses("digits.ok")
    await citizen.arrives("pin_done")
    await citizen.uses("next")
    await takes_card(citizen)
    assert left_over(house, holder | typed_pin) == []

    # The same card, with its new PIN.
    await citizen.uses("touch", "service.fuehrungszeugnis")
    await reads_card(citizen, pin)
    await citizen.uses("digits.ok", "option.o", "next")
    for page, word in zip(("authority", "purpose", "mother_birth_name"), words, strict=True):
        if page == "mother_birth_name":
            await citizen.arrives("question.birth_name")
            await citizen.uses("next")
        await citizen.arrives(f"question.{page}")
        await citizen.types(word)
        await citizen.uses("next")
    await citizen.arrives("check")
    stage, *others = house.actors()
    seen = in_memory([stage], holder | answers)
    assert {hit.split(" in ")[0] for hit in seen} == {*holder, *answers}, "all there while needed"
    assert in_memory(others, holder | answers | typed_pin) == [], "a spare knows nobody"
    await citizen.uses("next")
    await citizen.arrives("pay.offer")
    await citizen.uses("next")
    await takes_paper_and_card(citizen)
    assert ended_sessions(house.places.database)[-2:] == ("completed", "completed")
    case = await last_case(house, ())
    assert case.document["identity"]["family_name"] == HOLDER["family name"]
    assert case.document["answers"]["purpose"][1:] == words[1][1:]
    assert left_over(house, holder | answers | typed_pin) == []


async def test_the_photo_is_gone_with_the_citizen(watched_house: House, picture: Path) -> None:
    house = watched_house
    known = {path.parent for path in house.places.delivered.rglob("manifest.json")}
    noise = cv2.imread(str(picture))
    assert noise is not None
    raw = {"pixels": runs(noise.tobytes())}
    assert left_over(house, raw) == []
    citizen = Visit(house)
    await citizen.begins()
    await citizen.uses("touch", "service.ausweis-vorerfassung", "next", "option.passport", "next")
    await citizen.arrives("question.birthday")
    await citizen.types("1208")
    await citizen.uses("next")
    await citizen.arrives("photo.prepare")
    await citizen.uses("next", "shutter")  # noise is nobody: by itself none is taken
    await citizen.arrives("photo.choose")
    assert in_memory(house.actors()[:1], raw), "the scanner sees the photo while it is needed"
    await citizen.uses("next")
    await citizen.arrives("fingers")
    await citizen.uses("impossible")
    await citizen.arrives("fingers.why")
    await citizen.uses("other_way")
    await citizen.arrives("signature")
    for stroke in signature(100, 40):
        await house.hand.stroke([(point.x / 100, point.y / 40) for point in stroke[::3]])
    await citizen.uses("next")
    await citizen.arrives("signature.confirm")
    await citizen.uses("next")
    await citizen.arrives("check")
    await citizen.uses("next")
    await citizen.arrives("receipt")
    await citizen.is_over_after(lambda: citizen.uses("print", "next"))
    case = await last_case(house, known)
    photo = next(one.content for one in case.renditions if one.file_name == "photo.jpg")
    needles = raw | {"JPEG": runs(photo)}
    assert left_over(house, needles) == []


def test_what_is_looked_for_can_be_found(tmp_path: Path) -> None:
    word = "".join(random.choices(string.ascii_lowercase, k=12))  # noqa: S311 - no secret
    for encoding in ("utf-8", "utf-16-le", "utf-32-be"):
        (tmp_path / encoding).write_bytes(b"\0\1" + word.encode(encoding) + b"\2")
    assert len(in_files([tmp_path], {"word": forms(word)})) == 3
    assert in_files([tmp_path], {"word": forms(word[::-1] + "x")}) == []
