"""A citizen and a service at the laboratory: one authentication with the real drivers, told as it goes."""

from collections.abc import Callable
from contextlib import aclosing
from typing import Any

from hardware.eid import EidDialogue
from hardware.eid.lab.laboratory import Laboratory
from hardware.failures import DeviceFailed
from hardware.registry import make_driver
from kiosk.contracts.clock import Clock
from kiosk.contracts.devices import DeviceKind
from kiosk.contracts.eid import (
    Agree,
    Broken,
    Cancel,
    CardMoved,
    ConfirmRights,
    Connecting,
    Digits,
    EidPrompt,
    EnterSecret,
    Finished,
    InsertCard,
    Reading,
    Resume,
    SecretKind,
)
from kiosk.contracts.identity import Attribute, Identity, IdentityRequest
from kiosk.contracts.private import Secret

Tell = Callable[[str], None]
_MOST_TYPED = 8  # a card that nobody activated would ask for ever
EVERYTHING = IdentityRequest(
    (Attribute.FAMILY_NAME, Attribute.GIVEN_NAMES, Attribute.ADDRESS),
    (Attribute.DATE_OF_BIRTH, Attribute.PLACE_OF_BIRTH, Attribute.BIRTH_NAME),
    "eid-lab",
)


class Counter:
    """Holds the drivers of eID client and eID service between `open` and `close`."""

    def __init__(self, lab: Laboratory, clock: Clock, tell: Tell) -> None:
        tables = lab.describe()
        self._lab = lab
        self._clock = clock
        self._tell = tell
        self._typed = 0
        self._eid: Any = make_driver(DeviceKind.EID, tables["eid"], clock)
        self._service: Any = make_driver(DeviceKind.IDENTITY, tables["identity"], clock)

    async def open(self) -> None:
        """Start AusweisApp. Raises DeviceFailed."""
        await self._eid.open()

    async def close(self) -> None:
        await self._eid.close()

    async def token_url(self) -> str:
        """Answer the address of a fresh session. Raises DeviceFailed."""
        return str((await self._service.start(EVERYTHING)).tc_token_url)

    async def authenticate(
        self, request: IdentityRequest = EVERYTHING, *pins: str
    ) -> Identity | None:
        """Read the card; `pins` are typed first, then what is right. None where it failed, told."""
        typed, self._typed = list(pins), 0
        try:
            session = await self._service.start(request)
            if not await self._walk(self._eid.authenticate(session.tc_token_url), typed):
                return None
            identity: Identity = await self._service.result(session)
        except DeviceFailed as failed:
            self._tell(f"failed: {failed.fault}")
            return None
        return identity

    async def _walk(self, dialogue: EidDialogue, typed: list[str]) -> bool:
        began = self._clock.monotonic()
        last: EidPrompt | None = None
        async with aclosing(dialogue.prompts()) as prompts:  # type: ignore[type-var]
            async for prompt in prompts:
                self._tell(f"{self._clock.monotonic() - began:6.2f} s  {_said(prompt)}")
                last = prompt
                await self._answer(dialogue, prompt, typed)
        return isinstance(last, Finished)

    async def _answer(self, dialogue: EidDialogue, prompt: EidPrompt, typed: list[str]) -> None:
        match prompt:
            case ConfirmRights(optional=optional):
                await dialogue.reply(Agree(optional))
            case InsertCard():
                self._lab.reader.insert_card()
            case EnterSecret() if self._typed >= _MOST_TYPED:
                await dialogue.reply(Cancel())
            case EnterSecret(kind):
                self._typed += 1
                digits = typed.pop(0) if typed and kind is SecretKind.PIN else self._right(kind)
                await dialogue.reply(Digits(kind, Secret(digits.encode())))
            case CardMoved():
                await dialogue.reply(Resume())

    def _right(self, kind: SecretKind) -> str:
        passwords = self._lab.card.passwords
        return {SecretKind.CAN: passwords.can, SecretKind.PUK: passwords.puk}.get(
            kind, passwords.pin
        )


def _said(prompt: EidPrompt) -> str:
    match prompt:
        case Connecting():
            return "connecting to the eID server"
        case ConfirmRights(provider=provider, required=required, optional=optional):
            return f"{provider.name} wants {', '.join((*required, *optional))}: agreed"
        case InsertCard(unknown):
            return "a card that is no ID card" if unknown else "the card is asked for: laid down"
        case EnterSecret(kind, left, wrong):
            tries = "" if left is None else f", {left} tries left"
            return f"{kind}{tries}{', the last one was wrong' if wrong else ''}: typed"
        case Reading(percent):
            return f"reading, {percent} %"
        case Broken(failure):
            return f"failed: {failure}"
        case Finished():
            return "read"
        case _:
            return type(prompt).__name__
