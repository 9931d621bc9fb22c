"""Measures self-capture: what is caught and who is refused, person by person; and how long it takes."""

import argparse
import asyncio
import json
import sys
from collections.abc import Callable
from pathlib import Path

from hardware.camera.portrait.persons import Who
from kiosk.app.site import load_site, load_wording
from kiosk.bench.capture import fingers, speeds, tables
from kiosk.bench.capture.citizens import visits
from kiosk.bench.capture.situations import COMPLIANT, DEFECTS
from kiosk.bench.capture.spoiling import SPOILT
from kiosk.bench.capture.watching import look_at_portraits, watch
from kiosk.bench.figures import Figure, table
from kiosk.bench.scene import NotMeasured
from kiosk.capture.face.measure import FaceMeasurer
from kiosk.capture.face.model_files import BESIDE_THE_CODE, ModelsMissing
from kiosk.capture.face.models import load_models
from kiosk.capture.face.profile import load_profile
from kiosk.clock import SystemClock
from kiosk.config.load import load_configuration
from kiosk.config.model import Capture

PROFILE = "tr03121-gid-7.0"
CAPTURE = Capture(PROFILE, BESIDE_THE_CODE, "", "", {"driver": "omitted"}, "nbis")


def main() -> int:
    options = _options().parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    people = [Who(name) for name in options.people] if options.people else list(Who)
    try:
        parts, figures = _measured(people, options.visits, options.fingers, _tell)
    except (NotMeasured, ModelsMissing) as failed:
        sys.stderr.write(f"./dev bench capture: {failed}\n")
        return 1
    report = options.out / "capture.md"
    report.write_text("# Self-capture, as measured\n\n" + "\n\n".join(parts) + "\n", "utf-8")
    (options.out / "capture.json").write_text(
        json.dumps([figure.as_json() for figure in figures], indent=1), "utf-8"
    )
    print("\n\n".join(parts))
    print(table(figures))
    print(f"\n  Every row: {report}")
    return 0 if all(figure.met for figure in figures) else 1


def _measured(
    people: list[Who], rounds: int, prints: int, tell: Callable[[str], None]
) -> tuple[list[str], list[Figure]]:
    """Answer the tables, in Markdown, and the promises."""
    measurer, profile = FaceMeasurer(load_models(BESIDE_THE_CODE)), load_profile(PROFILE)
    figures = [*speeds.measure_faces(), *speeds.measure_shutter(CAPTURE)]
    situations = (*COMPLIANT, *DEFECTS)
    seen = []
    for number, one in enumerate(watch(situations, people, measurer, profile, seed=1), start=1):
        seen.append(one)
        tell(f"situation {number} of {len(situations) * len(people)}")
    real = list(look_at_portraits(SPOILT, measurer, profile, seed=1))
    came = []
    configuration = load_configuration(profile="demo")
    site = load_site(configuration, load_wording(configuration), SystemClock().now())
    for number, visit in enumerate(visits(people, rounds, CAPTURE, site), start=1):
        came.append(visit)
        tell(f"citizen {number} of {rounds * len(people)}")
    tell(f"fingers, {prints} of each kind")
    laid = asyncio.run(fingers.lay(n=prints))
    parts = [
        tables.situations(seen),
        tables.situations(real, "Photo: portraits in the public domain, spoilt"),
        tables.visits(came),
        "## Fingers\n\n" + fingers.table(laid),
    ]
    return parts, [*figures, *tables.figures([*seen, *real], came), *fingers.figures(laid)]


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./dev bench capture",
        description=__doc__,
        epilog="Exit codes: 0 every promise is kept, 1 one is not, or something is missing.",
    )
    parser.add_argument("--out", type=Path, default=Path("build"), metavar="DIR")
    parser.add_argument(
        "--people", nargs="+", choices=[str(who) for who in Who], metavar="NAME",
        help=f"only these: {', '.join(Who)}",
    )  # fmt: skip
    parser.add_argument(
        "--visits", type=int, default=15, metavar="N", help="how often each of them comes (15)"
    )
    parser.add_argument(
        "--fingers", type=int, default=100, metavar="N", help="how many of each kind (100)"
    )
    return parser


def _tell(line: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{line}")
        sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
