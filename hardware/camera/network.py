"""A network camera: its stream by ffmpeg, its stills by HTTP. Worker threads only."""

import http.client
import socket
import time
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlsplit

import cv2
import numpy as np

from hardware.camera import CameraFault
from hardware.camera.pictures import Picture, checked, upright
from hardware.camera.sources import Capture
from hardware.failures import DeviceFailed

PORTS = {"http": 80, "https": 443, "rtsp": 554}
_LARGEST = 64 << 20  # bytes of a snapshot; one of 4K has some 3 MB


class Stream(Capture):
    """The stream of a network camera."""

    def start(self) -> Picture:
        try:
            return super().start()
        except DeviceFailed as failed:
            # It opened, and what it then sends cannot be decoded.
            opened = self._capture is not None and self._capture.isOpened()
            if opened and failed.fault is CameraFault.UNPLUGGED:
                self._ring()  # or it was pulled out just now
                raise DeviceFailed(CameraFault.WRONG_FORMAT) from None
            raise

    def _grab(self) -> Any:
        # OpenCV's own time-out runs in the machine's time, so it is measured in it.
        began = time.perf_counter()
        try:
            return super()._grab()
        except DeviceFailed as failed:
            waited = time.perf_counter() - began >= 0.9 * self._wanted.patience
            if waited or failed.fault is not CameraFault.NO_PICTURES:
                raise
            raise DeviceFailed(CameraFault.UNPLUGGED) from None

    def _open(self) -> None:
        self._ring()
        milliseconds = int(1000 * self._wanted.patience)
        began = time.perf_counter()
        self._capture = cv2.VideoCapture(
            self._name,
            cv2.CAP_FFMPEG,
            [
                *(cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, milliseconds),
                *(cv2.CAP_PROP_READ_TIMEOUT_MSEC, milliseconds),
                *(cv2.CAP_PROP_N_THREADS, 1),  # decoding in several threads delays each picture
            ],
        )
        if not self._capture.isOpened():
            waited = time.perf_counter() - began >= 0.9 * self._wanted.patience
            self._ring()  # it may have been pulled out while it was opened
            raise DeviceFailed(CameraFault.NO_PICTURES if waited else CameraFault.WRONG_FORMAT)

    def _ring(self) -> None:
        """Connect once: ffmpeg does not tell "nobody there" from "not a film"."""
        parts = urlsplit(self._name)
        port = parts.port or PORTS.get(parts.scheme)
        if parts.hostname is None or port is None:
            return
        try:
            socket.create_connection((parts.hostname, port), self._wanted.patience).close()
        except OSError:
            raise DeviceFailed(CameraFault.NOT_FOUND) from None


class _Basic(urllib.request.HTTPBasicAuthHandler):
    """Asks again with the password, and lets go of the line on which it was asked for."""

    def http_error_401(self, req: Any, fp: Any, code: Any, msg: Any, headers: Any) -> Any:
        fp.close()
        return super().http_error_401(req, fp, code, msg, headers)


class _Digest(urllib.request.HTTPDigestAuthHandler):
    """As _Basic, for cameras that do not want the password itself."""

    def http_error_401(self, req: Any, fp: Any, code: Any, msg: Any, headers: Any) -> Any:
        fp.close()
        return super().http_error_401(req, fp, code, msg, headers)


def take_snapshot(url: str, patience: float, rotate: int) -> Picture:
    """Answer the picture that the camera serves at `url`, upright, at its full size.

    User and password may stand in the URL; they are sent when asked for. Raises DeviceFailed.
    """
    parts = urlsplit(url)
    place = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
    if parts.username is not None:
        passwords.add_password(None, place, parts.username, parts.password or "")
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}),  # a camera stands beside the terminal, never behind one
        _Basic(passwords),
        _Digest(passwords),
    )
    try:
        with opener.open(place, timeout=patience) as answer:
            content = answer.read(_LARGEST)
            if answer.length:  # it was promised more
                raise DeviceFailed(CameraFault.UNPLUGGED)
    except urllib.error.HTTPError as refused:
        refused.close()
        raise DeviceFailed(CameraFault.WRONG_FORMAT) from None
    except urllib.error.URLError as unreachable:
        waited = isinstance(unreachable.reason, TimeoutError)
        raise DeviceFailed(CameraFault.NO_PICTURES if waited else CameraFault.UNPLUGGED) from None
    except TimeoutError:
        raise DeviceFailed(CameraFault.NO_PICTURES) from None
    except (OSError, http.client.HTTPException):
        raise DeviceFailed(CameraFault.UNPLUGGED) from None
    buffer = np.frombuffer(content, np.uint8)
    flags = cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION
    return upright(checked(cv2.imdecode(buffer, flags) if content else None), rotate)
