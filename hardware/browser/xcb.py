"""The few requests of the X protocol that frame a foreign window, by libxcb (X11 protocol, release 7.7).

ctypes on xcb rather than on Xlib: Xlib's error handlers belong to the whole process, and the
terminal's own window lives in it. Errors come here as events and are left: a window that is gone
is what most of them tell.
"""

import ctypes
import struct
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from kiosk.contracts.portal import Area

CREATE_NOTIFY, DESTROY_NOTIFY, MAP_NOTIFY, CONFIGURE_NOTIFY = 16, 17, 19, 22
MAP_REQUEST = 20
SUBSTRUCTURE_NOTIFY, SUBSTRUCTURE_REDIRECT, STRUCTURE_NOTIFY = 1 << 19, 1 << 20, 1 << 17

_SENT = 0x80
_EVENT_SIZE = 32
_COPY_FROM_PARENT, _INPUT_OUTPUT = 0, 1
_CW_BACK_PIXEL, _CW_OVERRIDE_REDIRECT, _CW_EVENT_MASK = 1 << 1, 1 << 9, 1 << 11
_X, _Y, _WIDTH, _HEIGHT, _STACK_MODE = 1, 2, 4, 8, 64
_ABOVE = 0
_ASYNC = 1
_POINTER_ROOT = 1
_SHAPE_SET, _SHAPE_BOUNDING, _SHAPE_INPUT, _UNSORTED = 0, 0, 2, 0
_CARDINAL, _WINDOW = 6, 33
_REPLACE = 0
_VIEWABLE = 2


class NoDisplay(Exception):
    """There is no X display, or the library to speak to it is missing."""


class Event(NamedTuple):
    """`window` is whom it is about; `area` where it is, in its parent, if the event tells."""

    kind: int
    window: int
    area: Area | None
    override_redirect: bool


class _Roots(ctypes.Structure):
    _fields_ = (("data", ctypes.c_void_p), ("rem", ctypes.c_int), ("index", ctypes.c_int))


