"""eID port: the dialogue with the citizen's ID card, run by an eID client (BSI TR-03124)."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from kiosk.contracts.eid import EidPrompt, EidReply, PinTask


class EidFault(StrEnum):
    """Conditions of the client itself; how a dialogue ended is told by `Broken.failure`."""

    NOT_INSTALLED = "eid.not_installed"
    NOT_RUNNING = "eid.not_running"
    REFUSED = "eid.refused"
    NO_READER = "eid.no_reader"
    WRONG_VERSION = "eid.wrong_version"
    UNSAFE_SETTINGS = "eid.unsafe_settings"


@dataclass(frozen=True, slots=True)
class EidStatus:
    """`version` is the running client's own word, empty while none runs or answers.

    `rehearsal` is true while recorded messages stand in for a real client.
    """

    fault: EidFault | None = None
    version: str = ""
    rehearsal: bool = False


class EidDialogue(Protocol):
    """One workflow at the card; ends with `Finished` or `Broken` as its last prompt."""

    def prompts(self) -> AsyncIterator[EidPrompt]:
        """Yield what is needed next; the iteration ends after the last prompt."""
        ...

    async def reply(self, reply: EidReply) -> None:
        """Answer the latest prompt. Secrets are wiped on return, whatever happens."""
        ...


class EidClient(Protocol):
    async def open(self) -> None:
        """Start the client and keep it running until `close`.

        Raises DeviceFailed(EidFault) where the first try fails; a driver whose client can come up
        later goes on trying all the same, and `watch` tells of it.
        """
        ...

    async def close(self) -> None:
        """End the client and any running workflow; the card is released."""
        ...

    def authenticate(self, tc_token_url: str) -> EidDialogue: ...

    def manage_pin(self, task: PinTask) -> EidDialogue: ...

    def watch(self) -> AsyncIterator[EidStatus]: ...
