"""PIN, CAN, PUK and what stands on the card are nowhere but in memory, whatever happens on the way.

The real AusweisApp, card and eID service of the laboratory; a whole terminal in processes of its own.
"""

import base64
import os
import resource
import secrets
import shutil
import signal
import string
import subprocess
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest
import pytest_asyncio

from hardware.eid.lab.card_passwords import Passwords
from hardware.eid.lab.laboratory import Laboratory, availability
from hardware.eid.lab.person import Holder
from kiosk.clock import SystemClock
from kiosk.contracts.identity import Address, Identity
from kiosk.demo.outcome import ended_sessions
from kiosk.demo.processes import CHECKOUT
from tests.end_to_end.disguises import disguised, packed, random_digits
from tests.end_to_end.house import House, open_house, words
from tests.end_to_end.scanner import Needles, forms, in_files, in_memory
from tests.end_to_end.visit import Visit
from tests.end_to_end.wire import Wire

pytestmark = pytest.mark.real_eid

CLIENT = "AusweisApp"
SLOW = 0.15  # seconds for each command of a card that is interrupted


def invented(letters: int) -> str:
    return "".join(secrets.choice(string.ascii_lowercase) for _ in range(letters)).capitalize()


@dataclass
class Secrets:
    """One citizen's digits and card; nobody else has them, and nothing holds them by chance."""

    pin: str = field(default_factory=lambda: random_digits(6))
    new_pin: str = field(default_factory=lambda: random_digits(6))
    can: str = field(default_factory=lambda: random_digits(6))
    puk: str = field(default_factory=lambda: random_digits(10))
    wrong_pins: tuple[str, ...] = field(
        default_factory=lambda: tuple(random_digits(6) for _ in range(3))
    )
    wrong_can: str = field(default_factory=lambda: random_digits(6))
    wrong_puk: str = field(default_factory=lambda: random_digits(10))
    slip: str = field(default_factory=lambda: random_digits(6))
    holder: Holder = field(
        default_factory=lambda: Holder(
            Identity(
                family_name=invented(12),
                given_names=invented(11),
                birth_name=invented(12),
                date_of_birth=f"19{secrets.randbelow(50) + 40}{secrets.randbelow(9) + 1:02}"
                f"{secrets.randbelow(18) + 11}",
                place_of_birth=invented(11),
                nationality="D",
                address=Address(f"{invented(11)}weg 7", "51147", invented(12)),
            )
        )
    )

    def digits(self) -> dict[str, str]:
        wrong = {f"wrong PIN {n}": pin for n, pin in enumerate(self.wrong_pins)}
        return wrong | {
            "PIN": self.pin, "new PIN": self.new_pin, "CAN": self.can, "PUK": self.puk,
            "wrong CAN": self.wrong_can, "wrong PUK": self.wrong_puk, "mistyped PIN": self.slip,
        }  # fmt: skip

    def words(self) -> dict[str, str]:
        person = self.holder.identity
        assert person.address is not None
        born = person.date_of_birth
        return {
            "family name": person.family_name,
            "given name": person.given_names,
            "street": person.address.street,
            "town": person.address.city,
            "birth date": born,
            "birth date as shown": f"{born[6:]}.{born[4:6]}.{born[:4]}",
            "birth place": person.place_of_birth,
        }

    def needles(self) -> Needles:
        """Answer all of them, in every disguise."""
        return {name: disguised(text) for name, text in (self.digits() | self.words()).items()}

    def packed(self) -> Needles:
        born = self.holder.identity.date_of_birth
        return {name: packed(text) for name, text in (self.digits() | {"birth date": born}).items()}


@dataclass
class Scene:
    house: House
    lab: Laboratory
    secrets: Secrets
    wire: Wire
    begun: float

    def everywhere(self) -> list[str]:
        """Look through all that the terminal has written so far, wherever it may have."""
        places, needles = self.house.places, self.secrets.needles()
        folders = (places.state, places.run, places.logs, places.delivered, self.house.scratch)
        # Six digits packed are three bytes: what is encrypted may hold any three by chance.
        in_the_clear = (places.run, places.logs, self.house.scratch)
        return (
            in_files(folders, needles)
            + in_files(in_the_clear, self.secrets.packed())
            + in_files(self._elsewhere(), needles)
        )

    def still_in_memory(self) -> list[str]:
        plain = (self.secrets.digits() | self.secrets.words()).items()
        return in_memory(self.house.ours(), {name: forms(text) for name, text in plain})

    def cores(self) -> list[Path]:
        """Answer the core files that came since the beginning, wherever a process of ours stood."""
        found = (path for folder in (CHECKOUT, Path("/")) for path in folder.glob("core*"))
        mine = (path for path in found if path.is_file() and path.stat().st_mtime >= self.begun)
        return [*mine, *self.house.scratch.rglob("core*"), *self.house.places.home.rglob("core*")]

    def _elsewhere(self) -> Iterable[Path]:
        """Yield folders that the terminal's processes made where others make theirs, too."""
        for folder in (Path("/tmp"), Path("/var/tmp"), Path("/dev/shm")):  # noqa: S108 - looked through
            for path in folder.iterdir() if folder.is_dir() else ():
                try:
                    fresh = path.stat().st_mtime >= self.begun
                except OSError:
                    continue
                if (
                    fresh
                    and path.is_dir()
                    and path.name.startswith((CLIENT.lower(), "kiosk", "Qt"))
                ):
                    yield path


