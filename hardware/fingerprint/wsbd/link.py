"""HTTP to a WS-BD service: nothing followed or taken from the environment, no answer without end."""

import asyncio
import importlib
import logging
import ssl
import sys
from urllib.parse import quote

from hardware.fingerprint.wsbd.messages import NoAnswer, Result, read_result
from hardware.fingerprint.wsbd.names import LARGEST, MEDIA_TYPE
from hardware.patience import within
from kiosk.contracts.clock import Clock

logger = logging.getLogger(__name__)

_LIBRARY = "aiohttp"
_OK = 200
_SHORT = 16_384
"""Octets that are read in well under a millisecond."""


class Unreachable(Exception):
    """Nobody answers, or not in time, or the answer was broken off."""


class Link:
    """Speaks to the service at `url`; `ca` is a file of roots, "" for the system's.

    `answered` says whether it ever did.
    """

    def __init__(self, url: str, ca: str, clock: Clock) -> None:
        self._url = url.rstrip("/")
        self._ca = ca
        self._clock = clock
        self._trust: ssl.SSLContext | bool = True
        self.answered = False

    async def ask(
        self, method: str, *path: str, body: bytes | None = None, patience: float | None
    ) -> Result:
        """Answer what the service answers; without `patience` wait as long as the line holds.

        Raises Unreachable, NoAnswer.
        """
        url = "/".join((self._url, *(quote(part, safe="") for part in path)))
        asking = self._ask(method, url, body)
        try:
            document = await (asking if patience is None else within(self._clock, patience, asking))
        except TimeoutError:
            raise Unreachable("no answer in time") from None
        if len(document) < _SHORT:
            result = read_result(document)
        else:
            result = await asyncio.to_thread(read_result, document)
        self.answered = True
        return result

    async def _ask(self, method: str, url: str, body: bytes | None) -> bytes:
        if _LIBRARY not in sys.modules:
            await asyncio.to_thread(importlib.import_module, _LIBRARY)  # 0.2 s
        import aiohttp as http  # noqa: PLC0415 - a terminal with another scanner does without

        if self._ca and self._trust is True:
            try:
                self._trust = await asyncio.to_thread(ssl.create_default_context, cafile=self._ca)
            except OSError:  # an SSLError is one
                logger.warning("The file of 'ca' holds no certificates that can be read.")
                raise Unreachable("nobody to trust") from None
        # A connection of its own for each question: to cancel must not wait behind a capture.
        connector = http.TCPConnector(force_close=True, ssl=self._trust)
        try:
            async with (
                http.ClientSession(
                    connector=connector,
                    cookie_jar=http.DummyCookieJar(),
                    timeout=http.ClientTimeout(total=None, sock_connect=None),
                    headers={"Accept": MEDIA_TYPE, "Accept-Encoding": "identity"},
                    auto_decompress=False,
                ) as session,
                session.request(
                    method,
                    url,
                    data=body,
                    headers={} if body is None else {"Content-Type": MEDIA_TYPE},
                    allow_redirects=False,
                ) as response,
            ):
                if response.status != _OK:
                    raise NoAnswer("The service refuses the request.")
                document = bytearray()
                async for piece in response.content.iter_any():
                    document += piece
                    if len(document) > LARGEST:
                        raise NoAnswer("The answer does not end.")
                return bytes(document)
        except (http.ClientError, OSError) as error:
            # The cause would carry the address with it.
            raise Unreachable(type(error).__name__) from None
