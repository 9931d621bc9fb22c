"""Draws fingers that nobody has: ridge flow grown from noise along an orientation field.

The field is the zero-pole model (Sherlock and Monro, Pattern Recognition 26, 1993); the ridges come
from filtering noise with Gabor filters that follow it, again and again (Cappelli, SFinGe, 2000).
One seed is one finger; an impression adds what contact with the glass does to it.
"""

import functools
from dataclasses import dataclass

import numpy as np
from numpy import float32, uint8
from numpy.typing import NDArray

DPI = 500
SIZE = 400
# The master is larger than the glass, so that a shifted finger still has ridges to show.
MASTER = 512
DIRECTIONS = 16
ROUNDS = 5
BACKGROUND = 238.0
INK = 205.0
GAP = 32  # pixels between two fingers that lie side by side

Plane = NDArray[float32]


@dataclass(frozen=True, slots=True)
class Contact:
    """How a finger lies: pressure and moisture 0 to 1, shift in millimetres, turned clockwise.

    `part` is the share of the finger that lies on the glass, counted from its tip.
    """

    pressure: float = 0.5
    moisture: float = 0.5
    shift_x: float = 0.0
    shift_y: float = 0.0
    degrees: float = 0.0
    part: float = 1.0


def impression(finger: int, contact: Contact = Contact()) -> NDArray[uint8]:
    """Answer the image of the finger on the glass: SIZE x SIZE, 8 bit grey, ridges dark, 500 dpi.

    The same finger and contact give the same image. Takes some 15 ms, for a finger's first
    impression some 200 ms on one core.
    """
    rows, columns = _seen_places(contact)
    ridges = _sample(_ridges(finger), rows, columns)
    grain = np.random.default_rng((finger, 1)).normal(size=(SIZE, SIZE)).astype(float32)
    fine, soft = _clouds(grain.T, 1.1), _clouds(grain, 2.2)
    blotches = _clouds(grain[::-1], 16.0)
    dry = max(0.0, 0.5 - contact.moisture) * 2
    wet = max(0.0, contact.moisture - 0.5) * 2
    light = max(0.0, 0.5 - contact.pressure) * 2

    # More pressure widens the ridges. Dry skin touches in dots and light contact in patches, wet skin
    # closes the valleys and smears.
    touching = ridges + 1.3 * (contact.pressure - 0.5) + 0.13 * soft + 0.10 * blotches
    touching -= dry**2 * (0.5 + 1.2 * fine + 1.1 * soft + 0.4 * blotches)
    touching -= light**2 * (1.2 * soft + 0.5 * blotches + 0.9 * fine)
    touching += wet**2 * (0.9 + 1.1 * blotches + 0.9 * soft)
    dark = 1.0 / (1.0 + np.exp(-5.0 * touching))
    dark *= _contact_area(rows, columns, contact, blotches)
    dark *= 0.4 + 0.6 * min(1.0, 2 * contact.pressure)
    grey = BACKGROUND - (INK - 12 * blotches) * dark + 2.2 * grain
    return np.asarray(np.clip(np.rint(grey), 0, 255), dtype=uint8)


def side_by_side(left: int, right: int) -> NDArray[uint8]:
    """Answer the image of two fingers on the glass at once, as an impression; a gap is between them."""
    aside = SIZE / 4 * 25.4 / DPI
    pair = (impression(left, Contact(shift_x=-aside)), impression(right, Contact(shift_x=aside)))
    from_seam = np.arange(SIZE) - (SIZE - 1) / 2
    together = np.where(from_seam < 0, *pair).astype(float32)
    skin = np.clip((np.abs(from_seam) - GAP / 2) / 6, 0, 1)
    return np.asarray(np.rint(BACKGROUND + (together - BACKGROUND) * skin), dtype=uint8)


@functools.lru_cache(maxsize=8)
def _ridges(finger: int) -> Plane:
    """Answer the finger's pattern, ridges towards +1 and valleys towards -1."""
    chance = np.random.default_rng(finger)
    y, x = np.mgrid[0:MASTER, 0:MASTER] - MASTER / 2
    direction = _flow(x - 1j * y, chance)
    bank = _filters(float(chance.uniform(8.6, 9.8)))
    slot = np.mod(direction, np.pi) * DIRECTIONS / np.pi
    lower = np.floor(slot).astype(int) % DIRECTIONS
    share = (slot - np.floor(slot)).astype(float32)
    pattern = chance.normal(size=(MASTER, MASTER)).astype(float32)
    for _ in range(ROUNDS):
        spectrum = np.fft.rfft2(pattern)
        grown = np.zeros_like(pattern)
        for number, taps in enumerate(bank):
            along = np.fft.irfft2(spectrum * taps, s=pattern.shape).astype(float32)
            before = (number - 1) % DIRECTIONS
            grown += along * ((lower == number) * (1 - share) + (lower == before) * share)
        strength = np.sqrt(_blurred(grown * grown, 12.0)) + 1e-9
        pattern = np.tanh(1.6 * grown / strength).astype(float32)
    return pattern


