"""A citizen at the real driver: answers prompts as the test says, and remembers what was asked."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from hardware.eid import EidDialogue
from kiosk.contracts.eid import (
    Agree,
    Cancel,
    ConfirmRights,
    Digits,
    EidPrompt,
    EnterSecret,
    InsertCard,
    SecretKind,
)
from kiosk.contracts.private import Secret

Act = Callable[[], None]
Answer = str | Act | None


@dataclass
class Citizen:
    """`types` are what is typed by kind, in order: digits, an act instead of them, None to cancel."""

    lay_card: Act
    types: Mapping[SecretKind, list[Answer]] = field(default_factory=dict)
    agrees_to: tuple[str, ...] | None = ()
    prompts: list[EidPrompt] = field(default_factory=list)
    secrets: list[Secret] = field(default_factory=list)

    async def walk(self, dialogue: EidDialogue, seconds: float = 30) -> EidPrompt:
        """Answer the last prompt."""
        async with asyncio.timeout(seconds):
            async for prompt in dialogue.prompts():
                self.prompts.append(prompt)
                await self._answer(dialogue, prompt)
        return self.prompts[-1]

    async def _answer(self, dialogue: EidDialogue, prompt: EidPrompt) -> None:
        match prompt:
            case ConfirmRights():
                agrees = self.agrees_to
                await dialogue.reply(Cancel() if agrees is None else Agree(agrees))
            case InsertCard():
                self.lay_card()
            case EnterSecret(kind):
                await self._type(dialogue, kind)

    async def _type(self, dialogue: EidDialogue, kind: SecretKind) -> None:
        answer = self.types[kind].pop(0)
        if answer is None:
            await dialogue.reply(Cancel())
        elif isinstance(answer, str):
            secret = Secret(answer.encode())
            self.secrets.append(secret)
            await dialogue.reply(Digits(kind, secret))
        else:
            answer()

    def asked(self) -> list[EnterSecret]:
        return [prompt for prompt in self.prompts if isinstance(prompt, EnterSecret)]
