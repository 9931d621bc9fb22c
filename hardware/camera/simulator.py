"""A network camera on loopback that looks at a drawn person; the real driver films it."""

import asyncio
import random
from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from functools import lru_cache

import cv2
import numpy as np

from hardware.camera.portrait.backdrop import Backdrop
from hardware.camera.portrait.person import Picture, Pose, add_noise, take_picture
from hardware.camera.portrait.persons import Who
from hardware.camera.staging import Staging
from hardware.camera.stream import MjpegServer
from hardware.patience import done_within
from kiosk.contracts.clock import Clock

_FPS = 15
# Mounted upright, as the terminal's screen is: who stands a little off has room above and below.
_SIZE, _FULL_SIZE = (720, 1280), (2160, 3840)
_QUALITY, _STILL_QUALITY = 88, 93
_REMEMBERED = 28  # pictures, 77 MB: the poses of a person who just stands there come round again
_HESITATES = 0.1  # seconds that a picture waits for the drawing of what has just changed
_NOISE, _NOISY = 1.2, 14.0  # levels of 255


_Drawn = tuple[Who, Picture]


class Sends(StrEnum):
    """What the camera puts on the line."""

    PICTURES = "pictures"
    BLACK = "black"
    GARBAGE = "garbage"
    NOTHING = "nothing"
    SAME = "same"


class CameraSimulator(Staging):
    """Implements `hardware.simulation.acts.Simulator`."""

    def __init__(self, clock: Clock, port: int = 0) -> None:
        super().__init__(clock)
        self._sends = Sends.PICTURES
        self._noise = _NOISE
        self._dice = random.Random(2)  # noqa: S311 - noise, not a secret
        self._drawing: asyncio.Task[_Drawn] | None = None
        self._drawn: _Drawn | None = None
        self._newest = b""
        self._still_turn = asyncio.Lock()
        self._server = MjpegServer(self._picture, self._still, clock, _FPS, port)

    async def start(self) -> None:
        """Draw the person, which takes some seconds the first time, and serve."""
        self._drawn = await asyncio.to_thread(_drawn, self._pose())
        await self._server.start()

    async def stop(self) -> None:
        await self._server.stop()
        if self._drawing is not None:
            await asyncio.wait({self._drawing})

    def describe(self) -> Mapping[str, object]:
        width, height = _SIZE
        still_width, still_height = _FULL_SIZE
        return {
            "driver": "opencv",
            "source": self._server.url,
            "still": self._server.still_url,
            "width": width,
            "height": height,
            "still_width": still_width,
            "still_height": still_height,
        }

    def state(self) -> Mapping[str, object]:
        return {
            "plugged": self._server.plugged_in,
            "sends": self._sends.value,
            "pictures_a_second": self._server.fps,
            "noise": self._noise,
            "watched_by": self._server.viewers,
            **self._seen(),
        }

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

    def make_noise(self) -> None:
        """Let the sensor be as noisy as in the dark."""
        self._noise = _NOISY

    def send_garbage(self) -> None:
        """Send what is no picture."""
        self._sends = Sends.GARBAGE

    def send_pictures(self) -> None:
        """Send pictures again, as it should: uncovered, thawed, without garbage or noise."""
        self._sends = Sends.PICTURES
        self._server.fps = _FPS
        self._noise = _NOISE

    async def restore(self) -> None:
        """Put everything in order for the next citizen, who is another one."""
        people = list(Who)
        self.stand_properly()
        self.set_light_right()
        self.send_somebody_away()
        self.change_background(Backdrop.WALL)
        self.wipe_lens()
        self.send_pictures()
        self.person(people[(people.index(self._sitting.person) + 1) % len(people)])
        await self.plug_in()

    async def unplug(self) -> None:
        """Pull the cable: the line breaks, nobody can connect."""
        await self._server.unplug()

    async def plug_in(self) -> None:
        """Put the cable back."""
        await self._server.plug_in()

    async def _picture(self) -> bytes | None:
        match self._sends:
            case Sends.NOTHING:
                return None
            case Sends.GARBAGE:
                return self._dice.randbytes(40_000)
            case Sends.SAME if self._newest:
                return self._newest
        await self._look_again()
        scene = await self._scene()
        seed, black = self._dice.getrandbits(32), self._sends is Sends.BLACK
        scene = np.zeros_like(scene) if black else scene
        self._newest = await asyncio.to_thread(_encode, scene, seed, self._noise, _QUALITY)
        return self._newest

    async def _scene(self) -> Picture:
        """Answer what was drawn last; of somebody who has gone since, only the wall."""
        assert self._drawn is not None  # noqa: S101 - start drew it
        person, picture = self._drawn
        if person is self._sitting.person:
            return picture
        empty = replace(self._pose(), present=False, bystander=None)
        return await asyncio.to_thread(_draw, empty)

    async def _look_again(self) -> None:
        """Draw what has changed, and keep no picture waiting for it: a camera never stops to think."""
        drawing = self._drawing
        if drawing is None:
            if self._still_turn.locked():
                return  # all there is of the machine is for the still
            drawing = self._drawing = asyncio.create_task(asyncio.to_thread(_drawn, self._pose()))
        if await done_within(self._clock, _HESITATES, drawing):
            self._drawn = drawing.result()
            if self._drawing is drawing:  # another viewer may have seen it done before
                self._drawing = None

    async def _still(self) -> bytes | None:
        match self._sends:
            case Sends.NOTHING:
                return None
            case Sends.GARBAGE:
                return self._dice.randbytes(40_000)
        black = self._sends is Sends.BLACK
        async with self._still_turn:
            return await asyncio.to_thread(
                _photograph, self._pose(), self._dice.getrandbits(32), self._noise, black
            )


@lru_cache(maxsize=_REMEMBERED)
def _draw(pose: Pose) -> Picture:
    return take_picture(pose, *_SIZE)


def _drawn(pose: Pose) -> _Drawn:
    return pose.person, _draw(pose)


def _photograph(pose: Pose, seed: int, noise: float, black: bool) -> bytes:  # noqa: FBT001 - the lens's cover
    width, height = _FULL_SIZE
    scene = np.zeros((height, width, 3), np.uint8) if black else take_picture(pose, width, height)
    return _encode(scene, seed, noise, _STILL_QUALITY)


def _encode(picture: Picture, seed: int, noise: float, quality: int) -> bytes:
    noisy = add_noise(picture, seed, noise)
    return bytes(cv2.imencode(".jpg", noisy, (cv2.IMWRITE_JPEG_QUALITY, quality))[1])
