"""`python -m kiosk.demo`: a window with the dev dock, or every journey walked by itself."""

import argparse
import asyncio
import os
import shutil
import sys
from pathlib import Path

from kiosk.demo.play import Wishes, play_headless, play_windowed
from kiosk.demo.processes import ProcessFailed
from kiosk.demo.scripts import AT_PORTALS, SCRIPTS

JOURNEYS = tuple(script.journey for script in (*SCRIPTS, *AT_PORTALS))


def main() -> int:
    options = _options().parse_args()
    if not os.environ.get("DISPLAY"):
        sys.stderr.write("There is no display. Start it by ./dev demo, which brings its own.\n")
        return 1
    out = options.out.absolute()
    wishes = Wishes(
        camera=options.camera,
        journeys=tuple(options.journey or JOURNEYS),
        language=options.lang,
        landscape=options.landscape,
        eid=options.eid,
        out=out,
    )
    try:
        if options.headless:
            shutil.rmtree(out, ignore_errors=True)
            out.mkdir(parents=True)
            return asyncio.run(play_headless(wishes))
        return asyncio.run(play_windowed(wishes))
    except ProcessFailed as failed:
        sys.stderr.write(f"{failed}\n")
        return 1
    except KeyboardInterrupt:
        return 130


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./dev demo",
        description="Run the terminal on simulated devices. With --headless an autopilot walks "
        "every journey and leaves pictures, receipts, opened cases and report.json in DIR. "
        "Applications go to a double of FIT-Connect, which opens, judges and accepts them.",
    )
    parser.add_argument("--headless", action="store_true", help="walk by itself, show no window")
    parser.add_argument("--out", type=Path, default=Path("build/demo"), metavar="DIR")
    parser.add_argument(
        "--camera", default="", metavar="FILE|/dev/videoN", help="picture, video or device"
    )
    parser.add_argument(
        "--journey", action="append", choices=JOURNEYS, help="only this one (may be repeated)"
    )
    parser.add_argument("--lang", choices=("de", "en"), default="de", help="the greeting language")
    parser.add_argument("--landscape", action="store_true", help="1920 x 1080 instead of portrait")
    parser.add_argument(
        "--eid",
        choices=("auto", "lab", "replay"),
        default="auto",
        help="the real AusweisApp with a test card, recorded messages, or what can run here",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
