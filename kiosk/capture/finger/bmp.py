"""Writes a grey image as BMP with its resolution: what TR-03121 takes an uncompressed print in."""

import struct

from kiosk.capture.finger.prints import DPI, Print

_FILE, _INFO, _PALETTE = 14, 40, 1024
_PER_METRE = round(DPI / 0.0254)


def bmp(image: Print) -> bytes:
    """Answer the print as 8 bit BMP (BITMAPINFOHEADER, grey palette, rows from the bottom up)."""
    begin = _FILE + _INFO + _PALETTE
    padding = bytes(-image.width % 4)
    rows = b"".join(
        image.pixels[row * image.width : (row + 1) * image.width] + padding
        for row in reversed(range(image.height))
    )
    head = struct.pack("<2sIHHI", b"BM", begin + len(rows), 0, 0, begin)
    info = struct.pack(
        "<IiiHHIIiiII",
        _INFO,
        image.width,
        image.height,
        1,
        8,
        0,
        len(rows),
        _PER_METRE,
        _PER_METRE,
        256,
        0,
    )
    palette = b"".join(bytes((grey, grey, grey, 0)) for grey in range(256))
    return head + info + palette + rows
