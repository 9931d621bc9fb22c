"""The thread that listens to pcscd: readers that come and go, cards that come and go."""

import threading
from collections.abc import Callable
from dataclasses import replace

from smartcard import scard

from hardware.card_reader import CardReaderFault, CardReaderStatus
from hardware.card_reader.card_probe import CardProbe

_LOOK_AGAIN = 0.3  # seconds: for a service or a reader that is not there
_LISTEN_MS = 400  # cards are told at once; this only bounds how late a new reader is seen
_EVENTS = 16  # bits below the counter of cards come and gone (pcsc-lite, SCardGetStatusChange)
_GONE = scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_UNAVAILABLE | scard.SCARD_STATE_IGNORE

Tell = Callable[[CardReaderStatus], None]
Choose = Callable[[list[str], str], str]


class PcscListener(threading.Thread):
    """Tells of the chosen reader until it is stopped.

    `choose` answers the name to follow among all, given the one followed so far; `tell` is called
    in this thread or, about the kind of a card, in the probe's.
    """

    def __init__(self, choose: Choose, tell: Tell) -> None:
        super().__init__(name="pcsc", daemon=True)
        self._choose = choose
        self._tell = tell
        self._stopped = threading.Event()
        self._context: int | None = None
        self._lock = threading.Lock()
        self._status = CardReaderStatus()
        self._visit = ("", 0)  # the reader, and how many cards it has seen come and go

    def stop(self) -> None:
        self._stopped.set()
        context = self._context
        if context is not None:
            scard.SCardCancel(context)

    def run(self) -> None:
        while not self._stopped.is_set():
            result, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
            if result == scard.SCARD_S_SUCCESS:
                self._context = context
                self._follow(context)
                self._context = None
                scard.SCardReleaseContext(context)
            if not self._stopped.is_set():
                self._show(CardReaderStatus(CardReaderFault.NO_SERVICE))
            self._stopped.wait(_LOOK_AGAIN)

    def _follow(self, context: int) -> None:
        """Tell of the reader until pcscd goes away."""
        known = ("", scard.SCARD_STATE_UNAWARE)
        while not self._stopped.is_set():
            result, names = scard.SCardListReaders(context, [])
            if result not in (scard.SCARD_S_SUCCESS, scard.SCARD_E_NO_READERS_AVAILABLE):
                return
            reader = self._choose(names, known[0])
            if not reader:
                known = ("", scard.SCARD_STATE_UNAWARE)
                self._show(CardReaderStatus(CardReaderFault.NOT_FOUND))
                self._stopped.wait(_LOOK_AGAIN)
                continue
            if reader != known[0]:
                known = (reader, scard.SCARD_STATE_UNAWARE)
            result, states = scard.SCardGetStatusChange(context, _LISTEN_MS, [known])
            if result == scard.SCARD_S_SUCCESS:
                state = states[0][1]
                known = (reader, state & ~scard.SCARD_STATE_CHANGED)
                self._seen(reader, state)
            elif result != scard.SCARD_E_TIMEOUT:
                known = ("", scard.SCARD_STATE_UNAWARE)
                self._stopped.wait(0.05)  # the reader is just going; the list will tell

    def _seen(self, reader: str, state: int) -> None:
        if state & _GONE:
            self._show(CardReaderStatus(CardReaderFault.NOT_FOUND))
            return
        visit = (reader, state >> _EVENTS)
        present = bool(state & scard.SCARD_STATE_PRESENT)
        if present and self._status.card_present and visit == self._visit:
            return  # somebody else began or ended to use the card; it is the same one
        with self._lock:
            self._visit = visit
        self._show(CardReaderStatus(None, reader, present))
        if present:
            CardProbe(reader, lambda is_id_card: self._judged(visit, is_id_card)).start()

    def _judged(self, visit: tuple[str, int], is_id_card: bool) -> None:  # noqa: FBT001 - a probe's one word
        """Take in a probe's word; one that comes too late says nothing of the next card."""
        with self._lock:
            if visit == self._visit and self._status.card_present and not is_id_card:
                self._status = replace(self._status, other_card=True)
                self._tell(self._status)

    def _show(self, status: CardReaderStatus) -> None:
        with self._lock:
            self._status = status
            self._tell(status)
