"""Tells a camera that sees nothing, repeats itself or crawls from one that works: by what it sends."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from hardware.camera import CameraFault

if TYPE_CHECKING:
    from hardware.camera.pictures import Shot

_FROZEN_AFTER = 3.0  # seconds of the very same bits: a sensor's noise never repeats
_COVERED_AFTER = 2.0  # seconds; who tidies the lens with a cloth is quicker
_BLACK = 24  # of 255; a room at night with the screen's light on is brighter
_SLOW_OVER = 4.0  # seconds in which the pictures are counted
_SLOWEST = 2.0  # pictures a second; with fewer nobody can be guided


class Liveness:
    """Sees every picture of a live camera in the order in which they came."""

    def __init__(self) -> None:
        self._digest: int | None = None
        self._same_since = 0.0
        self._black_since: float | None = None
        self._came: deque[float] = deque()

    def see(self, shot: Shot, now: float) -> CameraFault | None:
        """Answer what is wrong now, FROZEN before COVERED before TOO_SLOW."""
        if shot.digest != self._digest:
            self._digest, self._same_since = shot.digest, now
        if shot.brightest >= _BLACK:
            self._black_since = None
        elif self._black_since is None:
            self._black_since = now
        if now - self._same_since >= _FROZEN_AFTER:
            return CameraFault.FROZEN
        if self._black_since is not None and now - self._black_since >= _COVERED_AFTER:
            return CameraFault.COVERED
        return CameraFault.TOO_SLOW if self._crawls(now) else None

    def pause(self) -> None:
        """Pictures stayed out for a known reason: do not count that time as slowness."""
        self._came.clear()

    def _crawls(self, now: float) -> bool:
        self._came.append(now)
        whole = now - self._came[0] >= _SLOW_OVER
        while now - self._came[0] > _SLOW_OVER:
            self._came.popleft()
        return whole and len(self._came) - 1 < _SLOWEST * _SLOW_OVER
