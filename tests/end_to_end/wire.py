"""Listens to everything that processes send or write, by strace: sockets, pipes, files, terminals."""

import asyncio
import re
import shutil
import signal
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

CALLS = "write,writev,pwrite64,pwritev,sendto,sendmsg,sendmmsg"
LONGEST = 1 << 20
SHORTEST = 24
"""A line of the log that is no longer holds no written byte."""
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

    def met(self, needles: Mapping[str, tuple[bytes, ...]]) -> set[tuple[str, str]]:
        """Answer which of these bytes were written, each with the place as strace names it.

        They are looked for as strace writes them: to decode all that pictures are sent by takes long.
        """
        written = [(name, _escaped(form)) for name, forms in needles.items() for form in forms]
        with self._path.open("rb") as log:
            found = {
                (name, line.partition(b', "')[0])
                for line in log
                if len(line) > SHORTEST
                for name, form in written
                if form in line
            }
        return {(name, _decoded(place).decode("utf-8", "replace")) for name, place in found}

    def heard(self) -> Iterator[tuple[str, bytes]]:
        """Yield where each write went, as strace names it, and what was written."""
        with self._path.open("rb") as log:
            for line in log:
                place = line.partition(b', "')[0].decode("utf-8", "replace")
                sent = b"".join(STRING.findall(line))
                if sent:
                    yield place, bytes.fromhex(HEX.sub(rb"\1", sent).decode())


def _escaped(content: bytes) -> bytes:
    return b"".join(b"\\x%02x" % byte for byte in content)


def _decoded(place: bytes) -> bytes:
    return HEX.sub(lambda pair: bytes.fromhex(pair[1].decode()), place)
