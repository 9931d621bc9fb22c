"""A printer whose answers break off or drip: unreachable, within the patience, and watched further."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from hardware.document_printer import DocumentPrinterFault
from hardware.document_printer.cups import CupsPrinter, Settings
from hardware.failures import DeviceFailed
from hardware.patience import within
from kiosk.clock import SystemClock
from tests.hardware.document_printer.printouts import PRINTOUT

CLOCK = SystemClock()
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\nContent-Length: 400\r\n\r\n"


@asynccontextmanager
async def printer(*, drips: bool) -> AsyncIterator[int]:
    """Answer the port of a printer that begins an answer, and hangs up or drips."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(HEAD + b"\x02\x00")
            await writer.drain()
            while drips:
                writer.write(b"\x00")
                await writer.drain()
                await CLOCK.sleep(0.05)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


@pytest.mark.parametrize("drips", [False, True])
async def test_a_printer_that_does_not_end_its_answer(*, drips: bool) -> None:
    async with printer(drips=drips) as port:
        queue = f"ipp://127.0.0.1:{port}/ipp/print"
        driver = CupsPrinter(Settings(queue=queue, answer_patience=0.4), CLOCK)
        told = await within(CLOCK, 5, anext(aiter(driver.watch())))
        assert told.fault is DocumentPrinterFault.UNREACHABLE, "the watch goes on"
        with pytest.raises(DeviceFailed) as failed:
            await within(CLOCK, 10, driver.print_document(PRINTOUT))
        assert failed.value.fault is DocumentPrinterFault.UNREACHABLE
        assert failed.value.__cause__ is None