def _flow(places: NDArray[np.complex128], chance: np.random.Generator) -> Plane:
    """Answer the ridges' direction in radians: a loop to either side, a tented arch, or a whorl."""
    jitter = chance.uniform(-12, 12, size=8)
    side = chance.choice((-1, 1))
    kind = chance.choice(("loop", "loop", "arch", "whorl"))
    cores: tuple[complex, ...]
    deltas: tuple[complex, ...]
    if kind == "whorl":
        cores = (jitter[0] + 1j * (38 + jitter[1]), jitter[2] - 1j * (8 + jitter[3]))
        deltas = (-128 + jitter[4] - 1j * (118 + jitter[5]), 128 + jitter[6] - 1j * 122)
    elif kind == "arch":
        cores = (jitter[0] + 1j * (12 + jitter[1]),)
        deltas = (jitter[2] / 2 - 1j * (95 + jitter[3]),)
    else:
        cores = (jitter[0] + 1j * (22 + jitter[1]),)
        deltas = (side * (118 + jitter[2]) - 1j * (112 + jitter[3]),)
    turned = np.zeros(places.shape)
    for core in cores:
        turned += np.angle(places - core) / 2
    for delta in deltas:
        turned -= np.angle(places - delta) / 2
    # Above the cores ridges arch over the fingertip, whatever the pattern below.
    above = 1 / (1 + np.exp(-(places.imag - 30) / 35))
    turned -= 0.45 * above * np.tanh(places.real / 150)
    return turned.astype(float32)


@functools.lru_cache(maxsize=2)
def _filters(period: float) -> tuple[Plane, ...]:
    """Answer Gabor filters (in the frequency plane) that let ridges of each direction grow."""
    down = np.fft.fftfreq(MASTER)[:, None]
    right = np.fft.rfftfreq(MASTER)[None, :]
    radius = np.hypot(down, right)
    radial = np.exp(-(((radius - 1 / period) / 0.022) ** 2) / 2)
    # A ridge that runs in direction d repeats across it; image rows count downwards.
    across = np.arctan2(-down, right) - np.pi / 2
    taps = []
    for number in range(DIRECTIONS):
        off = np.mod(across - number * np.pi / DIRECTIONS + np.pi / 2, np.pi) - np.pi / 2
        taps.append((radial * np.exp(-((off / 0.30) ** 2) / 2)).astype(float32))
    return tuple(taps)


def _seen_places(contact: Contact) -> tuple[Plane, Plane]:
    """Answer for each pixel of the glass the place on the finger, in pixels from its middle."""
    down, right = (np.mgrid[0:SIZE, 0:SIZE] - (SIZE - 1) / 2).astype(float32)
    dots_per_mm = DPI / 25.4
    right = right - contact.shift_x * dots_per_mm
    down = down + contact.shift_y * dots_per_mm
    turn = np.deg2rad(contact.degrees)
    rows = np.cos(turn) * down - np.sin(turn) * right
    columns = np.sin(turn) * down + np.cos(turn) * right
    return rows.astype(float32), columns.astype(float32)


def _contact_area(rows: Plane, columns: Plane, contact: Contact, blotches: Plane) -> Plane:
    """Answer where the skin touches the glass, 0 to 1: an oval that pressure enlarges."""
    size = 0.74 + 0.36 * contact.pressure
    oval = np.hypot(columns / (172 * size), (rows + 4) / (205 * size))
    area = np.clip((1.0 - oval + 0.02 * blotches) * 11.0, 0, 1)
    if contact.part < 1.0:
        end = (2 * contact.part - 1) * 205 * size
        area = area * np.clip((end - rows - columns**2 / 900 + 9 * blotches) / 16, 0, 1)
    return np.asarray(area, dtype=float32)


def _sample(pattern: Plane, rows: Plane, columns: Plane) -> Plane:
    """Answer the pattern at the places, bilinear; what lies beyond its edge repeats the edge."""
    y = np.clip(rows + MASTER / 2, 0, MASTER - 1.001)
    x = np.clip(columns + MASTER / 2, 0, MASTER - 1.001)
    top, left = y.astype(int), x.astype(int)
    down, right = y - top, x - left
    upper = pattern[top, left] * (1 - right) + pattern[top, left + 1] * right
    lower = pattern[top + 1, left] * (1 - right) + pattern[top + 1, left + 1] * right
    return np.asarray(upper * (1 - down) + lower * down, dtype=float32)


def _clouds(grain: Plane, sigma: float) -> Plane:
    """Answer the noise in lumps of that size, its standard deviation 1 again."""
    lumps = _blurred(grain, sigma)
    return np.asarray(lumps / lumps.std(), dtype=float32)


def _blurred(plane: Plane, sigma: float) -> Plane:
    """Answer the plane smoothed by a Gaussian; its edges meet the opposite ones."""
    height, width = plane.shape
    down = np.fft.fftfreq(height)[:, None]
    right = np.fft.rfftfreq(width)[None, :]
    taps = np.exp(-2 * (np.pi * sigma) ** 2 * (down**2 + right**2))
    return np.fft.irfft2(np.fft.rfft2(plane) * taps, s=plane.shape).astype(float32)
