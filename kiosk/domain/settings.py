"""The citizen's settings: which exist, and what they may be."""

from collections.abc import Mapping
from dataclasses import replace

from kiosk.domain.state import Settings

THEMES = ("standard", "contrast_light", "contrast_dark")
TEXT_SIZES = ("normal", "large", "very_large")
SWITCH = ("on", "off")
LOUDEST = 10
CHOICES: Mapping[str, tuple[str, ...]] = {
    "theme": THEMES,
    "text_size": TEXT_SIZES,
    "speech": SWITCH,
    "volume": tuple(str(step) for step in range(LOUDEST + 1)),
}


def chosen(settings: Settings, name: str, value: str) -> Settings:
    """Answer the settings with one of them chosen; what does not exist changes nothing."""
    if value not in CHOICES.get(name, ()):
        return settings
    match name:
        case "theme":
            return replace(settings, theme=value)
        case "text_size":
            return replace(settings, text_size=value)
        case "speech":
            return replace(settings, speech=value == "on")
        case _:
            return replace(settings, volume=int(value))
