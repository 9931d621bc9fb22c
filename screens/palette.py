"""Colours by role for every theme and paper; what is drawn asks for a role, never for a colour.

Every text pair is at or above 7:1, every edge of a control and the focus ring at or above 3:1
(EN 301 549, 11.1.4.3 and 11.1.4.11 ask for less); `contrast` is what the tests compute.
"""

from dataclasses import dataclass, replace

from kiosk.presentation.page import Paper, Tone

SEEN = 3.0
"""The least contrast of lines that carry meaning (WCAG 2.2, 1.4.11)."""


@dataclass(frozen=True, slots=True)
class Palette:
    """One set of roles. `rim` outlines tinted boxes; `ring` and `halo` are the two focus colours."""

    ground: str
    card: str
    ink: str
    soft: str
    faint: str
    line: str
    edge: str
    accent: str
    on_accent: str
    tint: str
    on_tint: str
    pressed: str
    sun: str
    on_sun: str
    good: str
    good_tint: str
    bad: str
    bad_tint: str
    strip: str
    ring: str
    halo: str
    rim: str | None = None
    metal: str = "#B9BFC3"

    @property
    def track(self) -> str:
        """What is not yet done of a bar; in high contrast it is empty inside its rim."""
        return self.ground if self.rim else self.line

    @property
    def on_light_good(self) -> str:
        """What says good on white, in every theme: the lamp is white in the dark one, too."""
        return self.good if contrast(self.good, "#FFFFFF") >= SEEN else _STANDARD.good

    @property
    def on_light_accent(self) -> str:
        return self.accent if contrast(self.accent, "#FFFFFF") >= SEEN else _STANDARD.accent

    @property
    def drawing(self) -> dict[str, str]:
        """Answer the roles that drawings name, with their colours."""
        roles = ("card", "ink", "soft", "line", "accent", "tint", "sun", "good", "bad", "metal")
        return {role: getattr(self, role) for role in roles}

    def drawing_on(self, tone: Tone) -> dict[str, str]:
        """Answer the roles that need another colour where a drawing stands on a surface of this tone."""
        ground, ink, _sign = self.tone(tone)
        seen = {"ink": ink, "soft": ink}
        for role in ("accent", "bad"):
            own = getattr(self, role)
            seen[role] = own if contrast(own, ground) >= SEEN else ink
        seen["card"] = self.card if contrast(self.card, ink) >= SEEN else ground
        return seen

    def tone(self, tone: Tone) -> tuple[str, str, str]:
        """Answer ground, text and icon colour of a surface with this meaning."""
        return {
            Tone.QUIET: (self.card, self.ink, self.accent),
            Tone.MAIN: (self.accent, self.on_accent, self.on_accent),
            Tone.SUN: (self.sun, self.on_sun, self.on_sun),
            Tone.INFO: (self.tint, self.on_tint, self.accent),
            Tone.GOOD: (self.good_tint, self.good, self.good),
            Tone.BAD: (self.bad_tint, self.ink, self.bad),
        }[tone]


_STANDARD = Palette(
    ground="#F7F5F0", card="#FFFFFF", ink="#14212B", soft="#44525C", faint="#5F6B73",
    line="#D9D4C9", edge="#7B868C", accent="#004B57", on_accent="#FFFFFF",
    tint="#E3EFEF", on_tint="#14212B", pressed="#DCEBEB", sun="#FFC53D", on_sun="#14212B",
    good="#14532D", good_tint="#E4F1E7", bad="#7F1D1D", bad_tint="#FAE9E7",
    strip="#ECE8DF", ring="#004B57", halo="#FFC53D",
)  # fmt: skip
_STANDARD_ACCENT = replace(
    _STANDARD,
    ground="#004B57", card="#004B57", ink="#FFFFFF", soft="#E3EFEF", faint="#B5CDD0",
    line="#3E7B84", edge="#7FB0B6", accent="#FFFFFF", on_accent="#004B57", tint="#003842",
    on_tint="#FFFFFF", pressed="#003842", good="#E4F1E7", good_tint="#14532D",
    bad="#FAE9E7", bad_tint="#7F1D1D", strip="#003842", ring="#00222A",
)  # fmt: skip
_LIGHT = Palette(
    ground="#FFFFFF", card="#FFFFFF", ink="#000000", soft="#000000", faint="#3A3A3A",
    line="#000000", edge="#000000", accent="#00313A", on_accent="#FFFFFF",
    tint="#FFFFFF", on_tint="#000000", pressed="#D5E6E8", sun="#FFD23F", on_sun="#000000",
    good="#003D18", good_tint="#FFFFFF", bad="#6B0000", bad_tint="#FFFFFF",
    strip="#FFFFFF", ring="#000000", halo="#FFB000", rim="#000000",
    metal="#D0D0D0",
)  # fmt: skip
_LIGHT_ACCENT = replace(
    _LIGHT,
    ground="#00262D", card="#00262D", ink="#FFFFFF", soft="#FFFFFF", faint="#D8E4E6",
    line="#FFFFFF", edge="#FFFFFF", accent="#FFFFFF", on_accent="#00262D", tint="#00262D",
    on_tint="#FFFFFF", pressed="#0E4750", good="#FFFFFF", good_tint="#003D18",
    bad="#FFFFFF", bad_tint="#6B0000", strip="#000000", rim="#FFFFFF",
)  # fmt: skip
_DARK = Palette(
    ground="#000000", card="#000000", ink="#FFFFFF", soft="#FFFFFF", faint="#C8C8C8",
    line="#8C8C8C", edge="#FFFFFF", accent="#8FE3F0", on_accent="#000000",
    tint="#000000", on_tint="#FFFFFF", pressed="#173E44", sun="#FFD23F", on_sun="#000000",
    good="#8CE8A8", good_tint="#000000", bad="#FFB3AC", bad_tint="#000000",
    strip="#000000", ring="#000000", halo="#FFD23F", rim="#FFFFFF",
    metal="#5A5A5A",
)  # fmt: skip

_THEMES: dict[str, dict[Paper, Palette]] = {
    "standard": {
        Paper.PAPER: _STANDARD,
        Paper.WHITE: replace(_STANDARD, ground="#FFFFFF", strip="#F7F5F0"),
        Paper.ACCENT: _STANDARD_ACCENT,
    },
    "contrast_light": {
        Paper.PAPER: _LIGHT,
        Paper.WHITE: _LIGHT,
        Paper.ACCENT: _LIGHT_ACCENT,
    },
    "contrast_dark": {
        Paper.PAPER: _DARK,
        Paper.WHITE: _DARK,
        Paper.ACCENT: _DARK,
    },
}
THEMES = tuple(_THEMES)


def palette(theme: str, paper: Paper) -> Palette:
    """Answer the roles' colours; an unknown theme is refused by name."""
    if theme not in _THEMES:
        raise ValueError(f"no theme is called {theme!r}; there are {', '.join(THEMES)}")
    return _THEMES[theme][paper]


def rgb(colour: str) -> tuple[float, float, float]:
    """Answer red, green and blue from 0 to 1."""
    return (
        int(colour[1:3], 16) / 255,
        int(colour[3:5], 16) / 255,
        int(colour[5:7], 16) / 255,
    )


def contrast(one: str, other: str) -> float:
    """Answer the contrast ratio as WCAG 2.2 defines it, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB
        for part in rgb(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
