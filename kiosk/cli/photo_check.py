"""`kiosk capture check`: judges pictures as a terminal would judge its photo, for technicians."""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.capture.face.model_files import BESIDE_THE_CODE, ModelsMissing
from kiosk.cli.exits import FINE, UNREADABLE, WANTING, Unreadable
from kiosk.cli.options import refusing
from kiosk.config.load import load_configuration

if TYPE_CHECKING:
    from kiosk.capture.face.assessing import Assessment
    from kiosk.capture.face.judging import Finding
    from kiosk.capture.face.measure import FaceMeasurer
    from kiosk.capture.face.profile import Profile

MOST_BYTES = 64 * 1024 * 1024


def prepare(command: argparse.ArgumentParser) -> None:
    command.description = (
        "Judge pictures by the criteria of TR-03121. What has the finished photo's size is judged as "
        "it is, out of anything else the photo is cut first. Exits with 0 if all are accepted, with 1 "
        "if one is not, with 3 if one cannot be read."
    )
    command.add_argument("pictures", nargs="+", type=Path, metavar="PICTURE")
    command.add_argument(
        "--json", action="store_true", help="the whole quality vector, a line each"
    )
    command.add_argument(
        "--profile", metavar="NAME|FILE", help="a profile of config/capture, or the path of another"
    )
    command.add_argument(
        "--models", type=Path, metavar="FOLDER", help="what faces are measured with"
    )
    command.add_argument("--config", type=Path, metavar="FILE", help="the host's own settings")
    command.set_defaults(run=run)


@refusing
def run(options: argparse.Namespace) -> int:
    """Print what was found of each picture."""
    wanted = load_configuration(options.config).capture
    from kiosk.capture.face.measure import FaceMeasurer  # noqa: PLC0415 - OpenCV is loaded when needed
    from kiosk.capture.face.models import load_models  # noqa: PLC0415 - likewise
    from kiosk.capture.face.profile import ProfileRefused, load_profile  # noqa: PLC0415 - likewise

    named = options.profile or wanted.profile
    try:
        profile = load_profile(Path(named).resolve() if named.endswith(".toml") else named)
        measurer = FaceMeasurer(load_models(options.models or _models(wanted.models)))
    except (ModelsMissing, ProfileRefused) as refused:
        raise Unreadable(str(refused)) from None
    worst = FINE
    for path in options.pictures:
        try:
            assessed = _assess(path, measurer, profile)
        except ValueError as error:
            print(f"{path}: {error}", file=sys.stderr)
            worst = UNREADABLE
            continue
        print("\n".join(_told(path, assessed, profile, as_json=options.json)))
        worst = max(worst, FINE if assessed.accepted else WANTING)
    return worst


def _models(configured: Path) -> Path:
    """Answer the configured folder, or a checkout's own where that one is not there."""
    return configured if configured.is_dir() or not BESIDE_THE_CODE.is_dir() else BESIDE_THE_CODE


def _assess(path: Path, measurer: "FaceMeasurer", profile: "Profile") -> "Assessment":
    import cv2  # noqa: PLC0415 - only a command that looks at pictures pays it
    import numpy as np  # noqa: PLC0415 - likewise

    from kiosk.capture.face.assessing import assess, assess_finished  # noqa: PLC0415 - likewise

    try:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError("is larger than 64 MB")
        data = path.read_bytes()
    except OSError as error:
        raise ValueError(f"cannot be read ({error.strerror})") from None
    try:
        read = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR) if data else None
    except cv2.error:
        read = None
    if read is None:
        raise ValueError("is no picture that can be opened")
    pixels = np.asarray(read, np.uint8)
    finished = pixels.shape[:2] == (profile.crop.height, profile.crop.width)
    return (assess_finished if finished else assess)(pixels, measurer, profile)


def _told(
    path: Path, assessed: "Assessment", profile: "Profile", *, as_json: bool
) -> Iterator[str]:
    instruction = assessed.instruction.word if assessed.instruction else ""
    if as_json:
        from kiosk.capture.face.quality import judgement  # noqa: PLC0415 - loaded by now

        told = {"picture": str(path), "instruction": instruction} | judgement(assessed, profile)
        yield json.dumps(told, ensure_ascii=False)
        return
    mandatory, optional = assessed.mandatory, assessed.optional
    yield f"{path}: {'accepted' if assessed.accepted else 'not accepted'} by {profile.name}"
    yield (
        f"  mandatory {mandatory.passed} of {mandatory.of}, {mandatory.failed} failed; "
        f"optional {optional.passed} of {optional.of}, {optional.failed} failed"
    )
    if instruction:
        yield f"  what would help most: {instruction}"
    yield from (_line(row) for row in assessed.findings.rows)
    yield ""


def _line(row: "Finding") -> str:
    value = "" if row.value is None else f"{row.value:.3f}".rstrip("0").rstrip(".")
    state = row.state.replace("_", " ") + (
        f" ({row.reason.replace('_', ' ')})" if row.reason else ""
    )
    return (
        f"  {row.id}  {'M' if row.mandatory else 'O'}  {row.name:<24}{value:>10}  "
        f"{_limits(row.minimum, row.maximum):<14}{state}"
    )


def _limits(minimum: float | None, maximum: float | None) -> str:
    if minimum is None:
        return "" if maximum is None else f"to {maximum:g}"
    return f"from {minimum:g}" if maximum is None else f"{minimum:g} to {maximum:g}"
