"""Asks a card whether it has the eID application, in a transaction of its own and without a PIN."""

import threading
from collections.abc import Callable

from smartcard import scard

# SELECT by name, no answer wanted (ISO 7816-4, 11.2.2); the name is id-eID's (BSI TR-03110-4, A.1).
_SELECT_EID = bytes.fromhex("00a4040c09e80704007f00070302")
# First bytes of the status word (ISO 7816-4, 5.6): found, with more to fetch or a warning; not found,
# or the command is not known to such a card. Others come from a card that is out of order.
_FOUND = (0x90, 0x61, 0x62, 0x63)
_NOT_FOUND = (0x69, 0x6A, 0x6D, 0x6E)

Told = Callable[[bool], None]


class CardProbe(threading.Thread):
    """Tells once whether the card on the reader is an ID card; of one that is out of order, nothing.

    A transaction waits its turn behind the eID client's, and what the client selected before is
    not touched: it takes the card for itself from connecting to disconnecting, and resets it then.
    The wait ends at the latest when the card goes, so nobody has to join this thread.
    """

    def __init__(self, reader: str, told: Told) -> None:
        super().__init__(name="card probe", daemon=True)
        self._reader = reader
        self._told = told

    def run(self) -> None:
        result, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
        if result == scard.SCARD_S_SUCCESS:
            answer = self._ask(context)
            scard.SCardReleaseContext(context)
            status = answer[-2] if len(answer) > 1 else None
            if status in _FOUND + _NOT_FOUND:
                self._told(status in _FOUND)

    def _ask(self, context: int) -> list[int]:
        """Answer the card's bytes, none where it is gone or mute."""
        protocols = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
        result, card, protocol = scard.SCardConnect(
            context, self._reader, scard.SCARD_SHARE_SHARED, protocols
        )
        if result != scard.SCARD_S_SUCCESS:
            return []
        answer: list[int] = []
        if scard.SCardBeginTransaction(card) == scard.SCARD_S_SUCCESS:
            header = (
                scard.SCARD_PCI_T1 if protocol == scard.SCARD_PROTOCOL_T1 else scard.SCARD_PCI_T0
            )
            result, said = scard.SCardTransmit(card, header, list(_SELECT_EID))
            if result == scard.SCARD_S_SUCCESS:
                answer = said
            scard.SCardEndTransaction(card, scard.SCARD_LEAVE_CARD)
        scard.SCardDisconnect(card, scard.SCARD_LEAVE_CARD)
        return answer
