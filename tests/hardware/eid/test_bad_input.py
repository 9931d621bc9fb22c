"""Whatever comes over the wire, nothing is raised out of the driver, and the next citizen is served."""

import asyncio
import tomllib
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hardware.eid import EidClient, EidDialogue, EidFault, EidStatus
from hardware.eid.ausweisapp.driver import AusweisApp
from hardware.eid.ausweisapp.settings import Settings
from hardware.failures import DeviceFailed
from kiosk.clock import SystemClock
from kiosk.contracts.eid import (
    Agree,
    Broken,
    CardMoved,
    ConfirmRights,
    Digits,
    EidPrompt,
    EnterSecret,
    Finished,
    InsertCard,
    PinTask,
    Resume,
    SecretKind,
)
from kiosk.contracts.eid import Cancel as Stop
from tests.fake_clock import FakeClock
from tests.hardware.eid.conversing import secret
from tests.hardware.eid.far_end import FarEnd, bytes_end
from tests.hardware.eid.odd_messages import FRAMES, gone_odd
from tests.hardware.passing_time import passing
from tests.hardware.watching import watching

ROOT = Path(__file__).resolve().parents[3]
CLOCK = SystemClock()
CATALOGUE = {
    f"{area}.{name}"
    for area, names in tomllib.loads((ROOT / "config/failures.toml").read_text()).items()
    for name in names
}
DIGITS = {SecretKind.PUK: "3333333333", SecretKind.TRANSPORT_PIN: "12345"}
SOON = 0.05


class Driven:
    """The real driver at the far end; `unforeseen` is what the loop's exception handler was told."""

    def __init__(self, url: str) -> None:
        self.driver: EidClient = AusweisApp(
            Settings(replay=url, citizen_seconds=SOON, client_seconds=SOON), CLOCK
        )
        self.unforeseen: list[dict[str, Any]] = []
        asyncio.get_running_loop().set_exception_handler(
            lambda _, context: self.unforeseen.append(context)
        )

    async def walk(self, dialogue: EidDialogue) -> list[EidPrompt]:
        prompts: list[EidPrompt] = []
        async with asyncio.timeout(20):
            async for prompt in dialogue.prompts():
                prompts.append(prompt)
                await self._answer(dialogue, prompt)
        return prompts

    async def _answer(self, dialogue: EidDialogue, prompt: EidPrompt) -> None:
        match prompt:
            case ConfirmRights():
                await dialogue.reply(Agree())
            case EnterSecret(kind):
                await dialogue.reply(Digits(kind, secret(DIGITS.get(kind, "123456"))))
            case CardMoved():
                await dialogue.reply(Resume())


@pytest.fixture(autouse=True)
async def told_as_ever() -> AsyncIterator[None]:
    """Give the loop, which is that of all tests, its own exception handler back."""
    yield
    asyncio.get_running_loop().set_exception_handler(None)


async def suffered(frames: Sequence[str | bytes], task: PinTask | None, raw: bytes = b"") -> None:
    """Have the driver hear these frames in a dialogue; then it must serve the next citizen."""
    far = FarEnd()
    far.frames, far.raw = frames, raw
    async with far.listening() as url:
        driven = Driven(url)
        driver = driven.driver
        await driver.open()
        start = driver.manage_pin(task) if task else driver.authenticate("https://localhost/")
        prompts = await driven.walk(start)
        endings = [prompt for prompt in prompts if isinstance(prompt, Finished | Broken)]
        assert endings == prompts[-1:]
        if isinstance(endings[0], Broken):
            assert endings[0].failure in CATALOGUE
        far.frames, far.raw = None, b""
        await served(driver)
        await driver.close()
        assert driven.unforeseen == []


async def served(driver: EidClient) -> None:
    """Return once a citizen was; what is still in the line may spoil a dialogue or two before."""
    for _ in range(3):
        dialogue = driver.manage_pin(PinTask.CHANGE)
        last: EidPrompt | None = None
        async with asyncio.timeout(20), watching(dialogue.prompts()) as prompts:
            async for prompt in prompts:
                if isinstance(prompt, InsertCard):
                    await dialogue.reply(Stop())
                last = prompt
        if last == Broken("eid.cancelled"):
            return
    pytest.fail(f"The citizen after was not served: {last}")


