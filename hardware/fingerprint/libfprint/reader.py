"""Takes finger images by libfprint; run by the system's own Python, which has its bindings (python3-gi).

`python3 -I reader.py list|serve [DRIVER]`. `list` prints one line of JSON: every reader, and whether it
gives images. `serve` reads lines `{"capture": 7}`, `{"cancel": 7}` and `{"ping": 8}`, and answers
`{"device": …}` at first and on every change, `{"pong": 8}`, and to a capture `{"waits": 7}` as soon as
the reader waits for the finger, then one of
`{"image": 7, "width": …, "height": …, "size": …}` with as many bytes of grey behind the line,
`{"retry": 7, "why": "too_short"}`, `{"failed": 7, "why": "removed"}` or `{"cancelled": 7}`.
Ends with its input. Imports nothing of this project: it runs under another Python.
"""

import ctypes
import importlib
import json
import os
import resource
import signal
import sys
from typing import Any

_VERSION = "2.0"
_READ = 65_536
_STDIN, _STDOUT = 0, 1
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4

_repository = importlib.import_module("gi")
_repository.require_version("FPrint", _VERSION)
FPrint = importlib.import_module("gi.repository.FPrint")
GLib = importlib.import_module("gi.repository.GLib")
Gio = importlib.import_module("gi.repository.Gio")


def words(enumeration: Any, names: tuple[str, ...]) -> dict[int, str]:
    """Map the numbers of those members that this libfprint has to words of the line."""
    return {
        int(getattr(enumeration, name)): name.lower()
        for name in names
        if hasattr(enumeration, name)
    }


RETRIES = words(FPrint.DeviceRetry, ("GENERAL", "TOO_SHORT", "CENTER_FINGER", "REMOVE_FINGER"))
ERRORS = words(
    FPrint.DeviceError, ("NOT_SUPPORTED", "NOT_OPEN", "ALREADY_OPEN", "BUSY", "REMOVED", "TOO_HOT")
)


def gives_images(device: Any) -> bool:
    return bool(device.has_feature(FPrint.DeviceFeature.CAPTURE))


def described(device: Any) -> dict[str, Any]:
    return {
        "name": device.get_name(),
        "driver": device.get_driver(),
        "images": gives_images(device),
    }


class Server:
    """One reader, opened at the first capture; one capture at a time."""

    def __init__(self, driver: str) -> None:
        self._driver = driver
        self._loop = GLib.MainLoop()
        self._context = FPrint.Context()
        self._device: Any = None
        self._read = b""
        self._number: int | None = None
        self._stop: Any = None

    def run(self) -> None:
        self._context.connect("device-added", lambda *_: self._choose())
        self._context.connect("device-removed", self._gone)
        self._context.enumerate()
        self._choose()
        GLib.io_add_watch(_STDIN, GLib.IO_IN | GLib.IO_HUP, self._heard)
        self._loop.run()

    def _choose(self) -> None:
        """Take a reader that gives images if there is one; tell which."""
        if self._device is not None and gives_images(self._device):
            return
        found = [
            device
            for device in self._context.get_devices()
            if self._driver in ("", device.get_driver())
        ]
        found.sort(key=gives_images, reverse=True)
        self._device = found[0] if found else None
        if self._device is not None:
            self._device.connect("notify::finger-status", self._told)
        tell({"device": described(self._device) if found else None})

    def _gone(self, _context: Any, device: Any) -> None:
        if device == self._device:
            self._device = None
            self._end("failed", "removed")
            self._choose()

    def _told(self, device: Any, _property: Any) -> None:
        if (
            self._number is not None
            and device.get_finger_status() & FPrint.FingerStatusFlags.NEEDED
        ):
            tell({"waits": self._number})

    def _heard(self, *_: Any) -> bool:
        piece = os.read(_STDIN, _READ)
        if not piece:
            self._loop.quit()
            return False
        *lines, self._read = (self._read + piece).split(b"\n")
        for line in lines:
            self._obey(json.loads(line))
        return True

    def _obey(self, order: dict[str, int]) -> None:
        if "ping" in order:
            tell({"pong": order["ping"]})
        elif "capture" in order and self._number is None:
            self._capture(order["capture"])
        elif "cancel" in order and self._number == order["cancel"]:
            self._stop.cancel()
        elif "capture" in order:
            tell({"failed": order["capture"], "why": "busy"})

    def _capture(self, number: int) -> None:
        self._number, self._stop = number, Gio.Cancellable()
        if self._device is None:
            self._end("failed", "not_found")
        elif not gives_images(self._device):
            self._end("failed", "not_supported")
        elif self._device.is_open():
            self._device.capture(True, self._stop, self._captured)
        else:
            self._device.open(self._stop, self._opened)

    def _opened(self, device: Any, result: Any) -> None:
        try:
            device.open_finish(result)
        except GLib.Error as error:
            self._end(*self._meaning(error))
        else:
            device.capture(True, self._stop, self._captured)

    def _captured(self, device: Any, result: Any) -> None:
        try:
            image = device.capture_finish(result)
        except GLib.Error as error:
            kind, why = self._meaning(error)
            if kind == "failed" and device.is_open():
                device.close(None, lambda *_: self._end(kind, why))
            else:
                self._end(kind, why)
            return
        number, self._number = self._number, None
        if number is not None:
            pixels = bytes(image.get_data())
            sides = {"width": image.get_width(), "height": image.get_height()}
            tell({"image": number, **sides, "size": len(pixels)}, pixels)

    def _meaning(self, error: Any) -> tuple[str, str]:
        if error.matches(Gio.io_error_quark(), Gio.IOErrorEnum.CANCELLED):
            return "cancelled", ""
        if error.domain == GLib.quark_to_string(FPrint.device_retry_quark()):
            return "retry", RETRIES.get(error.code, "general")
        if error.domain == GLib.quark_to_string(FPrint.device_error_quark()):
            return "failed", ERRORS.get(error.code, "general")
        return "failed", "general"

    def _end(self, kind: str, why: str) -> None:
        number, self._number = self._number, None
        if number is not None:
            tell({kind: number, "why": why})


def tell(answer: dict[str, Any], behind: bytes = b"") -> None:
    rest = memoryview(json.dumps(answer).encode() + b"\n" + behind)
    while rest:
        rest = rest[os.write(_STDOUT, rest) :]


def keep_to_itself() -> None:
    """Die with the parent, and leave no memory on disk: it has held fingerprints."""
    system = ctypes.CDLL(None)
    system.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    system.prctl(_PR_SET_DUMPABLE, 0)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    word, driver = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""  # noqa: PLR2004 - see above
    keep_to_itself()
    if word == "list":
        context = FPrint.Context()
        context.enumerate()
        tell({"devices": [described(device) for device in context.get_devices()]})
    else:
        Server(driver).run()


if __name__ == "__main__":
    main()
