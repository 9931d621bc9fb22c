"""The icons that pages may name: Phosphor's names, and the characters that draw them."""

import logging
from enum import StrEnum
from functools import cache
from pathlib import Path

FONTS = Path(__file__).resolve().parent.parent / "config" / "fonts"

_logger = logging.getLogger(__name__)
_MIRRORED = {  # what points forward points the other way when the page reads from the right
    "arrow-left": "arrow-right",
    "arrow-right": "arrow-left",
    "caret-left": "caret-right",
    "caret-right": "caret-left",
}


class IconStyle(StrEnum):
    """Regular for things, bold for actions, fill for states."""

    REGULAR = "Regular"
    BOLD = "Bold"
    FILL = "Fill"


@cache
def names() -> dict[str, str]:
    """Answer every icon's character by its name."""
    lines = (FONTS / "icons.txt").read_text("utf-8").splitlines()
    pairs = (line.split() for line in lines if line)
    return {name: chr(int(code, 16)) for name, code in pairs}


def character(name: str, *, rtl: bool = False) -> str:
    """Answer the icon's character; an unknown name is logged and drawn as nothing.

    A missing picture must not keep a citizen from the words beside it.
    """
    name = _MIRRORED.get(name, name) if rtl else name
    found = names().get(name, "")
    if name and not found:
        _logger.error("no icon is called %s", name)
    return found