@pytest_asyncio.fixture(scope="module")
async def scene(display: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    """A terminal whose every write is listened to; cores may be as large as they like."""
    assert display
    if missing := availability():
        pytest.skip(missing)
    if not Wire.possible():
        pytest.skip("strace is not installed")
    soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
    folder = tmp_path_factory.mktemp("secrets")
    mine = Secrets()
    lab = Laboratory(SystemClock())
    await lab.open(300)
    lab.card.holder = mine.holder
    lab.card.passwords = Passwords(pin=mine.pin, can=mine.can, puk=mine.puk)
    wire = Wire(folder / "strace")
    begun = SystemClock().now().timestamp()
    try:
        async with open_house(folder / "home", eid="replay", devices=lab.describe()) as house:
            await wire.begin(process.pid for process in house.ours())
            yield Scene(house, lab, mine, wire, begun)
    finally:
        await wire.end()
        await lab.close()
        resource.setrlimit(resource.RLIMIT_CORE, (soft, hard))


async def types(citizen: Visit, page: str, digits: str) -> None:
    await citizen.arrives(page)
    await citizen.house.hand.type(digits)
    await citizen.uses("digits.ok")


async def read_to(scene: Scene, pin: str, *, slowly: bool = False) -> Visit:
    """Let a citizen come who applies for a certificate and types the PIN."""
    citizen = Visit(scene.house)
    await scene.house.ready()
    await citizen.uses("touch", "service.fuehrungszeugnis", "next")
    await citizen.arrives("card.rights")
    await citizen.uses("next")
    await citizen.arrives("card.insert")
    scene.lab.card.delay = SLOW if slowly else 0.0
    scene.lab.reader.insert_card()
    await types(citizen, "card.pin", pin)
    return citizen


async def to_check(citizen: Visit) -> None:
    await citizen.arrives("question.belegart")
    await citizen.uses("option.n", "next")
    await citizen.arrives("question.birth_name")
    await citizen.uses("next")
    await citizen.arrives("question.mother_birth_name")
    await citizen.house.hand.type("Beispiel")
    await citizen.uses("next")
    await citizen.arrives("check")


def client_of(house: House) -> psutil.Process:
    """Answer the AusweisApp of the session on stage."""
    below = house.actors()[0].children(recursive=True)
    return next(child for child in below if CLIENT in " ".join(words(child)[:1]))


async def take_card(scene: Scene) -> None:
    scene.lab.reader.remove_card()
    scene.lab.card.delay = 0.0


# The tests of this file follow one card through one day, in this order.


async def test_the_scene_begins_clean(scene: Scene) -> None:
    assert scene.everywhere() == []
    assert scene.still_in_memory() == []
    assert scene.cores() == []


def test_a_core_would_be_found(scene: Scene, tmp_path: Path) -> None:
    """Show that this machine writes cores where we look, of whoever does not forbid it."""
    if Path("/proc/sys/kernel/core_pattern").read_text().strip() != "core":
        pytest.skip("cores go elsewhere on this machine")
    victim = subprocess.Popen([sleeper(), "60"], cwd=tmp_path)
    victim.send_signal(signal.SIGABRT)
    victim.wait()
    assert list(tmp_path.glob("core*"))
    assert not scene.cores()


def sleeper() -> str:
    return shutil.which("sleep") or "sleep"


async def test_a_pin_changed_the_long_way_leaves_no_digit(scene: Scene) -> None:
    """Wrong PINs, a wrong CAN and PUK, the right ones, a new PIN mistyped once."""
    mine = scene.secrets
    citizen = Visit(scene.house)
    await citizen.uses("touch", "service.eid-pin", "task.change")
    await citizen.arrives("card.insert")
    scene.lab.reader.insert_card()
    one, two, three = mine.wrong_pins
    for page, digits in (
        ("card.pin", one), ("card.pin", two), ("card.can", mine.wrong_can), ("card.can", mine.can),
        ("card.pin", three), ("card.puk", mine.wrong_puk), ("card.puk", mine.puk),
        ("card.pin", mine.pin), ("card.new_pin", mine.new_pin), ("card.repeat_new_pin", mine.slip),
        ("card.new_pin", mine.new_pin),
    ):  # fmt: skip
        await types(citizen, page, digits)
    await citizen.arrives("card.repeat_new_pin")
    await scene.house.hand.type(mine.new_pin)
    typed = {"new PIN": (mine.new_pin.encode(),)}
    assert in_memory(scene.house.actors()[:1], typed), "the scanner sees what is typed"
    assert scene.everywhere() == [], "nor while it is typed, in AusweisApp's own home either"
    await citizen.uses("digits.ok")
    await citizen.arrives("pin_done")
    await citizen.uses("next")
    await citizen.arrives("take_card")
    await citizen.is_over_after(lambda: take_card(scene))
    assert scene.lab.card.passwords.pin == mine.new_pin
    assert scene.everywhere() == []
    assert scene.still_in_memory() == []


@pytest.mark.parametrize("crash", [signal.SIGABRT, signal.SIGSEGV])
async def test_a_session_that_crashes_with_the_data_on_its_screen_leaves_nothing(
    scene: Scene, crash: signal.Signals
) -> None:
    citizen = await read_to(scene, scene.secrets.new_pin)
    await to_check(citizen)
    stage = scene.house.actors()[0]
    name = {"family name": (scene.secrets.holder.identity.family_name.encode(),)}
    assert in_memory([stage], name), "the data are there when it crashes"
    os.kill(stage.pid, crash)
    await scene.house.until("the end of the crashed process", lambda: not stage.is_running())
    await scene.house.hand.close()
    await take_card(scene)
    await scene.house.ready()
    assert scene.everywhere() == []
    assert scene.still_in_memory() == []
    assert scene.cores() == []


async def test_an_eid_client_that_crashes_with_the_pin_leaves_nothing(scene: Scene) -> None:
    citizen = await read_to(scene, scene.secrets.new_pin, slowly=True)
    await citizen.arrives("card.reading")
    os.kill(client_of(scene.house).pid, signal.SIGABRT)
    await citizen.arrives("failure")
    assert scene.everywhere() == []
    assert scene.cores() == []
    await citizen.uses("end")
    await citizen.arrives("leaving")
    await citizen.is_over_after(lambda: take_card(scene))
    assert scene.everywhere() == []
    assert scene.still_in_memory() == []


async def test_an_application_that_is_sent_leaves_nothing_in_the_clear(scene: Scene) -> None:
    house = scene.house
    before = len(ended_sessions(house.places.database))
    citizen = await read_to(scene, scene.secrets.new_pin)
    await to_check(citizen)
    await citizen.uses("next")
    await citizen.arrives("pay.offer")
    await citizen.uses("next")
    await citizen.arrives("receipt")
    await citizen.uses("print", "next")
    await citizen.arrives("take_card")
    await citizen.is_over_after(lambda: take_card(scene))
    assert ended_sessions(house.places.database)[before:] == ("completed",)
    assert scene.everywhere() == []
    assert scene.still_in_memory() == []


async def test_nothing_of_it_ever_left_a_process(scene: Scene) -> None:
    """Logs, supervisor's link, agent's socket, pipes to helpers: all that was ever written or sent."""
    await scene.wire.end()
    stagehand = f"127.0.0.1:{scene.house.hand._port}->"
    needles = scene.secrets.needles()
    heard = list(scene.wire.heard())
    hand = [sent for place, sent in heard if stagehand in place]
    assert "family name" in met(hand, needles), "the tests' own hand is told what the screen shows"
    heard = [(place, sent) for place, sent in heard if stagehand not in place]
    everything = b"\n".join(sent for _, sent in heard)
    assert b'"phase":"session"' in everything, "the agent's socket is listened to"
    assert b"beat" in everything, "the supervisor's link is listened to"
    told = {f"{name} to {place}" for place, sent in heard for name in met([sent], needles)}
    assert sorted(told) == []


def met(contents: Iterable[bytes], needles: Needles) -> set[str]:
    dense = [content.translate(None, b"\0") for content in contents]
    return {
        name
        for name, written in needles.items()
        if any(form.translate(None, b"\0") in content for form in written for content in dense)
    }


def test_every_disguise_is_seen_through(tmp_path: Path) -> None:
    mine = Secrets()
    name = mine.holder.identity.family_name
    encode = base64.b64encode
    planted = {
        "plain": f"x{name}x".encode(),
        "utf-16": f"x{name}x".encode("utf-16-be"),
        "hex": f"x{name}".encode().hex().encode(),
        "HEX": f"x{name}".encode().hex().upper().encode(),
        "base64": encode(name.encode()),
        "base64 within": encode(f"a{name}b".encode()),
        "base64 further within": encode(f"ab{name}c".encode()),
        "base64 of utf-16": encode(f"ab{name}".encode("utf-16-le")),
    }
    for place, content in planted.items():
        (tmp_path / place).write_bytes(b"\1\2" + content + b"\3")
    found = in_files([tmp_path], {"name": disguised(name)})
    assert sorted(found) == sorted(f"name in {tmp_path / place}" for place in planted)
    (tmp_path / "packed").write_bytes(b"\x2c\x26" + bytes.fromhex(mine.puk) + b"\xff")
    assert in_files([tmp_path], mine.packed()) == [f"PUK in {tmp_path / 'packed'}"]
    assert in_files([tmp_path], {"other": disguised(invented(12))}) == []
