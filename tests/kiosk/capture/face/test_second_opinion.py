"""OFIQ's own opinion, with a package of the name and the interface of python-ofiq 0.3.1 in its place.

The real one needs 400 MB of models that no registry has; its classes, calls and exceptions were
tried without them.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy import uint8

from kiosk.capture.face.second_opinion import NoSecondOpinion, SecondOpinion

STAND_IN = """
class OFIQError(Exception): ...
class ConfigError(OFIQError): ...
class FaceDetectionError(OFIQError): ...
class OFIQ:
    def __init__(self, config_dir="", config_file="ofiq_config.jaxn"):
        from pathlib import Path
        if not (Path(config_dir) / config_file).exists():
            raise ConfigError(f"Initialization failed: Invalid path to config file: '{config_dir}'")
    def vector_quality(self, image_rgb, include_raw=False):
        assert image_rgb.flags["C_CONTIGUOUS"] and not include_raw
        if image_rgb.max() == 0:
            raise FaceDetectionError("no face")
        return {"UnifiedQualityScore": float(image_rgb[0, 0, 0]), "Sharpness": 100, "HeadSize": None}
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    (tmp_path / "ofiq").mkdir()
    (tmp_path / "ofiq" / "__init__.py").write_text(STAND_IN)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    sys.modules.pop("ofiq", None)


def test_its_scalars_are_told_of_the_picture_in_its_own_order_of_colours(package: Path) -> None:
    (package / "ofiq_config.jaxn").touch()
    red = np.zeros((1600, 1244, 3), uint8)
    red[..., 2] = 77
    opinion = SecondOpinion(package).ask(red)
    assert opinion == {"UnifiedQualityScore": 77.0, "Sharpness": 100.0}


def test_without_a_face_it_has_none(package: Path) -> None:
    (package / "ofiq_config.jaxn").touch()
    assert SecondOpinion(package).ask(np.zeros((1600, 1244, 3), uint8)) is None


def test_missing_models_are_told_with_the_folder(package: Path) -> None:
    with pytest.raises(NoSecondOpinion, match=r"capture\.ofiq: .*Invalid path to config file"):
        SecondOpinion(package)


def test_a_missing_package_is_told() -> None:
    assert "ofiq" not in sys.modules
    with pytest.raises(NoSecondOpinion, match="python-ofiq is not installed"):
        SecondOpinion(Path("/nowhere"))
