"""One utterance by pyttsx3, in a process that is made for it and killed to cut it off.

Run as `python -m hardware.speech.pyttsx3_process PLAYER…`; standard input takes the line of
`hardware.speech.outputs`, standard output answers the words "ready", "taken" and then "heard" or
"no_sound", as in `hardware.speech.espeak_process`. Three faults of pyttsx3 2.99 are fenced in here: `say()` leaves a WAV
file with the text in the temporary folder, blocks while it plays, and cannot be stopped. So it
only renders, into memory, and our own player plays.
"""

import contextlib
import io
import json
import select
import sys
import wave
from collections.abc import Mapping, Sequence
from typing import Any

from hardware.speech.espeak_process import NO_ENGINE_STATUS, PROBE_BYTES, answer
from hardware.speech.loudness import amplified
from hardware.speech.player import NoSound, Player
from kiosk.hardening import die_with_parent, keep_memory_private

RATE = 22_050
HEADER_BYTES = 44


def rendered(engine: Any, line: Mapping[str, Any]) -> bytes:
    """Answer the samples, 16 bit at RATE; a probe (no text) is 20 ms of nothing."""
    if not line["text"].strip():
        return bytes(PROBE_BYTES)
    wav = io.BytesIO()
    engine.setProperty("voice", line["voice"])
    engine.setProperty("rate", line["words_per_minute"])
    # its espeak driver hands the "file name" to wave.open, which takes an open file as well
    engine.save_to_file(line["text"], wav)
    with contextlib.redirect_stdout(io.StringIO()):  # it announces the file on standard output
        engine.runAndWait()
    if wav.tell() <= HEADER_BYTES:
        return b""
    wav.seek(0)
    with wave.open(wav) as samples:
        return bytes(samples.readframes(samples.getnframes()))


def play(pcm: bytes, command: Sequence[str], device: str) -> None:
    """Play to the end. Raises NoSound."""
    player = Player(command, RATE, device)
    ahead = memoryview(pcm)
    told = False
    while ahead:
        select.select([], [player], [])
        ahead = ahead[player.take(ahead) :]
        if player.is_playing and not told:
            answer("heard", 0)
            told = True
    player.finish()
    player.wait()
    answer("heard", 0)


def main(command: Sequence[str]) -> int:
    die_with_parent()
    keep_memory_private()
    try:
        import pyttsx3  # noqa: PLC0415 - a missing engine is an answer, not a traceback

        engine = pyttsx3.init()
    except (ImportError, RuntimeError, OSError):
        return NO_ENGINE_STATUS
    answer("ready", 0)
    line = json.loads(sys.stdin.readline() or "null")
    if line is None:
        return 0
    try:
        pcm = amplified(rendered(engine, line), line["gain"])
        answer("taken", 0)
        play(pcm, command, line["device"])
    except NoSound:
        answer("no_sound", 0)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
