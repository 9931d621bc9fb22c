"""Keys as the browser takes them: text and the terminal's own keys to key events (UI Events, KeyboardEvent)."""

from collections.abc import Iterator
from typing import Any

from kiosk.contracts.portal import PortalKey

Keystroke = dict[str, Any]
"""Parameters of `Input.dispatchKeyEvent`."""

_KEYS: dict[PortalKey, tuple[str, int, str]] = {
    PortalKey.BACKSPACE: ("Backspace", 8, ""),
    PortalKey.ENTER: ("Enter", 13, "\r"),
    PortalKey.NEXT_FIELD: ("Tab", 9, ""),
    PortalKey.LEFT: ("ArrowLeft", 37, ""),
    PortalKey.RIGHT: ("ArrowRight", 39, ""),
}


def strokes(key: PortalKey) -> tuple[Keystroke, Keystroke]:
    """Answer pressing and releasing a key."""
    name, code, text = _KEYS[key]
    known: Keystroke = {"key": name, "code": name, "windowsVirtualKeyCode": code}
    down = {"type": "keyDown", "text": text, "unmodifiedText": text} if text else {}
    return {"type": "rawKeyDown", **down, **known}, {"type": "keyUp", **known}


def typed(text: str) -> Iterator[Keystroke]:
    """Yield the strokes that type a text. Raises ValueError where a sign is no sign to type.

    Each sign comes as a key of its own: masks and date fields heed keys, not text put in.
    """
    for sign in text:
        if not sign.isprintable():
            raise ValueError("only printable signs can be typed")
        code = ord(sign.upper()) if sign.isascii() and sign.isalnum() else 0
        known: Keystroke = {"key": sign, "windowsVirtualKeyCode": code}
        yield {"type": "keyDown", "text": sign, "unmodifiedText": sign, **known}
        yield {"type": "keyUp", **known}
