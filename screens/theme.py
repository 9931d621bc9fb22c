"""Sizes: everything is stated in millimetres and becomes pixels of one known display.

Reading size: a capital letter of 0.7 degrees at 60 cm (EN 301 549, 5.1.4) is 7.33 mm high; Plex
capitals are 0.698 em, so nothing is set below 10.5 mm. Targets: 20 mm, keys 15 mm, 3 mm apart.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from kiosk.presentation.page import Look, Paper
from screens.palette import Palette, palette

CAP_HEIGHT = 0.698  # of the em, Plex Sans
SMALLEST_CAPITAL_MM = 7.33  # 0.7 degrees seen from 600 mm
TARGET_MM = 20.0
KEY_MM = 15.0
GAP_MM = 3.0


@dataclass(frozen=True, slots=True)
class DisplayProfile:
    """A display as it is mounted; `lower_edge_mm` is the height of the picture over the floor."""

    width: int = 1080
    height: int = 1920
    mm_per_px: float = 0.277
    lower_edge_mm: int = 680

    def __post_init__(self) -> None:
        if self.width < 600 or self.height < 600 or not 0.05 <= self.mm_per_px <= 1:  # noqa: PLR2004
            raise ValueError(
                f"a display of {self.width} x {self.height} pixels, {self.mm_per_px} mm each, "
                "cannot hold a page"
            )

    @property
    def landscape(self) -> bool:
        return self.width > self.height

    def px(self, mm: float) -> int:
        return round(mm / self.mm_per_px)


PORTRAIT = DisplayProfile()
LANDSCAPE = DisplayProfile(width=1920, height=1080, lower_edge_mm=850)

_STEPS = {"normal": (1.0, 1.0), "large": (1.17, 1.08), "very_large": (1.36, 1.16)}
TEXT_SIZES = tuple(_STEPS)


class Weight(StrEnum):
    REGULAR = "Regular"
    MEDIUM = "Medium"
    SEMIBOLD = "SemiBold"


class Type(StrEnum):
    """What a text is; the theme gives it size, weight and leading."""

    HERO = "hero"
    TITLE = "title"
    BANNER = "banner"
    TILE = "tile"
    MAIN = "main"
    LEAD = "lead"
    TEXT = "text"
    SMALL = "small"
    LABEL = "label"
    VALUE = "value"
    STRONG = "strong"
    DIGIT = "digit"
    KEY = "key"


# em in mm, weight, leading, balanced lines, display face (grows less with the text size)
_TYPES: dict[Type, tuple[float, Weight, float, bool, bool]] = {
    Type.HERO: (34.3, Weight.SEMIBOLD, 1.04, True, True),
    Type.TITLE: (18.3, Weight.SEMIBOLD, 1.14, True, True),
    Type.BANNER: (15.0, Weight.SEMIBOLD, 1.18, True, True),
    Type.TILE: (12.7, Weight.SEMIBOLD, 1.15, False, False),
    Type.MAIN: (12.2, Weight.SEMIBOLD, 1.15, True, False),
    Type.LEAD: (11.63, Weight.REGULAR, 1.36, False, False),
    Type.TEXT: (11.1, Weight.REGULAR, 1.3, False, False),
    Type.SMALL: (10.53, Weight.REGULAR, 1.25, False, False),
    Type.LABEL: (11.1, Weight.SEMIBOLD, 1.15, True, False),
    Type.VALUE: (11.63, Weight.MEDIUM, 1.25, False, False),
    Type.STRONG: (14.4, Weight.SEMIBOLD, 1.15, False, True),
    Type.DIGIT: (18.3, Weight.SEMIBOLD, 1.1, False, True),
    Type.KEY: (12.2, Weight.MEDIUM, 1.1, False, True),
}


@dataclass(frozen=True, slots=True)
class Face:
    """A text as it is set: weight, em in pixels, line height in pixels."""

    weight: Weight
    size: int
    line: int
    balanced: bool = False


@dataclass(frozen=True, slots=True)
class Fit:
    """How tightly a page is set: factors on gaps, paddings, headlines and pictures."""

    gap: float = 1.0
    pad: float = 1.0
    display: float = 1.0
    picture: float = 1.0


FITS = (
    Fit(),
    Fit(gap=0.75, pad=0.75, display=0.92, picture=0.7),
    Fit(gap=0.55, pad=0.5, display=0.84, picture=0.5),
    Fit(gap=0.4, pad=0.3, display=0.74, picture=0.4),
    Fit(gap=0.3, pad=0.1, display=0.6, picture=0.36),
)


@dataclass(frozen=True, slots=True)
class Theme:
    """One citizen's look on one display: what a page is set with."""

    display: DisplayProfile
    look: Look
    paper: Paper
    palette: Palette

    @classmethod
    def of(cls, display: DisplayProfile, look: Look, paper: Paper) -> "Theme":
        if look.text_size not in _STEPS:
            raise ValueError(f"no text size is called {look.text_size!r}")
        return cls(display, look, paper, palette(look.theme, paper))

    def px(self, mm: float) -> int:
        return self.display.px(mm)

    def face(self, kind: Type, fit: Fit = FITS[0]) -> Face:
        return _face(self.display.mm_per_px, kind, self.look.text_size, fit.display)

    def gap(self, mm: float, fit: Fit = FITS[0]) -> int:
        """Answer a gap in pixels, never closer than targets may stand."""
        return max(self.px(GAP_MM), self.px(mm * fit.gap))

    def pad(self, mm: float, fit: Fit = FITS[0]) -> int:
        return self.px(mm * fit.pad)

    @property
    def margin(self) -> int:
        return self.px(15.5)

    @property
    def hair(self) -> int:
        """The width of a line: 3 px on the 24-inch display, one more in high contrast."""
        return self.px(1.1 if self.palette.rim else 0.83)

    @property
    def radius(self) -> int:
        return self.px(6.65)


@lru_cache(512)
def _face(mm_per_px: float, kind: Type, text_size: str, shrink: float) -> Face:
    em, weight, leading, balanced, display_face = _TYPES[kind]
    text, headline = _STEPS[text_size]
    em *= headline if display_face else text
    if display_face:
        em = max(em * shrink, _TYPES[Type.TEXT][0] * text)
    size = round(em / mm_per_px)
    return Face(weight, size, round(size * leading), balanced)
