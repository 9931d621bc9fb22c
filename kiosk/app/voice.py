"""Reads aloud what the screens say: to the headset, or what is public to the loudspeaker."""

import asyncio
from collections.abc import Mapping

from hardware.speech import LOUDEST, Speech, Utterance
from kiosk.domain.state import Leaving, Session
from kiosk.session.workplace import Workplace
from kiosk.texts import Texts
from screens.semantics import Spoken

CALM = 2.0
"""Seconds for which an instruction stands before the next one is said: it must be heard and followed."""


class Voice:
    """Follows the session's settings; nothing is said while reading aloud is off, save an alarm."""

    def __init__(self, place: Workplace, session: Session, texts: Mapping[str, Texts]) -> None:
        self._place = place
        self._session = session
        self._texts = texts
        self._calm_until = 0.0
        self._waiting: asyncio.Task[None] | None = None

    @property
    def _speech(self) -> Speech:
        return self._place.devices.speech

    def follow(self, session: Session) -> None:
        """Take over where sound goes and how loud it is, as the citizen has it now."""
        before, self._session = self._session, session
        if session.headset != before.headset:
            self._place.aside(self._speech.use_headset(plugged=session.headset))
        if session.settings.volume != before.settings.volume:
            self._place.aside(self._speech.set_volume(session.settings.volume))
        if before.settings.speech and not session.settings.speech:
            self._place.aside(self._speech.silence())
        if _reminders(session) > _reminders(before):
            self._place.aside(self._call_back(session))

    async def _call_back(self, session: Session) -> None:
        """Call whoever goes without their card: from the loudspeaker, as loud as it is allowed."""
        language = session.settings.language
        await self._speech.use_headset(plugged=False)
        await self._speech.set_volume(LOUDEST)
        text = self._texts[language]("page.take_card.call")
        await self._speech.say(Utterance(text, language))

    def say(self, spoken: Spoken) -> None:
        """Say it now; or what is calm, when the thing said before it has been heard."""
        self._forget_waiting()
        pause = self._calm_until - self._place.clock.monotonic() if spoken.calm else 0.0
        if pause > 0:
            self._waiting = self._place.aside(self._say_after(pause, spoken))
            return
        self._say_now(spoken)

    async def _say_after(self, pause: float, spoken: Spoken) -> None:
        await self._place.clock.sleep(pause)
        self._waiting = None
        self._say_now(spoken)

    def _say_now(self, spoken: Spoken) -> None:
        self._calm_until = self._place.clock.monotonic() + CALM
        alone = spoken.private and not self._session.headset
        text = spoken.public if alone else spoken.text
        if text:
            utterance = Utterance(text, spoken.language, spoken.private and not alone)
            self._place.aside(self._speech.say(utterance))

    def hush(self) -> None:
        self._forget_waiting()
        if self._session.settings.speech:
            self._place.aside(self._speech.silence())

    def _forget_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None


def _reminders(session: Session) -> int:
    return session.stage.reminders if isinstance(session.stage, Leaving) else 0
