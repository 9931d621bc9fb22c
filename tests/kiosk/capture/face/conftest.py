"""What tests of faces stand on: the pinned models and a measurer."""

import pytest

from kiosk.capture.face.measure import FaceMeasurer
from kiosk.capture.face.model_files import BESIDE_THE_CODE
from kiosk.capture.face.models import FaceModels, load_models


@pytest.fixture(scope="session")
def models() -> FaceModels:
    return load_models(BESIDE_THE_CODE)


@pytest.fixture
def measurer(models: FaceModels) -> FaceMeasurer:
    return FaceMeasurer(models)
