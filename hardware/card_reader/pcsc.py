"""The card reader by PC/SC: pcscd tells of readers and cards, a thread listens."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass

from smartcard import scard

from hardware.card_reader import CardReaderFault, CardReaderStatus
from hardware.latest import Latest
from kiosk.contracts.clock import Clock

TEST_SETTINGS = frozenset({"allow_virtual"})
"""Settings that the production profile refuses to see changed from their defaults."""

_VIRTUAL = "Virtual PCD"  # vpcd's reader listens on the network
_LOOK_AGAIN = 0.3  # seconds: for a service or a reader that is not there
_LISTEN_MS = 400  # changes come at once; this only bounds how late a new reader is seen

Tell = Callable[[CardReaderStatus], None]


@dataclass(frozen=True, slots=True)
class Settings:
    """`reader` is how its name begins, empty for the first; `allow_virtual` takes vpcd's too."""

    reader: str = ""
    allow_virtual: bool = False


class PcscCardReader:
    """Implements `hardware.card_reader.CardReader`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def watch(self) -> AsyncGenerator[CardReaderStatus, None]:
        """Yield the condition now and on every change, within 0.5 s of it."""
        loop = asyncio.get_running_loop()
        latest: Latest[CardReaderStatus | None] = Latest(None)

        def tell(status: CardReaderStatus) -> None:
            with suppress(RuntimeError):  # the loop ended before the thread did
                loop.call_soon_threadsafe(latest.show, status)

        listener = _Listener(self._settings, tell)
        listener.start()
        try:
            async with aclosing(latest.watch()) as statuses:
                async for status in statuses:
                    if status is not None:
                        yield status
        finally:
            listener.stop()
            await asyncio.to_thread(listener.join)


class _Listener(threading.Thread):
    """Listens to pcscd until it is stopped."""

    def __init__(self, settings: Settings, tell: Tell) -> None:
        super().__init__(name="pcsc", daemon=True)
        self._settings = settings
        self._tell = tell
        self._stopped = threading.Event()
        self._context: int | None = None

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
                self._tell(CardReaderStatus(CardReaderFault.NO_SERVICE))
            self._stopped.wait(_LOOK_AGAIN)

    def _follow(self, context: int) -> None:
        """Tell of the reader until pcscd goes away."""
        known = ("", scard.SCARD_STATE_UNAWARE)
        while not self._stopped.is_set():
            result, names = scard.SCardListReaders(context, [])
            if result not in (scard.SCARD_S_SUCCESS, scard.SCARD_E_NO_READERS_AVAILABLE):
                return
            reader = self._chosen(names)
            if not reader:
                self._tell(CardReaderStatus(CardReaderFault.NOT_FOUND))
                self._stopped.wait(_LOOK_AGAIN)
                continue
            if reader != known[0]:
                known = (reader, scard.SCARD_STATE_UNAWARE)
            result, states = scard.SCardGetStatusChange(context, _LISTEN_MS, [known])
            if result == scard.SCARD_S_SUCCESS:
                state = states[0][1]
                known = (reader, state & ~scard.SCARD_STATE_CHANGED)
                self._tell(_status(reader, state))
            elif result != scard.SCARD_E_TIMEOUT:
                known = ("", scard.SCARD_STATE_UNAWARE)
                self._stopped.wait(0.05)  # the reader is just going; the list will tell

    def _chosen(self, names: list[str]) -> str:
        for name in names:
            virtual = name.startswith(_VIRTUAL)
            if name.startswith(self._settings.reader) and (
                self._settings.allow_virtual or not virtual
            ):
                return name
        return ""


def _status(reader: str, state: int) -> CardReaderStatus:
    if state & (
        scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_UNAVAILABLE | scard.SCARD_STATE_IGNORE
    ):
        return CardReaderStatus(CardReaderFault.NOT_FOUND)
    return CardReaderStatus(None, reader, bool(state & scard.SCARD_STATE_PRESENT))


def make(settings: Settings, _clock: Clock) -> PcscCardReader:
    return PcscCardReader(settings)
