"""The access rights of a rehearsed authentication: the recording's message with the session's rights."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from hardware.eid.lab.sessions import Session


@dataclass
class Access:
    """`chosen` are the optional rights that are on; the client begins with all of them."""

    session: Session

    def __post_init__(self) -> None:
        self.chosen: tuple[str, ...] = self.session.request.optional

    def choose(self, names: Iterable[str]) -> None:
        wanted = set(names)
        self.chosen = tuple(name for name in self.session.request.optional if name in wanted)

    def amended(self, message: dict[str, Any]) -> dict[str, Any]:
        """Answer ACCESS_RIGHTS as the client would say it of this session."""
        request = self.session.request
        chat = {
            "effective": [*request.required, *self.chosen],
            "optional": list(request.optional),
            "required": list(request.required),
        }
        amended = {name: value for name, value in message.items() if name != "transactionInfo"}
        if request.transaction:
            amended["transactionInfo"] = request.transaction
        return amended | {"chat": chat}