class Display:
    """One connection to the display that DISPLAY names."""

    def __init__(self) -> None:
        """Connect. Raises NoDisplay."""
        try:
            self._xcb = ctypes.CDLL("libxcb.so.1")
            self._shape = ctypes.CDLL("libxcb-shape.so.0")
            self._free = ctypes.CDLL(None).free
        except OSError:
            raise NoDisplay from None
        for name in ("xcb_connect", "xcb_get_setup", "xcb_poll_for_event"):
            getattr(self._xcb, name).restype = ctypes.c_void_p
        self._xcb.xcb_setup_roots_iterator.restype = _Roots
        self._c = ctypes.c_void_p(self._xcb.xcb_connect(None, None))
        if self._xcb.xcb_connection_has_error(self._c):
            self._xcb.xcb_disconnect(self._c)
            raise NoDisplay
        setup = ctypes.c_void_p(self._xcb.xcb_get_setup(self._c))
        self._mask: int = struct.unpack("<I", ctypes.string_at((setup.value or 0) + 16, 4))[0]
        screen = ctypes.string_at(self._xcb.xcb_setup_roots_iterator(setup).data, 24)
        self.root: int = struct.unpack_from("<I", screen)[0]
        self.width, self.height = struct.unpack_from("<HH", screen, 20)

    def fileno(self) -> int:
        return int(self._xcb.xcb_get_file_descriptor(self._c))

    @property
    def broken(self) -> bool:
        return bool(self._xcb.xcb_connection_has_error(self._c))

    def close(self) -> None:
        """Disconnect; every window made here goes."""
        self._xcb.xcb_disconnect(self._c)

    def client(self, window: int) -> int:
        """Answer what tells the windows of one client of the display from those of another."""
        return window & ~self._mask

    def flush(self) -> None:
        self._xcb.xcb_flush(self._c)

    def events(self) -> Iterator[Event]:
        """Yield what has come in; never waits."""
        while event := self._xcb.xcb_poll_for_event(self._c):
            data = ctypes.string_at(event, _EVENT_SIZE)
            self._free(ctypes.c_void_p(event))
            found = _read(data)
            if found is not None:
                yield found

    def watch(self, window: int, mask: int) -> None:
        """Ask for the events of `mask` about a window."""
        self._xcb.xcb_change_window_attributes(self._c, window, _CW_EVENT_MASK, _values(mask))

    def create(self, area: Area, mask: int) -> int:
        """Make an unmapped window that no window manager touches, black until it is filled."""
        window = int(self._xcb.xcb_generate_id(self._c))
        values = _values(0, 1, mask)
        which = _CW_BACK_PIXEL | _CW_OVERRIDE_REDIRECT | _CW_EVENT_MASK
        self._xcb.xcb_create_window(
            *(self._c, _COPY_FROM_PARENT, window, self.root, *_place(area), 0, _INPUT_OUTPUT),
            *(_COPY_FROM_PARENT, which, values),
        )
        return window

    def map(self, window: int) -> None:
        self._xcb.xcb_map_window(self._c, window)

    def unmap(self, window: int) -> None:
        self._xcb.xcb_unmap_window(self._c, window)

    def raise_(self, window: int) -> None:
        self._xcb.xcb_configure_window(self._c, window, _STACK_MODE, _values(_ABOVE))

    def place(self, window: int, area: Area) -> None:
        """Put a window at a place of its parent."""
        values = _values(*(number & 0xFFFFFFFF for number in _numbers(area)))
        self._xcb.xcb_configure_window(self._c, window, _X | _Y | _WIDTH | _HEIGHT, values)

    def reparent(self, window: int, parent: int) -> None:
        self._xcb.xcb_reparent_window(self._c, window, parent, ctypes.c_int16(0), ctypes.c_int16(0))

    def clip(self, window: int, rectangle: Area) -> None:
        """Let nothing of a window be seen or touched outside a rectangle of its own coordinates."""
        data = struct.pack("<hhHH", *_numbers(rectangle))
        for kind in (_SHAPE_BOUNDING, _SHAPE_INPUT):
            self._shape.xcb_shape_rectangles(
                *(self._c, _SHAPE_SET, kind, _UNSORTED, window),
                *(ctypes.c_int16(0), ctypes.c_int16(0), 1, data),
            )

    def mapped(self, window: int) -> bool:
        """Answer whether a window is on the screen, as far as no other covers it."""
        reply = self._reply("get_window_attributes", window, extra=True)
        return bool(reply) and reply[26] == _VIEWABLE

    def seen(self, window: int) -> Area:
        """Answer the part of a window that is not cut off, in its own coordinates."""
        reply = self._reply("shape_query_extents", window, library=self._shape)
        return Area(*struct.unpack_from("<hhHH", reply, 12)) if reply else Area(0, 0, 0, 0)

    def tell_place(self, window: int, area: Area) -> None:
        """Tell a window where on the screen it is, as a window manager does (ICCCM, 4.1.5)."""
        head = struct.pack("<BxHIII", CONFIGURE_NOTIFY, 0, window, window, 0)
        event = (head + struct.pack("<hhHHHB", *_numbers(area), 0, 0)).ljust(_EVENT_SIZE, b"\0")
        self._xcb.xcb_send_event(self._c, 0, window, STRUCTURE_NOTIFY, event)

    def grab_key(self, window: int, key: int, modifiers: int) -> None:
        """Keep a key with exactly those modifiers from whatever in this window has the focus."""
        self._xcb.xcb_grab_key(self._c, 0, window, modifiers, key, _ASYNC, _ASYNC)

    def focus(self, window: int) -> None:
        self._xcb.xcb_set_input_focus(self._c, _POINTER_ROOT, window, 0)

    def focused(self) -> int:
        """Answer who has the keyboard."""
        reply = self._reply("get_input_focus")
        return int(struct.unpack_from("<I", reply, 8)[0]) if reply else 0

    def has_manager(self) -> bool:
        """Answer whether a window manager is at work (EWMH, _NET_SUPPORTING_WM_CHECK)."""
        return bool(self._property(self.root, b"_NET_SUPPORTING_WM_CHECK", _WINDOW))

    def offer(self, area: Area | None) -> None:
        """Say which part of the screen is for windows, as a window manager does; None to say nothing.

        EWMH, _NET_WORKAREA.
        """
        atom = self._atom(b"_NET_WORKAREA")
        if area is None:
            self._xcb.xcb_delete_property(self._c, self.root, atom)
            return
        values = _values(*_numbers(area))
        self._xcb.xcb_change_property(
            *(self._c, _REPLACE, self.root, atom, _CARDINAL, 32, len(values), values)
        )

    def children(self) -> tuple[int, ...]:
        """Answer the windows of the screen from the lowest to the highest."""
        reply = self._reply("query_tree", self.root, extra=True)
        if not reply:
            return ()
        (count,) = struct.unpack_from("<H", reply, 16)
        return struct.unpack_from(f"<{count}I", reply, 32)

    def process(self, window: int) -> int:
        """Answer the process that a window says it is of, 0 if it says none (EWMH, _NET_WM_PID)."""
        return self._property(window, b"_NET_WM_PID", _CARDINAL)

    def size(self, window: int) -> Area | None:
        """Answer where a window is in its parent, None where it is gone."""
        reply = self._reply("get_geometry", window)
        return Area(*struct.unpack_from("<hhHH", reply, 12)) if reply else None

    def _atom(self, name: bytes) -> int:
        reply = self._reply("intern_atom", 0, len(name), name)
        return int(struct.unpack_from("<I", reply, 8)[0]) if reply else 0

    def _property(self, window: int, name: bytes, kind: int) -> int:
        """Answer the first number of a property, 0 where there is none."""
        reply = self._reply("get_property", 0, window, self._atom(name), kind, 0, 1, extra=True)
        whole = _EVENT_SIZE + 4
        return int(struct.unpack_from("<I", reply, _EVENT_SIZE)[0]) if len(reply) >= whole else 0

    def _reply(
        self, request: str, *arguments: Any, extra: bool = False, library: Any = None
    ) -> bytes:
        """Ask and wait for the answer: one way to the display and back. Empty for an error."""
        library = library or self._xcb
        cookie = getattr(library, f"xcb_{request}")(self._c, *arguments)
        take = getattr(library, f"xcb_{request}_reply")
        take.restype = ctypes.c_void_p
        error = ctypes.c_void_p()
        answer = take(self._c, cookie, ctypes.byref(error))
        if error.value:
            self._free(error)
        if not answer:
            return b""
        (words,) = struct.unpack("<I", ctypes.string_at(answer + 4, 4))
        data = ctypes.string_at(answer, _EVENT_SIZE + (4 * words if extra else 0))
        self._free(ctypes.c_void_p(answer))
        return data


