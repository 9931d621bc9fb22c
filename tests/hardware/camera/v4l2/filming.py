"""Runs in a process of its own, with the shim preloaded: the real driver, told by lines what to do.

Lines on standard input: `open`, `frame`, `still`, `fault NAME` (wait until it is told; `none` for none),
`close`. To each there is one line of JSON.
"""

import asyncio
import json
import sys

from hardware.camera.opencv import OpenCvCamera, Settings
from hardware.failures import DeviceFailed
from kiosk.clock import SystemClock


def _seen(pixels: object) -> dict[str, object]:
    height, width, _ = pixels.shape  # type: ignore[attr-defined]
    left, right = pixels[:, : width // 4].mean(), pixels[:, -(width // 4) :].mean()  # type: ignore[index]
    return {"size": [width, height], "left": round(float(left)), "right": round(float(right))}


async def _do(camera: OpenCvCamera, act: str, argument: str) -> dict[str, object]:
    match act:
        case "open":
            await camera.open()
        case "close":
            await camera.close()
        case "frame":
            frames = camera.frames()
            await anext(frames)  # the newest there is, however old
            return _seen((await anext(frames)).pixels)
        case "still":
            return _seen((await camera.still()).pixels)
        case "fault":
            async for status in camera.watch():
                if (status.fault or "none") == argument:
                    break
    return {"done": act}


async def main() -> None:
    camera = OpenCvCamera(Settings(**json.loads(sys.argv[1])), SystemClock())
    while line := await asyncio.to_thread(sys.stdin.readline):
        act, _, argument = line.strip().partition(" ")
        try:
            answer = await _do(camera, act, argument)
        except DeviceFailed as failed:
            answer = {"failed": failed.fault}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    await camera.close()


if __name__ == "__main__":
    asyncio.run(main())
