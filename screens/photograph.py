"""A picture of the window as a PNG file, written whole or not at all."""

import struct
import zlib
from pathlib import Path

from kivy.core.window import Window
from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels


def pixels() -> tuple[int, int, bytes]:
    """Answer width, height and the window's RGB rows from the top."""
    width, height = (int(side) for side in Window.size)
    Window.dispatch("on_draw")
    raw = glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE)
    row = width * 3
    return width, height, b"".join(raw[y * row : (y + 1) * row] for y in range(height - 1, -1, -1))


def photograph(path: Path) -> None:
    """Write what the window shows to `path`."""
    width, height, rows = pixels()
    row = width * 3
    lines = b"".join(b"\x00" + rows[y * row : (y + 1) * row] for y in range(height))
    png = (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + _chunk(b"IDAT", zlib.compress(lines, 3))
        + _chunk(b"IEND", b"")
    )
    part = path.with_suffix(".part")
    part.write_bytes(png)
    part.replace(path)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