def _numbers(area: Area) -> tuple[int, int, int, int]:
    return area.left, area.top, area.width, area.height


def _place(area: Area) -> tuple[Any, ...]:
    return (
        ctypes.c_int16(area.left),
        ctypes.c_int16(area.top),
        ctypes.c_uint16(area.width),
        ctypes.c_uint16(area.height),
    )


def _values(*numbers: int) -> "ctypes.Array[ctypes.c_uint32]":
    return (ctypes.c_uint32 * len(numbers))(*numbers)


def _read(data: bytes) -> Event | None:
    """Read what is of use; everything else, errors included, is None."""
    kind = data[0] & ~_SENT
    match kind:
        case _ if kind == CREATE_NOTIFY:
            (window,) = struct.unpack_from("<I", data, 8)
            return Event(kind, window, Area(*struct.unpack_from("<hhHH", data, 12)), bool(data[22]))
        case _ if kind == CONFIGURE_NOTIFY:
            (window,) = struct.unpack_from("<I", data, 8)
            return Event(kind, window, Area(*struct.unpack_from("<hhHH", data, 16)), bool(data[26]))
        case _ if kind == MAP_NOTIFY:
            return Event(kind, struct.unpack_from("<I", data, 8)[0], None, bool(data[12]))
        case _ if kind in (DESTROY_NOTIFY, MAP_REQUEST):
            return Event(kind, struct.unpack_from("<I", data, 8)[0], None, override_redirect=False)
    return None


def sides(areas: Sequence[Area]) -> Area:
    """Answer what all of them share, of no size where they share nothing."""
    left = max(area.left for area in areas)
    top = max(area.top for area in areas)
    right = min(area.left + area.width for area in areas)
    bottom = min(area.top + area.height for area in areas)
    return Area(left, top, max(0, right - left), max(0, bottom - top))
