"""Dots on the paper: raster bands that no printer takes for a command, and the QR symbol."""

from collections.abc import Iterator

import qrcode
from qrcode.constants import ERROR_CORRECT_M

QUIET_MODULES = 4  # ISO/IEC 18004, 9.1
MODULE_DOTS = 8  # of the QR symbol: 1 mm at 203 dpi, and one byte of raster
_BAND_BYTES = 1800  # a printer's state is asked between bands
_DLE = 0x10
_OBEYED = (0x04, 0x05, 0x14)  # after DLE: EOT, ENQ, DC4, obeyed even in the middle of a picture


def raster(rows: list[bytes]) -> bytes:
    """Answer GS v 0: the one way to print dots that old, new and cheap printers share.

    Printers without the native QR command (GS ( k) print its data as a line of text instead.
    """
    across, down = len(rows[0]).to_bytes(2, "little"), len(rows).to_bytes(2, "little")
    return b"\x1dv0\x00" + across + down + b"".join(rows)


def bands(rows: list[bytes], together: int = 1) -> Iterator[list[bytes]]:
    """Yield the rows in portions that are small enough to ask the printer between them.

    `together` rows are never parted.
    """
    portion = together * max(1, _BAND_BYTES // (together * len(rows[0])))
    for first in range(0, len(rows), portion):
        yield rows[first : first + portion]


def harmless(row: bytes, before: int = 0) -> bytes:
    """Answer the row without DLE EOT, DLE ENQ, DLE DC4: one dot more, where one of them would stand.

    `before` is the last byte of the row before it.
    """
    out = bytearray(row)
    for index in range(len(out)):
        if before == _DLE and out[index] in _OBEYED:
            out[index] |= 0x08
        before = out[index]
    return bytes(out)


def qr_rows(link: str, dots: int) -> list[bytes]:
    """Answer the symbol's dots, centred among `dots` across.

    A module is a byte wide, so the data are only 00 and FF, and hold no command.
    Raises ValueError when the link does not fit across the paper.
    """
    across = dots // MODULE_DOTS
    symbol = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0)
    symbol.add_data(link.encode())
    matrix = symbol.get_matrix()
    if len(matrix) + 2 * QUIET_MODULES > across:
        raise ValueError(
            f"The link makes a symbol of {len(matrix)} modules; "
            f"{across - 2 * QUIET_MODULES} fit across the paper."
        )
    margin = b"\x00" * ((across - len(matrix)) // 2)
    right = b"\x00" * (across - len(matrix) - len(margin))
    rows = []
    for line in matrix:
        row = margin + bytes(0xFF if dark else 0x00 for dark in line) + right
        rows += [row] * MODULE_DOTS
    return rows


def qr_rows_or_none(text: str, dots: int) -> list[bytes] | None:
    """Answer the symbol's dots; None for no text, or where it does not fit across the paper."""
    if not text:
        return None
    try:
        return qr_rows(text, dots)
    except ValueError:
        return None
