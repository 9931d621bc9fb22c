"""What portraits in the public domain look like when one thing is wrong that a flat picture can show."""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy import uint8

from hardware.camera.portrait.backdrop import Backdrop, draw_backdrop
from hardware.camera.portrait.person import add_noise
from kiosk.bench.capture import portraits
from kiosk.bench.capture.portraits import Pixels
from kiosk.bench.capture.situations import Expected, Severity
from kiosk.capture.face.instructions import Instruction

_WIDTH, _HEIGHT = 720, 1280
_EYES = (360, 544)
_SCALE = 0.72  # of the portrait, so that its eyes are 115 pixels apart: as from 85 cm
_SEED = 11


@dataclass(frozen=True, slots=True)
class Spoilt(Expected):
    """`spoil` answers the live picture (1280 x 720 x 3, BGR) made of the portrait of this name."""

    spoil: Callable[[str], Pixels]


def filmed(
    picture: Pixels,
    scale: float = 1.0,
    right: float = 0.0,
    down: float = 0.0,
    level: int = portraits.WALL,
) -> Pixels:
    """Answer the portrait as an upright camera sees it, `scale` times as near and moved by pixels.

    What it does not show is a wall of this level.
    """
    size = _SCALE * scale
    x, y = _EYES[0] + right - 640 * size, _EYES[1] + down - 300 * size
    matrix = np.array(((size, 0, x), (0, size, y)), np.float32)
    way = cv2.INTER_AREA if size < 1 else cv2.INTER_CUBIC
    return np.asarray(
        cv2.warpAffine(
            picture, matrix, (_WIDTH, _HEIGHT), flags=way, borderValue=(level, level, level)
        ),
        uint8,
    )


def _moved(scale: float = 1.0, right: float = 0.0, down: float = 0.0) -> Callable[[str], Pixels]:
    return lambda name: filmed(portraits.before_the_wall(name), scale, right, down)


def _after(change: Callable[[Pixels], Pixels]) -> Callable[[str], Pixels]:
    """Spoil what was filmed, as light, lens and sensor do."""
    return lambda name: change(filmed(portraits.before_the_wall(name)))


def _rolled(degrees: float) -> Callable[[str], Pixels]:
    return lambda name: filmed(portraits.rolled(portraits.before_the_wall(name), degrees))


def _shut(name: str) -> Pixels:
    picture = portraits.before_the_wall(name)
    return filmed(portraits.shut(picture, portraits.mesh_of(picture)))


def _lit_from_the_side(depth: float) -> Callable[[str], Pixels]:
    return lambda name: filmed(portraits.lit_from_the_side(portraits.before_the_wall(name), depth))


def _before(backdrop: Backdrop) -> Callable[[str], Pixels]:
    wall = draw_backdrop(backdrop, portraits.WALL, 0.0, 1280, 720)
    return lambda name: filmed(portraits.before_the_wall(name, np.asarray(wall, uint8)))


def _before_grey(level: int) -> Callable[[str], Pixels]:
    return lambda name: filmed(portraits.before_the_wall(name, level), level=level)


def _compliant(name: str, spoil: Callable[[str], Pixels]) -> Spoilt:
    return Spoilt(name, Severity.NONE, frozenset({Instruction.GOOD}), spoil)


def _wrong(name: str, tells: str, severity: Severity, spoil: Callable[[str], Pixels]) -> Spoilt:
    helps = frozenset(Instruction[word.upper()] for word in tells.split())
    return Spoilt(name, severity, helps, spoil)


SLIGHT, SEVERE = Severity.SLIGHT, Severity.SEVERE
SPOILT = (
    _compliant("as it is", _moved()),
    _compliant("a little nearer", _moved(1.1)),
    _compliant("a little farther", _moved(0.92)),
    _compliant("head a little aslant", _rolled(4)),
    _compliant("less light", _after(lambda seen: portraits.exposed(seen, 0.75))),
    _compliant("a darker wall", _before_grey(0xA8)),
    _compliant("a lighter wall", _before_grey(0xDC)),
    _wrong("too far", "closer", SEVERE, _moved(0.68)),
    _wrong("too close", "back", SEVERE, _moved(1.75)),
    _wrong("too far to the picture's left", "left", SEVERE, _moved(right=-220)),
    _wrong("too far to the picture's right", "right", SEVERE, _moved(right=220)),
    _wrong("too high", "down", SEVERE, _moved(down=-370)),
    _wrong("head aslant, left", "straight", SEVERE, _rolled(-16)),
    _wrong("head aslant, right", "straight", SEVERE, _rolled(16)),
    _wrong("eyes shut", "eyes", SEVERE, _shut),
    _wrong("far too much light", "light", SEVERE, _after(lambda seen: portraits.exposed(seen, 3.2))),
    _wrong("too little light", "light", SEVERE, _after(lambda seen: portraits.exposed(seen, 0.12))),
    _wrong("light from one side", "light", SEVERE, _lit_from_the_side(0.85)),
    _wrong("out of focus", "still", SEVERE, _after(lambda seen: portraits.blurred(seen, 4.0))),
    _wrong("smeared by a movement", "still", SEVERE, _after(lambda seen: portraits.smeared(seen, 14))),
    _wrong("a noisy sensor", "light still", SLIGHT, _after(lambda seen: add_noise(seen, _SEED, 14.0))),
    _wrong("a curtain behind", "wall", SEVERE, _before(Backdrop.CURTAIN)),
    _wrong("an open door behind", "wall", SEVERE, _before(Backdrop.DOOR)),
)  # fmt: skip
