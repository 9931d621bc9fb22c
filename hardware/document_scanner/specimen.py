"""Draws what lies under the simulated document camera: a mat, and on it a card of nobody."""

import cv2
import numpy as np
from numpy import uint8
from numpy.typing import NDArray

Picture = NDArray[uint8]
DPI = 300
_MM = DPI / 25.4
_MAT = (120, 90)  # mm seen by the camera
_CARD = (85.6, 53.98)  # mm: ID-1 (ISO/IEC 7810)
_MRZ_PITCH, _MRZ_FEED = 2.54, 4.23  # mm from letter to letter, from line to line (ICAO 9303-3)
_INK, _FAINT, _BLUE = (40, 30, 28), (120, 104, 92), (120, 72, 20)
# Erika Mustermann is nobody; the check digits hold (7-3-1 weights, ICAO 9303-3, 4.9).
MRZ = (
    "IDD<<L01X00T471<<<<<<<<<<<<<<<",
    "6408125<3507315D<<2108<<<<<<<1",
    "MUSTERMANN<<ERIKA<<<<<<<<<<<<<",
)
_ENTRIES = (
    ("Name", "MUSTERMANN"),
    ("Vornamen", "ERIKA"),
    ("Geburtstag", "12.08.1964"),
    ("Gültig bis", "31.07.2035"),
)


def draw_mat() -> Picture:
    """Answer the empty mat (height x width x 3, BGR): dark, plain, a little uneven in its light."""
    width, height = (round(mm * _MM) for mm in _MAT)
    down, across = np.mgrid[0:height, 0:width].astype(np.float32)
    falloff = ((across / width - 0.45) ** 2 + (down / height - 0.45) ** 2) * 18
    grain = np.random.default_rng(7).normal(0, 1.5, (height, width))
    return np.asarray(np.clip(np.stack([46 - falloff + grain] * 3, -1), 0, 255), uint8)


def draw_card_on_mat() -> Picture:
    """Answer the mat with the card on it, laid down not quite straight."""
    mat, card = draw_mat(), _draw_card()
    height, width = mat.shape[:2]
    turned = cv2.getRotationMatrix2D((card.shape[1] / 2, card.shape[0] / 2), 1.2, 1)
    turned[:, 2] += ((width - card.shape[1]) / 2, (height - card.shape[0]) / 2)
    cover = cv2.warpAffine(_rounded(card.shape[1], card.shape[0]), turned, (width, height))
    shadow = cv2.GaussianBlur(np.roll(cover, (9, 7), (0, 1)), (0, 0), 7)[..., None] / 255
    share = cover[..., None] / 255
    laid = cv2.warpAffine(card, turned, (width, height), flags=cv2.INTER_CUBIC)
    picture = mat * (1 - 0.6 * shadow) * (1 - share) + laid * share
    return np.asarray(picture + 0.5, uint8)


def _draw_card() -> Picture:
    width, height = (round(mm * _MM) for mm in _CARD)
    down, across = np.mgrid[0:height, 0:width].astype(np.float32)
    waves = np.sin(across / 9 + 14 * np.sin(down / 60)) + np.sin(
        across / 11 - 12 * np.sin(down / 47)
    )
    paper = np.array((236, 240, 236)) - waves[..., None] * np.array((5, 3, 8))
    card: Picture = np.asarray(np.clip(paper, 0, 255), uint8)
    _write(card, "TESTKARTE · SPECIMEN", (5, 7.5), 4.2, _BLUE, 700)
    _write(card, "kein Ausweis / not a document", (5, 11.2), 2.4, _FAINT)
    for row, (label, value) in enumerate(_ENTRIES):
        _write(card, label, (33, 16 + 6 * row), 1.9, _FAINT)
        _write(card, value, (33, 19.4 + 6 * row), 3.1, _INK, 600)
    _draw_portrait(card)
    for row, line in enumerate(MRZ):
        for column, letter in enumerate(line):
            at = (4.7 + column * _MRZ_PITCH, 41.6 + row * _MRZ_FEED)
            _write(card, letter, at, 3.2, _INK, 500, cell=_MRZ_PITCH)
    return card


def _draw_portrait(card: Picture) -> None:
    """Draw a silhouette where a photo would be."""
    left, top, right, bottom = (round(mm * _MM) for mm in (5, 13.5, 28, 37.5))
    photo = card[top:bottom, left:right]
    photo[:] = (214, 218, 216)
    middle, foot = (right - left) // 2, bottom - top
    for size, at in (((100, 78), (middle, foot)), ((52, 66), (middle, 112))):
        cv2.ellipse(photo, at, size, 0, 0, 360, (150, 142, 132), cv2.FILLED, cv2.LINE_AA)
    cv2.rectangle(card, (left, top), (right, bottom), _FAINT, 2, cv2.LINE_AA)


def _write(
    card: Picture,
    text: str,
    at: tuple[float, float],
    size: float,
    colour: tuple[int, int, int],
    weight: int = 400,
    cell: float = 0.0,
) -> None:
    """Write in OpenCV's built-in typeface; `at` (left, base line) and `size` are millimetres.

    In a `cell` so wide the text stands in the middle.
    """
    face, height = cv2.FontFace("sans"), round(size * _MM)
    left = at[0] * _MM
    if cell:
        _, _, width, _ = cv2.getTextSize((0, 0), text, (0, 0), face, height, weight)
        left += (cell * _MM - width) / 2
    cv2.putText(card, text, (round(left), round(at[1] * _MM)), colour, face, height, weight)


def _rounded(width: int, height: int) -> Picture:
    """Answer where the card is: corners of 3.18 mm (ISO/IEC 7810)."""
    cover = np.zeros((height, width), uint8)
    corner = round(3.18 * _MM)
    inside = (corner, corner, width - 2 * corner, height - 2 * corner)
    cv2.rectangle(cover, inside, 255, cv2.FILLED)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * corner + 1, 2 * corner + 1))
    return np.asarray(cv2.dilate(cover, disc))
