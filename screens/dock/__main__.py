"""The dev dock as a program: `python -m screens.dock --control HOST:PORT`."""

import argparse
import asyncio
import os
import sys
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.hardening import die_with_parent
from screens import environment
from screens.theme import DisplayProfile

WIDTH = 600
LEAST, USUAL, MOST = 600, 1040, 4000


def main() -> int:
    die_with_parent(os.getppid())
    options = _options()
    if not LEAST <= options.height <= MOST:
        sys.stderr.write(f"The dock's height is from {LEAST} to {MOST} pixels.\n")
        return 2
    _prepare(options.left, options.top, options.height)
    from screens.dock.desk import Desk  # noqa: PLC0415 - makes Kivy's window

    clock = SystemClock()

    async def run() -> None:
        await Desk(options.control, options.height, clock).run(options.shot)

    try:
        asyncio.run(run())
    except ValueError as wrong:
        sys.stderr.write(f"--control: {wrong}.\n")
        return 2
    except KeyboardInterrupt:
        pass
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m screens.dock",
        description="A window by which a person acts on the simulated devices.",
    )
    parser.add_argument(
        "--control", required=True, metavar="HOST:PORT", help="of the world, from its world.json"
    )
    parser.add_argument("--left", type=int, default=1090, metavar="PX", help="where it stands")
    parser.add_argument("--top", type=int, default=0, metavar="PX", help="where it stands")
    parser.add_argument("--height", type=int, default=USUAL, metavar="PX", help="of the window")
    parser.add_argument(
        "--shot", type=Path, metavar="FILE", help="take one picture of it as PNG and end"
    )
    return parser.parse_args()


def _prepare(left: int, top: int, height: int) -> None:
    """Prepare Kivy as for the terminal, but with a frame and a mouse."""
    environment.prepare(DisplayProfile(width=WIDTH, height=height))
    os.environ["SDL_VIDEO_X11_WMCLASS"] = "buergerterminal-dock"
    from kivy.config import Config  # noqa: PLC0415 - only now its environment is set

    for key, value in {"left": left, "top": top, "borderless": 0, "show_cursor": 1}.items():
        Config.set("graphics", key, str(value))


if __name__ == "__main__":
    sys.exit(main())
