"""Shows the "Außer Betrieb" picture on the X display: a program of its own, run as a plain file.

    python -I -S out_of_service.py PICTURES

It must work when the terminal does not, so it shares nothing with it: no import from the project,
no package, no OpenGL, no font, no file but one picture of PICTURES (portrait.png or landscape.png),
only the standard library and libX11's core protocol. Ends with status 1 without a display.
"""

import ctypes
import os
import select
import signal
import struct
import sys
import zlib
from pathlib import Path
from typing import Any, NamedTuple

KEEP_ON_TOP_SECONDS = 5
EXPOSURE_MASK = 1 << 15
CW_BACK_PIXEL, CW_CURSOR = 1 << 1, 1 << 14
Z_PIXMAP = 2
INPUT_OUTPUT = 1
XA_ATOM = 4
PROPERTY_REPLACE = 0
BYTES_PER_PIXEL = 4
INDEXED_COLOUR = (8, 3, 0, 0, 0)
"""Bit depth, colour type, compression, filter method, interlace (PNG, section 11.2.2)."""
PR_SET_PDEATHSIG = 1

Colour = tuple[int, int, int]


class Picture(NamedTuple):
    """`rows` are palette indices, one byte a pixel."""

    width: int
    height: int
    palette: list[Colour]
    rows: list[bytes]


def read_png(path: Path) -> Picture:
    """Read an indexed 8-bit PNG whose lines are all unfiltered. Raises ValueError for others."""
    data = path.read_bytes()
    if data[:8] != b"\x89PNG\r\n\x1a\n":
        raise ValueError(f"{path} is no PNG")
    chunks: dict[bytes, bytes] = {}
    at = 8
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        chunks[kind] = chunks.get(kind, b"") + data[at + 8 : at + 8 + length]
        at += 12 + length
    width, height, *form = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    if tuple(form) != INDEXED_COLOUR:
        raise ValueError(f"{path} is no indexed PNG of 8 bits")
    lines = zlib.decompress(chunks[b"IDAT"])
    rows = [lines[start : start + width + 1] for start in range(0, len(lines), width + 1)]
    if len(rows) != height or any(row[0] for row in rows):
        raise ValueError(f"{path} has filtered lines")
    colours = chunks[b"PLTE"]
    palette = [(colours[i], colours[i + 1], colours[i + 2]) for i in range(0, len(colours), 3)]
    return Picture(width, height, palette, [row[1:] for row in rows])


def fitted(picture: Picture, width: int, height: int) -> Picture:
    """Answer the picture at the size of the screen: made smaller if need be, centred on its ground.

    The ground is the colour of the top left pixel.
    """
    shrink = min(1.0, width / picture.width, height / picture.height)
    inner, tall = int(picture.width * shrink), int(picture.height * shrink)
    columns = [int(x / shrink) for x in range(inner)]
    ground = picture.rows[0][:1]
    left, top = (width - inner) // 2, (height - tall) // 2
    rows = [ground * width] * top
    for y in range(tall):
        row = picture.rows[int(y / shrink)]
        drawn = row if shrink == 1 else bytes(row[x] for x in columns)
        rows.append(ground * left + drawn + ground * (width - left - inner))
    rows += [ground * width] * (height - top - tall)
    return Picture(width, height, picture.palette, rows)


