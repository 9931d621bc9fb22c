"""The card reader by PC/SC: pcscd tells of readers and cards, a thread listens."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import dataclass

from hardware.card_reader import CardReaderStatus, reader_names
from hardware.card_reader.pcsc_listener import PcscListener
from hardware.latest import Latest
from kiosk.contracts.clock import Clock

TEST_SETTINGS = frozenset({"allow_virtual"})
"""Settings that the production profile refuses to see changed from their defaults."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`reader` is how its name begins, `*` for anything in it; empty for every reader.

    Of several slots the contactless one is taken. `allow_virtual` takes vpcd's too.
    """

    reader: str = ""
    allow_virtual: bool = False


class PcscCardReader:
    """Implements `hardware.card_reader.CardReader`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def watch(self) -> AsyncGenerator[CardReaderStatus, None]:
        """Yield the condition now and on every change, as soon as pcscd tells it."""
        loop = asyncio.get_running_loop()
        latest: Latest[CardReaderStatus | None] = Latest(None)

        def tell(status: CardReaderStatus) -> None:
            with suppress(RuntimeError):  # the loop ended before the thread did
                loop.call_soon_threadsafe(latest.show, status)

        listener = PcscListener(self._choose, tell)
        listener.start()
        try:
            async with aclosing(latest.watch()) as statuses:
                async for status in statuses:
                    if status is not None:
                        yield status
        finally:
            listener.stop()
            await asyncio.to_thread(listener.join)

    def _choose(self, names: list[str], before: str) -> str:
        settings = self._settings
        return reader_names.chosen(
            names, settings.reader, allow_virtual=settings.allow_virtual, before=before
        )


def make(settings: Settings, _clock: Clock) -> PcscCardReader:
    return PcscCardReader(settings)
