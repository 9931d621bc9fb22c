"""Records scenes anew with the real AusweisApp: `python -m hardware.eid.replay.record [SCENE …]`.

Run it as root where AusweisApp, pcscd and vpcd are installed, once for each version of the client;
all scenes take some five minutes.
"""

import asyncio
import sys
from dataclasses import replace
from functools import partial

from hardware.eid.ausweisapp.conversation import Conversation
from hardware.eid.ausweisapp.driver import AusweisApp
from hardware.eid.ausweisapp.process import AusweisAppProcess
from hardware.eid.ausweisapp.settings import Settings
from hardware.eid.lab.card import Kind
from hardware.eid.lab.laboratory import Laboratory
from hardware.eid.replay import digits
from hardware.eid.replay.graph import INSERT, REMOVE, UNKNOWN
from hardware.eid.replay.recorder import Recorder
from hardware.eid.replay.recording import save
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


async def record(wanted: frozenset[str]) -> None:
    """Play the wanted scenes, else every one, and write what was said."""
    clock = SystemClock()
    for preverification in (False, True):
        scenes = [scene for scene in SCENES if scene.distrusts is preverification]
        scenes = [scene for scene in scenes if not wanted or scene.name in wanted]
        if scenes:
            await _record(scenes, clock, preverification=preverification)


async def _record(scenes: list[Scene], clock: Clock, *, preverification: bool) -> None:
    laboratory = Laboratory(clock)
    await laboratory.open()
    process = AusweisAppProcess("", clock, preverification=preverification)
    try:
        url = f"ws://127.0.0.1:{await process.start()}/eID-Kernel"
        version = await _version(url, clock)
        for scene in scenes:
            if scene.plays_in(version):
                recorder = Recorder(url, laboratory.card, clock)
                await _Stage(laboratory, recorder, clock).play(scene)
                save(version, scene.name, recorder.events)
    finally:
        await process.stop()
        await laboratory.close()


async def _version(url: str, clock: Clock) -> str:
    conversation = await Conversation.open(url, clock)
    await conversation.close()
    return conversation.version


class _Stage:
    def __init__(self, laboratory: Laboratory, recorder: Recorder, clock: Clock) -> None:
        self._laboratory = laboratory
        self._recorder = recorder
        self._clock = clock

    async def play(self, scene: Scene) -> None:
        self._laboratory.card.renew()
        scene.prepare(self._laboratory.card)
        if scene.other_card:
            self._laboratory.card.kind = Kind.OTHER_CARD
        if scene.expired:
            holder = self._laboratory.card.holder
            self._laboratory.card.holder = replace(holder, expiry="20200101")
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
            if isinstance(prompt, InsertCard) and plays[0] is Play.RIGHT:
                continue  # a card that was just exchanged
            play = plays.pop(0)
            if play is Play.REMOVE:
                self._remove()
            elif play is Play.INSERT:
                self._insert()
            elif play is Play.INSERT_ANOTHER:
                await self._exchange()
            else:
                await dialogue.reply(self._reply(prompt, play))
            if play is Play.CANCEL_AFTER:
                await self._clock.sleep(_MOMENT)
                await dialogue.reply(Cancel())

    def _url(self, scene: Scene) -> str:
        if not scene.reachable:
            return _UNREACHABLE
        server = self._laboratory.server
        optional = _OPTIONAL if scene.optional else ()
        session = server.sessions.open(IdentityRequest(_REQUIRED, optional, "Recording"))
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

    async def _exchange(self) -> None:
        """Take the other card away and put the ID card on."""
        self._remove()
        await self._clock.sleep(_QUIET)
        self._laboratory.card.kind = Kind.ID_CARD
        self._insert()

    def _insert(self) -> None:
        if self._laboratory.card.kind is Kind.OTHER_CARD:
            self._recorder.note(f"{INSERT}:{UNKNOWN}")
            self._laboratory.reader.insert_card()
            return
        word = digits.card_word(self._laboratory.card.passwords)
        self._recorder.note(f"{INSERT}:{word}")
        self._laboratory.reader.insert_card()

    def _remove(self) -> None:
        self._recorder.note(REMOVE)
        self._laboratory.reader.remove_card()


if __name__ == "__main__":
    asyncio.run(record(frozenset(sys.argv[1:])))