def scaled_to(mask: int, value: int) -> int:
    """Answer a colour part of 8 bits at the place and in the width that the visual's mask gives it."""
    shift = (mask & -mask).bit_length() - 1
    return ((value * (mask >> shift)) // 255) << shift


class Visual(ctypes.Structure):
    """The beginning of Xlib's struct of that name, up to the masks (Xlib.h)."""

    _fields_ = (
        ("ext_data", ctypes.c_void_p),
        ("visualid", ctypes.c_ulong),
        ("c_class", ctypes.c_int),
        ("red_mask", ctypes.c_ulong),
        ("green_mask", ctypes.c_ulong),
        ("blue_mask", ctypes.c_ulong),
    )


class Screen:
    """The default screen of the display that DISPLAY names."""

    def __init__(self) -> None:
        """Connect. Raises OSError."""
        self._x = ctypes.CDLL("libX11.so.6")
        for name in ("XOpenDisplay", "XDefaultVisual", "XDefaultGC", "XCreateImage"):
            getattr(self._x, name).restype = ctypes.c_void_p
        for name in (
            *("XRootWindow", "XCreateWindow", "XInternAtom", "XCreatePixmap"),
            "XCreatePixmapCursor",
        ):
            getattr(self._x, name).restype = ctypes.c_ulong
        display = self._x.XOpenDisplay(None)
        if not display:
            raise OSError("There is no display.")
        self._display = ctypes.c_void_p(display)
        self._number = self._x.XDefaultScreen(self._display)
        self.width = int(self._x.XDisplayWidth(self._display, self._number))
        self.height = int(self._x.XDisplayHeight(self._display, self._number))
        self._depth = self._x.XDefaultDepth(self._display, self._number)
        self._visual = ctypes.c_void_p(self._x.XDefaultVisual(self._display, self._number))
        self._window = ctypes.c_ulong(0)
        self._pixels: Any = None

    def pixel(self, colour: Colour) -> bytes:
        """Answer the colour as this screen's memory holds it, least byte first."""
        visual = Visual.from_address(self._visual.value or 0)
        masks = (visual.red_mask, visual.green_mask, visual.blue_mask)
        value = sum(scaled_to(mask, part) for mask, part in zip(masks, colour, strict=True))
        return struct.pack("<I", value)

    def show(self, picture: Picture) -> None:
        """Open a window over the whole screen, without a pointer, and put the picture on it."""
        x, display = self._x, self._display
        root = ctypes.c_ulong(x.XRootWindow(display, self._number))
        self._window = ctypes.c_ulong(
            x.XCreateWindow(
                *(display, root, 0, 0, picture.width, picture.height, 0, self._depth),
                *(INPUT_OUTPUT, self._visual, ctypes.c_ulong(0), None),
            )
        )
        self._be_full_screen()
        self._hide_pointer()
        x.XStoreName(display, self._window, b"out of service")
        x.XSelectInput(display, self._window, ctypes.c_long(EXPOSURE_MASK))
        x.XMapRaised(display, self._window)
        pixels = [self.pixel(colour) for colour in picture.palette]
        memory = b"".join(b"".join(map(pixels.__getitem__, row)) for row in picture.rows)
        self._pixels = ctypes.create_string_buffer(memory, len(memory))
        self._image = ctypes.c_void_p(
            x.XCreateImage(
                *(display, self._visual, self._depth, Z_PIXMAP, 0, self._pixels),
                *(picture.width, picture.height, 32, picture.width * BYTES_PER_PIXEL),
            )
        )
        self._size = (picture.width, picture.height)

    def keep(self) -> None:
        """Draw whenever the window was covered, and stay above the others; never returns."""
        graphics = ctypes.c_void_p(self._x.XDefaultGC(self._display, self._number))
        event = ctypes.create_string_buffer(192)  # sizeof(XEvent)
        connection = self._x.XConnectionNumber(self._display)
        while True:
            while self._x.XPending(self._display):
                self._x.XNextEvent(self._display, event)
            self._x.XRaiseWindow(self._display, self._window)
            self._x.XPutImage(
                *(self._display, self._window, graphics, self._image, 0, 0, 0, 0, *self._size)
            )
            self._x.XFlush(self._display)
            select.select([connection], [], [], KEEP_ON_TOP_SECONDS)

    def _be_full_screen(self) -> None:
        """Ask a window manager for the whole screen (EWMH); without one the window has it anyway."""
        state, full = (
            self._x.XInternAtom(self._display, name, 0)
            for name in (b"_NET_WM_STATE", b"_NET_WM_STATE_FULLSCREEN")
        )
        self._x.XChangeProperty(
            *(self._display, self._window, ctypes.c_ulong(state), ctypes.c_ulong(XA_ATOM)),
            *(32, PROPERTY_REPLACE, ctypes.byref(ctypes.c_ulong(full)), 1),
        )

    def _hide_pointer(self) -> None:
        blank = ctypes.c_ulong(self._x.XCreatePixmap(self._display, self._window, 1, 1, 1))
        black = ctypes.create_string_buffer(16)  # sizeof(XColor), all zero
        cursor = self._x.XCreatePixmapCursor(self._display, blank, blank, black, black, 0, 0)
        self._x.XDefineCursor(self._display, self._window, ctypes.c_ulong(cursor))


def main(pictures: Path) -> int:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    try:
        screen = Screen()
        upright = screen.height > screen.width
        picture = read_png(pictures / ("portrait.png" if upright else "landscape.png"))
        screen.show(fitted(picture, screen.width, screen.height))
    except (OSError, ValueError) as error:
        os.write(2, f"out of service, and no picture of it: {error}\n".encode())
        return 1
    screen.keep()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
