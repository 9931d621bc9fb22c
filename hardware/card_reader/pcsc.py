"""The card reader by PC/SC: pcscd tells of readers and cards, a thread listens."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, suppress
from dataclasses import dataclass
from datetime import datetime

from hardware.card_reader import CardReaderStatus, attached, reader_names
from hardware.card_reader.pcsc_listener import PcscListener
from hardware.examining import Finding
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
        return _chosen(names, self._settings, before)


def make(settings: Settings, _clock: Clock) -> PcscCardReader:
    return PcscCardReader(settings)


def examine(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """Yield which readers there are, and which one is watched."""
    names = attached.readers()
    if names is None:
        yield Finding(
            False, "pcscd does not answer; install the Debian package pcscd and start pcscd.socket."
        )
        return
    watched = _chosen(list(names), settings, "")
    if watched:
        yield Finding(True, f"the reader '{watched}' is watched.")
    elif settings.reader:
        there = "; ".join(names) or "none"
        yield Finding(
            False, f"no reader's name begins with '{settings.reader}' (there is: {there})."
        )
    else:
        yield Finding(False, "no reader is attached; look at its cable and at lsusb.")
    for name in names:
        if name != watched:
            yield Finding(None, f"the reader '{name}' is there too and is left alone.")


def found_for_tests(_settings: Settings) -> Iterator[str]:
    """Yield the virtual readers that pcscd has, whoever put them there."""
    for name in attached.readers() or ():
        if reader_names.is_virtual(name):
            yield (
                f"'{name}' is a virtual card reader that anybody on the network can lay cards on;"
                " remove the Debian package vsmartcard-vpcd and restart pcscd."
            )


def _chosen(names: list[str], settings: Settings, before: str) -> str:
    return reader_names.chosen(
        names, settings.reader, allow_virtual=settings.allow_virtual, before=before
    )
