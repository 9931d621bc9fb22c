"""Records all scenes anew with the real AusweisApp: `python -m hardware.eid.replay.record`.

Run it as root where AusweisApp2, pcscd and vpcd are installed; it takes some five minutes.
"""

import asyncio
from functools import partial

from hardware.eid.ausweisapp.driver import AusweisApp, Settings
from hardware.eid.ausweisapp.process import AusweisAppProcess
from hardware.eid.lab.laboratory import Laboratory
from hardware.eid.replay import digits
from hardware.eid.replay.graph import INSERT, REMOVE
from hardware.eid.replay.recorder import Recorder
from hardware.eid.replay.recording import FOLDER, save
from hardware.eid.replay.scenes import INSTRUCTIONS, SCENES, Play, Scene
from hardware.patience import within
from kiosk.clock import SystemClock
from kiosk.contracts.clock import Clock
from kiosk.contracts.eid import (
    Agree,
    Cancel,
    ConfirmRights,
    Digits,
    EidPrompt,
    EidReply,
    EnterSecret,
    InsertCard,
    SecretKind,
)
from kiosk.contracts.identity import Attribute, IdentityRequest
from kiosk.contracts.private import Secret

# AusweisApp looks at the readers once a second.
_QUIET = 2.2
_LONGEST = 30.0
_MOMENT = 0.03
_REQUIRED = (Attribute.FAMILY_NAME, Attribute.GIVEN_NAMES, Attribute.ADDRESS)
_OPTIONAL = (Attribute.DATE_OF_BIRTH, Attribute.BIRTH_NAME)
_UNREACHABLE = "https://localhost:9/nothing"
_WRONG = {SecretKind.PUK: "1111111111", SecretKind.TRANSPORT_PIN: "99999"}


async def record() -> None:
    """Play every scene and write its recording."""
    clock = SystemClock()
    laboratory = Laboratory(clock)
    await laboratory.open()
    process = AusweisAppProcess("", clock, preverification=False)
    try:
        port = await process.start()
        for scene in SCENES:
            recorder = Recorder(f"ws://127.0.0.1:{port}/eID-Kernel", laboratory.card, clock)
            await _Stage(laboratory, recorder, clock).play(scene)
            save(FOLDER / f"{scene.name}.jsonl", recorder.events)
    finally:
        await process.stop()
        await laboratory.close()


class _Stage:
    def __init__(self, laboratory: Laboratory, recorder: Recorder, clock: Clock) -> None:
        self._laboratory = laboratory
        self._recorder = recorder
        self._clock = clock

    async def play(self, scene: Scene) -> None:
        self._laboratory.card.renew()
        scene.prepare(self._laboratory.card)
        driver = AusweisApp(Settings(replay=await self._recorder.start()), self._clock)
        await driver.open()
        await self._clock.sleep(_QUIET)
        if scene.lies:
            self._insert()
            await self._clock.sleep(_QUIET)
        await within(self._clock, _LONGEST, self._talk(driver, scene))
        await self._clock.sleep(_QUIET)
        if self._laboratory.reader.card_present:
            self._remove()
            await self._clock.sleep(_QUIET)
        await driver.close()
        await self._recorder.stop()

    async def _talk(self, driver: AusweisApp, scene: Scene) -> None:
        dialogue = (
            driver.manage_pin(scene.task) if scene.task else driver.authenticate(self._url(scene))
        )
        plays = list(scene.plays)
        async for prompt in dialogue.prompts():
            if not isinstance(prompt, ConfirmRights | InsertCard | EnterSecret) or not plays:
                continue
            play = plays.pop(0)
            if play is Play.REMOVE:
                self._remove()
            elif play is Play.INSERT:
                self._insert()
            else:
                await dialogue.reply(self._reply(prompt, play))
            if play is Play.CANCEL_AFTER:
                await self._clock.sleep(_MOMENT)
                await dialogue.reply(Cancel())

    def _url(self, scene: Scene) -> str:
        if not scene.reachable:
            return _UNREACHABLE
        server = self._laboratory.server
        session = server.sessions.open(IdentityRequest(_REQUIRED, _OPTIONAL, "Recording"))
        return f"{server.origin}/tctoken?session={session.id}"

    def _reply(self, prompt: EidPrompt, play: Play) -> EidReply:
        if play is Play.CANCEL or play is Play.AGREE:
            return Agree() if play is Play.AGREE else Cancel()
        assert isinstance(prompt, EnterSecret)  # noqa: S101 - the scenes are ours
        if play in INSTRUCTIONS:
            told = partial(self._recorder.note, REMOVE)
            self._laboratory.card.pull_at(INSTRUCTIONS[play], told)
        wrong = _WRONG.get(prompt.kind, "000000")
        text = wrong if play is Play.WRONG else self._right(prompt.kind)
        return Digits(prompt.kind, Secret(text.encode()))

    def _right(self, kind: SecretKind) -> str:
        passwords = self._laboratory.card.passwords
        return {
            SecretKind.CAN: passwords.can,
            SecretKind.PUK: passwords.puk,
            SecretKind.NEW_PIN: "654321",
        }.get(kind, passwords.pin)

    def _insert(self) -> None:
        word = digits.card_word(self._laboratory.card.passwords)
        self._recorder.note(f"{INSERT}:{word}")
        self._laboratory.reader.insert_card()

    def _remove(self) -> None:
        self._recorder.note(REMOVE)
        self._laboratory.reader.remove_card()


if __name__ == "__main__":
    asyncio.run(record())
