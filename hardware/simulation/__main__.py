"""The simulated world as a process: `python -m hardware.simulation --run-dir DIR`."""

import argparse
import asyncio
import json
import sys
from pathlib import Path

from hardware.simulation.cast import EidChoice, Miscast, Wishes
from hardware.simulation.device_end import AddressTaken
from hardware.simulation.world import FILE, open_world, told_to_end, write_report
from kiosk.clock import SystemClock


class NotWritable(Exception):
    """The directory for the report cannot be made or written; the message is its path."""


def main() -> int:
    options = _options().parse_args()
    wishes = Wishes(options.camera, EidChoice(options.eid), options.slips)
    try:
        return asyncio.run(_run(wishes, options.run_dir, options.port))
    except (Miscast, AddressTaken) as refused:
        return _refuse(str(refused))
    except NotWritable as refused:
        return _refuse(f"'{refused}' cannot be written.")


async def _run(wishes: Wishes, run_dir: Path, port: int) -> int:
    clock = SystemClock()
    ending = asyncio.ensure_future(told_to_end(clock))
    world = await open_world(wishes, clock, port)
    path: Path | None = None
    try:
        try:
            path = await asyncio.to_thread(write_report, world, run_dir)
        except OSError:
            raise NotWritable(run_dir) from None
        sys.stdout.write(json.dumps(world.report()) + "\n")
        sys.stdout.flush()
        await ending
    finally:
        ending.cancel()
        await world.stop()
        if path is not None:
            path.unlink(missing_ok=True)
    return 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m hardware.simulation",
        description="Simulated devices and their control on this machine, until SIGTERM, or until "
        "the process that started it ends. The first line of output says where everything is.",
    )
    parser.add_argument(
        "--run-dir", type=Path, required=True, metavar="DIR", help=f"where {FILE} is written"
    )
    parser.add_argument(
        "--camera",
        default="",
        metavar="FILE|/dev/videoN",
        help="a picture, video or device in place of the simulated camera",
    )
    parser.add_argument(
        "--eid",
        choices=[choice.value for choice in EidChoice],
        default=EidChoice.AUTO.value,
        help="the real eID client with a test card, recorded messages, or what can run here",
    )
    parser.add_argument(
        "--slips", type=Path, metavar="DIR", help="where printed slips are kept as PNG"
    )
    parser.add_argument(
        "--port", type=int, default=0, metavar="PORT", help="of the control; any free one if 0"
    )
    return parser


def _refuse(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
