"""The other end of the player: hears what comes out, and tells when the sound stops."""

import asyncio
import sys
from array import array
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Self

PROGRAM = Path(__file__).with_name("player_program.py")
PATIENCE = 20.0
"""Real seconds after which a test gives up; nothing waits so long unless it is broken."""

Mood = Literal["works", "long", "deaf", "broken"]


@dataclass(eq=False)
class Sound:
    """One run of the player; `over` is set when the player is gone, however that came."""

    device: str
    rate: int
    pcm: bytearray = field(default_factory=bytearray)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def loudest(self) -> int:
        """The peak of what was heard, 0 to 32768."""
        samples = array("h", bytes(self.pcm[: len(self.pcm) // 2 * 2]))
        return max(map(abs, samples), default=0)

    @property
    def seconds(self) -> float:
        return len(self.pcm) / 2 / self.rate

    async def until_over(self) -> None:
        async with asyncio.timeout(PATIENCE):
            await self.over.wait()


class Loudspeaker:
    """`mood`: it works; a sound is `long` and goes on until killed; it is `deaf` or `broken`."""

    def __init__(self, path: Path) -> None:
        self.mood: Mood = "works"
        self._path = path
        self._begun: asyncio.Queue[Sound] = asyncio.Queue()
        self._players: asyncio.Queue[None] = asyncio.Queue()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_unix_server(self._hear, self._path)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    @property
    def player(self) -> list[str]:
        return [sys.executable, "-S", str(PROGRAM), str(self._path), "{device}", "{rate}"]

    async def next_sound(self) -> Sound:
        """Answer the next sound when it has begun; the probe's silence is no sound."""
        async with asyncio.timeout(PATIENCE):
            return await self._begun.get()

    async def next_player(self) -> None:
        """Return when a player has come that nobody waited for yet."""
        async with asyncio.timeout(PATIENCE):
            await self._players.get()

    @property
    def is_quiet(self) -> bool:
        return self._begun.empty()

    async def _hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        device, rate = (await reader.readline()).decode().split()
        sound = Sound(device, int(rate))
        self._players.put_nowait(None)
        begun = False
        writer.write(self.mood.encode())
        try:
            while pcm := await reader.read(65536):
                sound.pcm += pcm
                if not begun and any(pcm):
                    begun = True
                    self._begun.put_nowait(sound)
        except ConnectionResetError:
            pass  # killed in the midst of a word
        sound.over.set()
        writer.close()
