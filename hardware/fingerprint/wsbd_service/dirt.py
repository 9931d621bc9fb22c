"""What dirt on a scanner's glass does to an image: grease, dust, and the print of who was there before."""

import numpy as np
from numpy.typing import NDArray

from hardware.fingerprint.synthetic import Contact, impression

_SOMEBODY = 990_001
_SMEARS, _DUST = 14, 0.015


def smeared(seen: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Answer the image through dirty glass, of the same size; the dirt is always the same."""
    chance = np.random.default_rng(_SOMEBODY)
    ghost = impression(_SOMEBODY, Contact(pressure=0.9, moisture=0.9, shift_x=2.0, degrees=35.0))
    height, width = seen.shape
    y, x = np.mgrid[0:height, 0:width]
    grease = np.zeros(seen.shape, np.float32)
    for _ in range(_SMEARS):
        row, column = chance.uniform(0, height), chance.uniform(0, width)
        slope, broad = chance.uniform(-0.6, 0.6), chance.uniform(6, 22)
        off = (x - column) * slope + (y - row)
        grease += np.exp(-((off / broad) ** 2)) * np.exp(-(((x - column) / (9 * broad)) ** 2))
    light = seen - 0.55 * (255.0 - ghost[:height, :width]) - 70.0 * np.minimum(grease, 1.5)
    light += chance.normal(0, 14, seen.shape)
    light[chance.random(seen.shape) < _DUST] = 20
    return np.asarray(np.clip(np.rint(light), 0, 255), dtype=np.uint8)
