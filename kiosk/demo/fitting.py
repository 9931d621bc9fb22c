"""How large the terminal's window is in the demo: as large as the screen in front of the person allows."""

import ctypes
from collections.abc import Mapping
from ctypes.util import find_library

WIDTH, HEIGHT, MM_PER_PX = 1080, 1920, 0.277
LEAST_WIDTH = 600
PANEL = 60  # what a desktop keeps at its edges
LOWER_EDGE_MM = {True: 850, False: 680}


def display_table(*, landscape: bool, room: tuple[int, int] | None) -> Mapping[str, object]:
    """Answer the `[display]` table: full size, or shrunk in proportion to the `room` in pixels."""
    width, height = (HEIGHT, WIDTH) if landscape else (WIDTH, HEIGHT)
    scale = 1.0
    if room is not None:
        scale = min(1.0, room[0] / width, (room[1] - PANEL) / height)
        scale = max(scale, LEAST_WIDTH / min(width, height))
    return {
        "width": round(width * scale),
        "height": round(height * scale),
        "mm_per_px": round(MM_PER_PX / scale, 4),
        "lower_edge_mm": LOWER_EDGE_MM[landscape],
        "fullscreen": False,
    }


def screen_room() -> tuple[int, int] | None:
    """Answer the X screen's size in pixels, None where it cannot be asked."""
    name = find_library("X11")
    if name is None:
        return None
    x11 = ctypes.CDLL(name)
    x11.XOpenDisplay.restype = ctypes.c_void_p
    display = x11.XOpenDisplay(None)
    if not display:
        return None
    handle = ctypes.c_void_p(display)
    try:
        return int(x11.XDisplayWidth(handle, 0)), int(x11.XDisplayHeight(handle, 0))
    finally:
        x11.XCloseDisplay(handle)
