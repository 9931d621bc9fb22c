"""The program that turns samples into sound: fed through its standard input, silenced by a kill.

Runs inside the speech processes, never in the terminal's own.
"""

import contextlib
import fcntl
import os
import signal
import subprocess
from collections.abc import Sequence

from kiosk.hardening import die_with_parent

APLAY = (
    *("aplay", "-q", "-t", "raw", "-f", "S16_LE", "-c", "1", "-r", "{rate}"),
    *("-D", "{device}", "--buffer-time=100000"),
)
"""ALSA's player (package alsa-utils); `pw-cat -p --raw --format s16 …` does the same on PipeWire."""

PIPE_BYTES = 4096
"""The least that a pipe may hold (fcntl(2)): 93 ms at 22,050 Hz, gone when the player is."""


class NoSound(Exception):
    """There is no player, or it has no sound device."""


class Player:
    """One run of the player; made for one utterance."""

    def __init__(self, command: Sequence[str], rate: int, device: str) -> None:
        """Start the player. Raises NoSound."""
        arguments = [part.format(rate=rate, device=device) for part in command]
        parent = os.getpid()
        try:
            self._process = subprocess.Popen(
                arguments,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                # this process has one thread, so nothing can be locked in the child
                preexec_fn=lambda: die_with_parent(parent),  # noqa: PLW1509
            )
        except OSError:
            raise NoSound from None
        assert self._process.stdin is not None  # noqa: S101 - a pipe was asked for
        self._pipe = self._process.stdin
        os.set_blocking(self._pipe.fileno(), False)
        fcntl.fcntl(self._pipe, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        self._taken = 0

    def fileno(self) -> int:
        """Answer the descriptor to select on for writing."""
        return self._pipe.fileno()

    @property
    def is_playing(self) -> bool:
        """Whether it has read more than the pipe can hold back: it has opened its device."""
        return self._taken > PIPE_BYTES

    def take(self, pcm: bytes | bytearray | memoryview) -> int:
        """Answer how many bytes it took now. Raises NoSound if it has ended."""
        try:
            taken = os.write(self._pipe.fileno(), pcm)
        except BlockingIOError:
            return 0
        except BrokenPipeError:
            raise NoSound from None
        self._taken += taken
        return taken

    def finish(self) -> None:
        """Tell it that nothing more comes; it ends when all is said."""
        self._pipe.close()

    def ended(self) -> bool:
        """Answer whether it has played to the end. Raises NoSound if it failed."""
        status = self._process.poll()
        if status:
            raise NoSound
        return status == 0

    def wait(self) -> None:
        """Return when it has played to the end. Raises NoSound if it failed."""
        if self._process.wait():
            raise NoSound

    def kill(self) -> None:
        """End it and the sound now; harmless when it has ended."""
        self._process.send_signal(signal.SIGKILL)
        with contextlib.suppress(OSError):
            self._pipe.close()
        self._process.wait()
