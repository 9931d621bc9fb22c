"""Encoder `nbis`: NIST's own WSQ routines, by the package `wsq`. Not certified by the FBI.

The package is asked past its Pillow plug-in, which copies an image pixel by pixel. Its rate is
fixed: whatever is asked for, the file says 0.75.
"""

from importlib.metadata import version

import _wsq

from kiosk.capture.finger.encoders import WsqEncoder
from kiosk.capture.finger.prints import Print

RATE_IGNORED = 0.0
SHORTEST_SIDE = 64  # below, the wavelet's subbands run out of pixels


class NbisEncoder:
    """Implements `kiosk.capture.finger.encoders.WsqEncoder`."""

    def __init__(self) -> None:
        self.name = f"wsq {version('wsq')} (NBIS)"
        self.certificate = ""

    def encode(self, image: Print) -> bytes:
        if min(image.width, image.height) < SHORTEST_SIDE:
            raise ValueError(f"{image.width} x {image.height} pixels are too few for WSQ")
        return bytes(_wsq.compress(image.pixels, image.height, image.width, RATE_IGNORED))


def make() -> WsqEncoder:
    return NbisEncoder()
