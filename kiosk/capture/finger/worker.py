"""The worker process that looks at prints: NFIQ 2, minutiae, comparison and WSQ, all native code.

Run as `python -m kiosk.capture.finger.worker ENCODER` with frames (kiosk.capture.finger.frames) on
standard input and output. After a first frame `{"ready": true}` it answers each of

- `{"do": "examine", "width": …, "height": …}` and pixels: `{"score": …, "minutiae": …}` and the
  template (ISO/IEC 19794-2:2005); NFIQ 2's own error, 255, where it cannot score;
- `{"do": "compare", "first": …}` and two templates, the first that long: `{"score": …}` of Bozorth3;
- `{"do": "encode", "width": …, "height": …}` and pixels: `{"encoder": …, "certificate": …}` and WSQ;

or with `{"error": …}`. It ends with its input and with its parent, and can write no file.
"""

import math
import os
import resource
import sys
from collections.abc import Mapping
from typing import Any, BinaryIO

import nbis

from kiosk.capture.finger.bmp import bmp
from kiosk.capture.finger.encoders import EncoderRefused, WsqEncoder, make_encoder
from kiosk.capture.finger.frames import HEAD, lengths, packed, parsed
from kiosk.capture.finger.prints import DPI, QUALITY_UNKNOWN, Print
from kiosk.hardening import die_with_parent, keep_memory_private

MOST_MEMORY = 1536 * 1024 * 1024
_WARM_SIDE, _WARM_PERIOD = 320, 9.0

Answer = tuple[Mapping[str, object], bytes]


class Bench:
    """What lies ready for a print: the extractor with its model in memory, and the encoder."""

    def __init__(self, encoder: str) -> None:
        self._extractor = nbis.new_nbis_extractor(
            nbis.NbisExtractorSettings(
                min_quality=0.0,
                get_center=False,
                check_fingerprint=False,
                compute_nfiq2=True,
                ppi=DPI,
            )
        )
        self._encoder: WsqEncoder | None = None
        self._refused = ""
        try:
            self._encoder = make_encoder(encoder)
        except EncoderRefused as refused:
            self._refused = str(refused)

    def warm(self) -> None:
        """Examine stripes: the first print takes longer than all others."""
        rows = (round(128 + 100 * math.sin(row * math.tau / _WARM_PERIOD)) for row in range(320))
        self.examine(
            Print(b"".join(bytes((grey,)) * _WARM_SIDE for grey in rows), _WARM_SIDE, _WARM_SIDE)
        )

    def answer(self, asked: Mapping[str, Any], payload: bytes) -> Answer:
        match asked["do"]:
            case "examine":
                return self.examine(Print(payload, asked["width"], asked["height"]))
            case "compare":
                return self._compare(payload[: asked["first"]], payload[asked["first"] :])
            case "encode":
                return self._encode(Print(payload, asked["width"], asked["height"]))
            case other:
                return {"error": f"nobody can '{other}'"}, b""

    def examine(self, image: Print) -> Answer:
        try:
            found = self._extractor.extract_minutiae(bmp(image))
        except nbis.NbisError:
            return {"score": QUALITY_UNKNOWN, "minutiae": 0}, b""
        template = bytes(found.to_iso_19794_2_2005())
        return {"score": found.quality().score, "minutiae": len(found.get())}, template

    def _compare(self, first: bytes, second: bytes) -> Answer:
        try:
            one, other = map(self._extractor.load_iso_19794_2_2005, (first, second))
        except nbis.NbisError:
            return {"error": "a template that is none"}, b""
        return {"score": one.compare(other)}, b""

    def _encode(self, image: Print) -> Answer:
        if self._encoder is None:
            return {"error": self._refused}, b""
        try:
            content = self._encoder.encode(image)
        except ValueError as wrong:
            return {"error": str(wrong)}, b""
        return {"encoder": self._encoder.name, "certificate": self._encoder.certificate}, content


def serve(bench: Bench, source: BinaryIO, sink: BinaryIO) -> None:
    """Answer frame after frame until the input ends."""
    while len(head := source.read(HEAD.size)) == HEAD.size:
        words, payload = lengths(head)
        _send(sink, bench.answer(parsed(source.read(words)), source.read(payload)))


def _send(sink: BinaryIO, answer: Answer) -> None:
    sink.write(packed(*answer))
    sink.flush()


def _own_output() -> BinaryIO:
    """Take standard output for frames alone; what native code prints goes nowhere."""
    kept = os.dup(sys.stdout.fileno())
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
    return os.fdopen(kept, "wb")


def main(encoder: str) -> int:
    die_with_parent()
    keep_memory_private()
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    with _own_output() as sink:
        bench = Bench(encoder)
        bench.warm()
        _send(sink, ({"ready": True}, b""))
        serve(bench, sys.stdin.buffer, sink)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
