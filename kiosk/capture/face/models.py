"""Loads the networks that find and measure faces, and runs them: OpenCV's own `dnn`, one thread."""

import threading
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy import float32, uint8
from numpy.typing import NDArray

from kiosk.capture.face.model_files import (
    DETECTION,
    IRIS,
    LANDMARKS,
    PERSON,
    PERSON_LANDSCAPE,
    ModelFile,
    ModelsMissing,
    checked,
)

Values = NDArray[float32]
Pixels = NDArray[uint8]


class Network:
    """One loaded model. A lock keeps two threads apart, for a network holds its own last picture."""

    def __init__(self, path: Path, model: ModelFile) -> None:
        """Load a checked file. Raises ModelsMissing where this OpenCV cannot run it as it is."""
        self.height, self.width = model.height, model.width
        self._lock = threading.Lock()
        # The path and not its bytes: with a buffer OpenCV 5.0 disregards the engine, and every other
        # engine keeps back all outputs but one without a word.
        try:
            self._net = cv2.dnn.readNetFromTFLite(str(path), cv2.dnn.ENGINE_CLASSIC)
            self._names = sorted(self._net.getUnconnectedOutLayersNames())
            answered = self.run(np.zeros((model.height, model.width, 3), uint8), 0, 1)
        except cv2.error as error:
            raise ModelsMissing(f"{path}: OpenCV {cv2.__version__} says {error.err}") from None
        sizes = tuple(sorted(values.size for values in answered))
        if sizes != model.outputs:
            raise ModelsMissing(
                f"{path}: OpenCV {cv2.__version__} answers {sizes} where {model.outputs} are due; "
                "this version of OpenCV cannot be used."
            )

    def run(self, picture: Pixels, offset: float, scale: float) -> tuple[Values, ...]:
        """Answer all outputs, flat, smallest first, for a BGR picture of the network's own size.

        It is fed with RGB, `(value - offset) * scale`.
        """
        planes = cv2.dnn.blobFromImage(picture, scale, mean=(offset,) * 3, swapRB=True)
        with self._lock:
            self._net.setInput(planes)
            answered = self._net.forward(self._names)
        flat = (np.asarray(values, float32).ravel() for values in answered)
        return tuple(sorted(flat, key=lambda values: values.size))


@dataclass(frozen=True, slots=True)
class FaceModels:
    """The five networks; about 45 MB of memory, which do not grow."""

    detection: Network
    landmarks: Network
    iris: Network
    person: Network
    person_landscape: Network


def load_models(folder: Path) -> FaceModels:
    """Load and try the models in `folder`, in some 100 ms: not on the event loop.

    OpenCV is set to one thread, for all that the process does with it: the picture's analysis must
    leave the other core to the interface. Raises ModelsMissing.
    """
    cv2.setNumThreads(1)
    return FaceModels(
        *(
            Network(checked(folder, model), model)
            for model in (DETECTION, LANDMARKS, IRIS, PERSON, PERSON_LANDSCAPE)
        )
    )
