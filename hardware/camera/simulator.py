"""A network camera on loopback that looks at a drawn person; the real driver films it."""

import asyncio
import random
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.camera.portrait.person import HEIGHT, WIDTH, Picture, Pose, take_picture
from hardware.camera.portrait.sitting import BRIGHT, CLOSER, DARK, FARTHER, Sitting
from hardware.camera.stream import MjpegServer
from kiosk.contracts.clock import Clock

_FPS = 15
_QUALITY = 88  # of the JPEG pictures: about 45 kB each
_REMEMBERED = 24  # pictures, 65 MB: the poses of a person who just stands there come round again


class Direction(StrEnum):
    LEFT = "left"
    RIGHT = "right"


class Sends(StrEnum):
    """What the camera puts on the line."""

    PICTURES = "pictures"
    BLACK = "black"
    GARBAGE = "garbage"
    NOTHING = "nothing"
    SAME = "same"


class CameraSimulator:
    """Implements `hardware.simulation.acts.Simulator`. Directions are the camera's, not the person's."""

    def __init__(self, clock: Clock, port: int = 0) -> None:
        self._clock = clock
        self._sitting = Sitting()
        self._sends = Sends.PICTURES
        self._drawing = asyncio.Lock()
        self._newest = b""
        self._dice = np.random.default_rng(2)
        self._server = MjpegServer(self._picture, self._still, clock, _FPS, port)

    async def start(self) -> None:
        await self._picture()  # drawing the parts takes a while the first time
        await self._server.start()

    async def stop(self) -> None:
        await self._server.stop()

    def describe(self) -> Mapping[str, object]:
        return {"driver": "opencv", "source": self._server.url, "still": self._server.still_url}

    def state(self) -> Mapping[str, object]:
        now, person = self._clock.monotonic(), self._sitting
        return {
            "plugged": self._server.plugged_in,
            "sends": self._sends.value,
            "pictures_a_second": self._server.fps,
            "watched_by": self._server.viewers,
            "person": person.present,
            "turned": round(person.turn.target, 2),
            "size": round(person.size.at(now), 2),
            "looks_away": person.look.target != 0,
            "eyes_shut": person.eyes_shut,
            "moves_about": person.pacing,
            "light": person.light.target,
            "lens_smeared": person.smeared,
        }

    def step_closer(self) -> None:
        """Step too close to the camera."""
        self._sitting.size.go(CLOSER, self._clock.monotonic())

    def step_back(self) -> None:
        """Step too far away from the camera."""
        self._sitting.size.go(FARTHER, self._clock.monotonic())

    def turn_head(self, to: Direction = Direction.LEFT) -> None:
        """Turn the head to one side."""
        turn = -0.4 if to is Direction.LEFT else 0.4
        self._sitting.turn.go(turn, self._clock.monotonic())

    def look_away(self, to: Direction = Direction.RIGHT) -> None:
        """Look past the camera."""
        self._sitting.look.go(-1.0 if to is Direction.LEFT else 1.0, self._clock.monotonic())

    def shut_eyes(self) -> None:
        """Keep the eyes shut."""
        self._sitting.eyes_shut = True

    def move_about(self) -> None:
        """Shift from one foot to the other."""
        self._sitting.pacing = True

    def stand_properly(self) -> None:
        """Stand still at the right distance and look into the camera, eyes open."""
        now, person = self._clock.monotonic(), self._sitting
        fresh = Sitting()
        person.turn.go(fresh.turn.target, now)
        person.size.go(fresh.size.target, now)
        person.look.go(fresh.look.target, now)
        person.eyes_shut = person.pacing = False
        person.present = True

    def walk_away(self) -> None:
        """Leave; the camera sees the wall."""
        self._sitting.present = False

    def darken_light(self) -> None:
        """Turn the lamp down until it is too dark."""
        self._sitting.light.go(DARK, self._clock.monotonic())

    def brighten_light(self) -> None:
        """Turn the lamp up until it dazzles."""
        self._sitting.light.go(BRIGHT, self._clock.monotonic())

    def set_light_right(self) -> None:
        """Set the lamp as it should be."""
        self._sitting.light.go(1.0, self._clock.monotonic())

    def smear_lens(self) -> None:
        """Put a finger on the lens, which smears it."""
        self._sitting.smeared = True

    def wipe_lens(self) -> None:
        """Wipe the lens clean."""
        self._sitting.smeared = False

    def go_black(self) -> None:
        """Cover the lens: the pictures are black."""
        self._sends = Sends.BLACK

    def freeze(self) -> None:
        """Let the camera hang: the line stays, no picture comes."""
        self._sends = Sends.NOTHING

    def repeat_picture(self) -> None:
        """Let the camera's picture stand still: it sends the same one for ever."""
        self._sends = Sends.SAME

    def slow_down(self) -> None:
        """Let the camera send only one picture a second."""
        self._server.fps = 1

    def send_garbage(self) -> None:
        """Send what is no picture."""
        self._sends = Sends.GARBAGE

    def send_pictures(self) -> None:
        """Send pictures again, as it should: uncovered, thawed, without garbage."""
        self._sends = Sends.PICTURES
        self._server.fps = _FPS

    async def restore(self) -> None:
        """Put everything in order for the next citizen."""
        self.stand_properly()
        self.set_light_right()
        self.wipe_lens()
        self.send_pictures()
        await self.plug_in()

    async def unplug(self) -> None:
        """Pull the cable: the line breaks, nobody can connect."""
        await self._server.unplug()

    async def plug_in(self) -> None:
        """Put the cable back."""
        await self._server.plug_in()

    async def _still(self) -> bytes | None:
        picture = await self._picture()
        return None if picture is None else await asyncio.to_thread(_enlarged, picture)

    async def _picture(self) -> bytes | None:
        match self._sends:
            case Sends.NOTHING:
                return None
            case Sends.GARBAGE:
                return random.Random(0).randbytes(40_000)  # noqa: S311 - noise, not a secret
            case Sends.BLACK:
                return self._black()
            case Sends.SAME if self._newest:
                return self._newest
        async with self._drawing:
            pose = self._sitting.pose(self._clock.monotonic())
            self._newest = await asyncio.to_thread(self._film, pose)
            return self._newest

    def _black(self) -> bytes:
        return _encode(
            cv2.add(np.zeros((HEIGHT, WIDTH, 3), np.uint8), self._noise(), dtype=cv2.CV_8U)
        )

    def _film(self, pose: Pose) -> bytes:
        return _encode(cv2.add(_drawn(pose), self._noise(), dtype=cv2.CV_8U))

    def _noise(self) -> NDArray[np.int8]:
        """Answer the sensor's own noise, never the same twice."""
        left, top = self._dice.integers(0, 256, 2)
        return _grain()[top : top + HEIGHT, left : left + WIDTH]


@lru_cache(maxsize=_REMEMBERED)
def _drawn(pose: Pose) -> Picture:
    return take_picture(pose)


@lru_cache(maxsize=1)
def _grain() -> NDArray[np.int8]:
    size = (HEIGHT + 256, WIDTH + 256, 3)
    return np.random.default_rng(1).normal(0, 1.2, size).round().astype(np.int8)


def _encode(picture: Picture) -> bytes:
    return bytes(cv2.imencode(".jpg", picture, (cv2.IMWRITE_JPEG_QUALITY, _QUALITY))[1])


def _enlarged(picture: bytes) -> bytes:
    decoded = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR)
    if decoded is None:
        return picture
    return _encode(np.asarray(cv2.resize(decoded, (3840, 2160), interpolation=cv2.INTER_CUBIC)))
