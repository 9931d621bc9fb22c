from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.capture.face.model_files import (
    BESIDE_THE_CODE,
    DETECTION,
    IRIS,
    LANDMARKS,
    MODEL_FILES,
    ModelFile,
    ModelsMissing,
)
from kiosk.capture.face.models import FaceModels, Network, load_models


@pytest.mark.parametrize("model", MODEL_FILES, ids=lambda model: model.name)
def test_the_classic_engine_answers_every_output(model: ModelFile) -> None:
    network = Network(BESIDE_THE_CODE / model.file, model)
    picture = np.full((model.height, model.width, 3), 128, np.uint8)
    assert tuple(values.size for values in network.run(picture, 0, 1 / 255)) == model.outputs


@pytest.mark.parametrize("model", [DETECTION, LANDMARKS, IRIS], ids=lambda model: model.name)
def test_the_other_engines_still_keep_outputs_back(model: ModelFile) -> None:
    """Why the classic one is asked for; when this fails, the choice can be thought over."""
    net = cv2.dnn.readNetFromTFLite(str(BESIDE_THE_CODE / model.file), cv2.dnn.ENGINE_AUTO)
    assert len(net.getUnconnectedOutLayersNames()) < len(model.outputs)


def test_a_network_that_keeps_an_output_back_is_refused() -> None:
    with pytest.raises(ModelsMissing, match="cannot be used"):
        Network(BESIDE_THE_CODE / IRIS.file, replace(IRIS, outputs=(15, 213, 5)))


def test_what_opencv_cannot_read_is_refused_by_its_name(tmp_path: Path) -> None:
    (tmp_path / IRIS.file).write_bytes(b"no model at all")
    with pytest.raises(ModelsMissing, match=IRIS.file):
        Network(tmp_path / IRIS.file, IRIS)


def test_loading_leaves_opencv_one_thread(models: FaceModels) -> None:
    assert models.detection.width == DETECTION.width
    assert cv2.getNumThreads() == 1


def test_a_folder_without_models_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelsMissing, match="No such file"):
        load_models(tmp_path)
