"""Renders the gallery into pictures: `python -m screens.shots --out DIR`."""

import argparse
import asyncio
from math import cos, sin
from pathlib import Path

from kiosk.capture.signature.rendering import in_colour, picture
from kiosk.capture.signature.shape import Size
from kiosk.contracts.captures import Point, Stroke
from kiosk.presentation.page import Look
from screens import environment
from screens.gallery import gallery
from screens.images import Image
from screens.palette import THEMES
from screens.strokes import NoPad
from screens.theme import LANDSCAPE, PORTRAIT, TEXT_SIZES

_ORIENTATIONS = {"portrait": PORTRAIT, "landscape": LANDSCAPE}


class DrawnPortraits:
    """Pictures for the gallery: a drawn head on a grey ground, made without a camera."""

    def __init__(self) -> None:
        self._image = Image(1, 640, 480, _portrait(640, 480))

    def latest(self) -> Image | None:
        return self._image

    def picture(self, handle: str) -> Image | None:
        """Answer the portrait, or a name as a document would show it."""
        if not handle.startswith("signature"):
            return self._image
        size = (900, 132) if handle.endswith("id_card") else (630, 188)
        return Image(1, *size, in_colour(picture(_NAME, Size(*size), 6.0)).reshape(-1))


def _name() -> tuple[Stroke, ...]:
    """Answer loops as of a quick hand, and a bar."""
    ticks = [n / 40 for n in range(400)]
    loops = tuple(
        Point(9 * t + 4 * sin(5 * t), 8 + 7 * cos(5 * t + 0.4) * (1 + 0.7 * sin(1.7 * t)), t)
        for t in ticks
    )
    return loops, (Point(20, 22, 0.0), Point(46, 24, 0.2), Point(60, 23, 0.3))


_NAME = _name()


def _portrait(width: int, height: int) -> bytes:
    """Answer a head and shoulders, BGR."""
    pixels = bytearray()
    for y in range(height):
        for x in range(width):
            u, v = (x - width / 2) / height, y / height
            if (u / 0.19) ** 2 + ((v - 0.47) / 0.26) ** 2 < 1 and v > 0.3:  # noqa: PLR2004 - a drawing
                colour = (172, 184, 205)
            elif (u / 0.21) ** 2 + ((v - 0.44) / 0.27) ** 2 < 1:
                colour = (60, 66, 74)
            elif (u / 0.42) ** 2 + ((v - 1.08) / 0.34) ** 2 < 1:
                colour = (98, 92, 60)
            else:
                colour = (205, 203, 200)
            pixels += bytes(colour)
    return bytes(pixels)


async def render(out: Path, look: Look, orientation: str, only: str = "") -> list[Path]:
    """Write one PNG a page into the folder `out`; the environment must have been prepared for the orientation."""
    from screens.photograph import photograph  # noqa: PLC0415 - imports Kivy
    from screens.stage import Stage  # noqa: PLC0415

    stage = Stage(
        _ORIENTATIONS[orientation], emit=lambda _e: None, speak=lambda _s: None,
        hush=lambda: None, active=lambda: None, images=DrawnPortraits(), pad=NoPad(),
    )  # fmt: skip
    written: list[Path] = []
    running = asyncio.get_running_loop().create_task(stage.run())
    for index, page in enumerate(gallery(look)):
        if only and only not in page.id:
            continue
        stage.show(page)
        while not stage.settled:
            await asyncio.wait([running], timeout=0.02)
            if running.done():
                running.result()
        await asyncio.wait([running], timeout=0.05)
        path = out / f"{index:02d}-{page.id}.png"
        photograph(path)
        written.append(path)
    stage.stop()
    await running
    return written


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--theme", choices=THEMES, default="standard")
    parser.add_argument("--text-size", choices=TEXT_SIZES, default="normal")
    parser.add_argument("--orientation", choices=tuple(_ORIENTATIONS), default="portrait")
    parser.add_argument("--language", choices=("de", "en", "ar"), default="de")
    parser.add_argument("--only", default="", help="pages whose id has this in it")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    environment.prepare(_ORIENTATIONS[args.orientation])
    look = Look(args.language, args.language == "ar", args.theme, args.text_size)
    asyncio.run(render(args.out, look, args.orientation, args.only))


if __name__ == "__main__":
    main()