TASKS = st.sampled_from([None, PinTask.CHANGE, PinTask.ACTIVATE, PinTask.UNBLOCK, PinTask.CHECK])
FEW = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))


@FEW
@given(gone_odd(), TASKS)
async def test_recorded_conversations_gone_odd_end_by_name(
    frames: list[str], task: PinTask | None
) -> None:
    await suffered(frames, task)


@FEW
@given(st.lists(FRAMES, max_size=8), TASKS)
@example(['{"msg":"X' + "X" * (1 << 20) + '"}'], None)
@example([b"\x00" * (1 << 20)], PinTask.CHANGE)
async def test_frames_of_any_kind_end_by_name(
    frames: list[str | bytes], task: PinTask | None
) -> None:
    await suffered(frames, task)


@pytest.mark.parametrize(
    "raw",
    [
        b"\x81\x7e\xff\xff{",
        b"\x81\x05hal",
        b"\x81\x7f\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\xf1\x00",
        b"\x83\x00",
        b"\x81\x02\xff\xfe",
        b"\x80\x01x",
        b"\x88\x01\x00",
        b"HTTP/1.1 200 OK\r\n\r\n",
    ],
    ids=[
        "half a frame",
        "cut in the middle",
        "longer than memory",
        "reserved bits",
        "unknown opcode",
        "no UTF-8",
        "continues nothing",
        "half a goodbye",
        "no frame",
    ],
)
async def test_broken_frames_end_by_name(raw: bytes) -> None:
    await suffered([], PinTask.CHANGE, raw)


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (b"HTTP/1.0 429 Too Many Requests\r\n\r\n", EidFault.REFUSED),
        (b"HTTP/1.1 409 Conflict\r\nContent-Length: 0\r\n\r\n", EidFault.REFUSED),
        (b"HTTP/1.0 404 Not Found\r\n\r\n", EidFault.REFUSED),
        (b"HTTP/1.1 302 Found\r\nLocation: ws://127.0.0.1:9/\r\n\r\n", EidFault.REFUSED),
        (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n", EidFault.REFUSED),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000, EidFault.REFUSED),
        (b"SSH-2.0-OpenSSH\r\n", EidFault.REFUSED),
        (b"\x00\xff" * 1000, EidFault.REFUSED),
        (b"", EidFault.REFUSED),
        (None, EidFault.NOT_RUNNING),
    ],
    ids=[
        "second client",
        "workflow in its window",
        "other path",
        "elsewhere",
        "half an upgrade",
        "endless head",
        "other program",
        "noise",
        "hangs up",
        "silence",
    ],
)
async def test_1_who_is_no_client_for_us_is_told_by_name(
    clock: FakeClock, answer: bytes | None, fault: EidFault
) -> None:
    async with bytes_end(answer) as url:
        driver = AusweisApp(Settings(replay=url), clock)
        with pytest.raises(DeviceFailed) as failed:
            await passing(clock, driver.open())
        assert failed.value.fault is fault
        async with watching(driver.watch()) as statuses:
            assert await anext(statuses) == EidStatus(fault, rehearsal=True)
        await passing(clock, driver.close())


async def test_1_nobody_at_all_is_told_by_name() -> None:
    async with bytes_end(b"") as url:
        pass
    driver = AusweisApp(Settings(replay=url), CLOCK)
    with pytest.raises(DeviceFailed) as failed:
        await driver.open()
    assert failed.value.fault is EidFault.NOT_RUNNING
    await driver.close()


@pytest.mark.parametrize(
    "greeting",
    [
        {"SET_API_LEVEL": '{"msg":"API_LEVEL","error":"Unknown level","current":9}'},
        {"GET_INFO": '{"msg":"INFO"}'},
        {"GET_INFO": '{"msg":"INFO","VersionInfo":{"Implementation-Version":"<b>2</b>"}}'},
    ],
    ids=["no level", "no version", "no version number"],
)
async def test_1_a_version_that_nobody_knows_is_told_by_name(
    clock: FakeClock, greeting: dict[str, str]
) -> None:
    far = FarEnd()
    far.greeting |= greeting
    async with far.listening() as url:
        driver = AusweisApp(Settings(replay=url), clock)
        with pytest.raises(DeviceFailed) as failed:
            await passing(clock, driver.open())
        assert failed.value.fault is EidFault.WRONG_VERSION
        await passing(clock, driver.close())
