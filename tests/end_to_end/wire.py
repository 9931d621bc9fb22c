"""Listens to everything that processes send or write, by strace: sockets, pipes, files, terminals."""

import asyncio
import re
import shutil
import signal
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

CALLS = "write,writev,pwrite64,pwritev,sendto,sendmsg,sendmmsg"
LONGEST = 1 << 20
HEX = re.compile(rb"\\x([0-9a-f]{2})")
STRING = re.compile(rb'"((?:\\x[0-9a-f]{2})+)"')


class Wire:
    """Attached from `begin` to `end`; children are followed from their first moment."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._process: asyncio.subprocess.Process | None = None

    @staticmethod
    def possible() -> bool:
        return shutil.which("strace") is not None

    async def begin(self, pids: Iterable[int]) -> None:
        attach = [word for pid in pids for word in ("-p", str(pid))]
        self._process = await asyncio.create_subprocess_exec(
            "strace", "-f", "-yy", "-xx", "-s", str(LONGEST), "-e", f"trace={CALLS}",
            "-e", "signal=none", "-o", str(self._path), *attach,
            stdin=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert self._process.stderr is not None
        for _ in attach[::2]:
            line = await self._process.stderr.readline()
            assert b"attached" in line, line

    async def end(self) -> None:
        """Let go of all processes; what was heard is whole then. Harmless when it has ended."""
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError):  # everybody it listened to has gone
            process.send_signal(signal.SIGINT)
        await process.wait()

    def heard(self) -> Iterator[tuple[str, bytes]]:
        """Yield where each write went, as strace names it, and what was written."""
        with self._path.open("rb") as log:
            for line in log:
                place = line.partition(b', "')[0].decode("utf-8", "replace")
                sent = b"".join(STRING.findall(line))
                if sent:
                    yield place, bytes.fromhex(HEX.sub(rb"\1", sent).decode())
