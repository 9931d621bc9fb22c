"""The simulated network camera: once the cable is pulled, nobody sees a picture."""

import asyncio
import socket
from urllib.parse import urlsplit

import pytest

from hardware.camera.stream import MjpegServer
from kiosk.clock import SystemClock

CLOCK = SystemClock()


# A line is accepted in one turn of the loop, and answered over the next few.
@pytest.mark.parametrize("turns", range(7))
async def test_a_line_accepted_while_the_cable_is_pulled_carries_nothing(turns: int) -> None:
    async def picture() -> bytes:
        return b"picture"

    server = MjpegServer(picture, picture, CLOCK, 50, 0)
    await server.start()
    port = urlsplit(server.url).port
    with socket.create_connection(("127.0.0.1", port or 0)) as line:
        line.sendall(b"GET /stream.mjpg HTTP/1.0\r\n\r\n")
        line.setblocking(False)
        for _ in range(turns):
            await CLOCK.sleep(0)
        await server.unplug()
        await CLOCK.sleep(0.1)
        assert server.viewers == 0
        try:
            while await asyncio.wait_for(asyncio.get_running_loop().sock_recv(line, 65536), 1):
                pass
        except ConnectionResetError:
            pass
    await server.stop()
