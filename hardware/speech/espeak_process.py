"""The speech process: lines in, sound out; the newest line cuts off whatever is being said.

Run as `python -m hardware.speech.espeak_process PLAYER…`. Standard input takes JSON lines
`{"say": 7, "text": …, "voice": …, "words_per_minute": …, "gain": …, "device": …}`,
`{"silence": 8}` and `{"probe": 9, "device": …}`, which plays 20 ms of nothing. Standard output
answers `{"ready": 0}` at first, `{"taken": 7}` once an earlier sound is cut off, then
`{"heard": 7}` when the player has opened its device, or `{"no_sound": 7}`. Ends with its input;
status 3 says that there is no engine.
"""

import json
import os
import select
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from hardware.speech.espeak_library import Espeak, NoEngine
from hardware.speech.loudness import amplified
from hardware.speech.player import NoSound, Player
from kiosk.hardening import die_with_parent, keep_memory_private

NO_ENGINE_STATUS = 3
AHEAD_BYTES = 64 * 1024
"""Samples made before the player wants them; 1.5 s."""
PATIENCE_SECONDS = 0.05
READ_BYTES = 65_536
PROBE_BYTES = 882
FALLBACK_VOICE = "de"


class Mouth:
    """Says one thing at a time and looks for a newer line whenever it waits."""

    def __init__(self, engine: Espeak, player: Sequence[str]) -> None:
        self._engine = engine
        self._command = player
        self._input = b""
        self._newest: Mapping[str, Any] | None = None
        self._player: Player | None = None
        self._ahead = bytearray()
        self._gain = 1.0
        self._serial = 0
        self._open = True

    def run(self) -> None:
        """Obey until the input ends."""
        while self._open:
            self._look(None)
            while self._newest is not None:
                line, self._newest = self._newest, None
                if "silence" not in line:
                    self._sound(line)

    def _sound(self, line: Mapping[str, Any]) -> None:
        self._serial = serial_of(line)
        self._ahead = bytearray()
        try:
            self._player = Player(self._command, self._engine.rate, line["device"])
            if "say" in line:
                self._gain = line["gain"]
                if not self._engine.set_voice(line["voice"], line["words_per_minute"]):
                    self._engine.set_voice(FALLBACK_VOICE, line["words_per_minute"])
                self._engine.speak(line["text"], self._take)
            else:
                self._ahead = bytearray(PROBE_BYTES)
            self._drain()
        except NoSound:
            answer("no_sound", self._serial)
        finally:
            self._hush()

    def _take(self, pcm: bytes) -> bool:
        """Take samples from the engine; False makes it stop."""
        self._ahead += pcm if self._gain == 1 else amplified(pcm, self._gain)
        try:
            while self._player is not None and len(self._ahead) > AHEAD_BYTES:
                self._feed(self._player)
        except NoSound:
            # an exception would be lost in the library's C code; `_drain` meets the same fault
            return False
        return self._player is not None

    def _drain(self) -> None:
        """Play what is left, unless something newer comes."""
        while self._player is not None and self._ahead:
            self._feed(self._player)
        if self._player is not None:
            self._player.finish()
        while self._player is not None and not self._player.ended():
            self._look(PATIENCE_SECONDS)
        if self._player is not None:
            answer("heard", self._serial)

    def _feed(self, player: Player) -> None:
        self._look(None, player)
        if self._player is None:
            return
        was_playing = player.is_playing
        del self._ahead[: player.take(self._ahead)]
        if player.is_playing and not was_playing:
            answer("heard", self._serial)

    def _look(self, seconds: float | None, player: Player | None = None) -> None:
        """Wait for a line, for room in `player` or for `seconds`; a line cuts off the sound."""
        writers = [] if player is None else [player]
        readable, _, _ = select.select([sys.stdin], writers, [], seconds)
        if not readable:
            return
        received = os.read(sys.stdin.fileno(), READ_BYTES)
        if not received:
            self._open = False
            self._hush()
            return
        *lines, self._input = (self._input + received).split(b"\n")
        if lines:
            self._hush()
            self._newest = json.loads(lines[-1])
            for line in map(json.loads, lines):
                answer("taken", serial_of(line))

    def _hush(self) -> None:
        if self._player is not None:
            self._player.kill()
            self._player = None


def serial_of(line: Mapping[str, Any]) -> int:
    return int(next(line[word] for word in ("say", "silence", "probe") if word in line))


def answer(word: str, serial: int) -> None:
    os.write(sys.stdout.fileno(), json.dumps({word: serial}).encode() + b"\n")


def main(player: Sequence[str]) -> int:
    die_with_parent()
    keep_memory_private()
    try:
        engine = Espeak()
    except NoEngine:
        return NO_ENGINE_STATUS
    answer("ready", 0)
    Mouth(engine, player).run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
