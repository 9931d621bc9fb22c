"""Lets a driver look and score in a thread of its own, so that it can hold nothing up, nor break it."""

import dataclasses
import importlib
import math
import queue
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from importlib.metadata import entry_points
from types import ModuleType

from numpy import uint8
from numpy.typing import NDArray

from kiosk.capture.face.measures import Measures
from kiosk.capture.pad import STEPS, Omission, Pad, PadResult, PadState, Score

PATIENCE = 0.4
"""Seconds that a driver has for a score; all from the shutter to the files shall take one second."""
Job = tuple["Future[Score | None] | None", Callable[[], Score | None]]


class PadRefused(Exception):
    """The configuration names a driver or a setting that does not exist, or cannot be loaded."""


class PadFailed(Exception):
    """The driver is there and does not start; the sentence names it and what it died of."""


class FailedPad:
    """Stands for a driver that did not start: each photo's result says that it failed."""

    version = ""
    certified = ""

    def __init__(self, name: str) -> None:
        self.name = name

    def watch(self, pixels: NDArray[uint8], measures: Measures, taken: float) -> None:
        pass

    def score(self, _pixels: NDArray[uint8], _measures: Measures) -> Score | None:
        raise PadFailed(self.name)


class PadWatch:
    """One acquisition's presentation attack detection; `end` it when the citizen is done."""

    def __init__(self, pad: Pad, alarm: float, patience: float = PATIENCE) -> None:
        self._pad = pad
        self._alarm = alarm
        self._patience = patience
        self._failed = False
        # One picture waits at most: a driver that is behind misses some, and no memory fills.
        self._jobs: queue.Queue[Job | None] = queue.Queue(maxsize=1)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._work, name="pad", daemon=True)
        self._thread.start()

    def watch(self, pixels: NDArray[uint8], measures: Measures, taken: float) -> None:
        """Show the driver a live picture; at once, and dropped where it is still busy."""

        def look() -> None:
            self._pad.watch(pixels, measures, taken)

        try:
            self._jobs.put_nowait((None, look))
        except queue.Full:
            return

    def examine(self, picture: str, pixels: NDArray[uint8], measures: Measures) -> PadResult:
        """Answer what is told of the photo with this SHA-256, in `patience` seconds at the latest."""
        answer: Future[Score | None] = Future()
        try:
            self._jobs.put(
                (answer, lambda: self._pad.score(pixels, measures)), timeout=self._patience / 2
            )
            score = answer.result(self._patience / 2)
        except (queue.Full, TimeoutError):
            return self._omitted(picture, Omission.LATE)
        except Exception:  # noqa: BLE001 - whatever a vendor's driver dies of: the clerk is told
            return self._omitted(picture, Omission.FAILED)
        if score is None:
            nothing = Omission.FAILED if self._failed else Omission.TOO_LITTLE_SEEN
            return self._omitted(
                picture, Omission.NOT_FITTED if self._pad.name == "omitted" else nothing
            )
        if not (math.isfinite(score.value) and 0 <= score.value <= 1):
            return self._omitted(picture, Omission.OUT_OF_RANGE)
        value = round(score.value * STEPS) / STEPS
        return PadResult(
            picture,
            PadState.SCORED,
            self._pad.name,
            self._pad.version,
            self._pad.certified,
            score=value,
            alarm=value >= self._alarm,
            signs=dict(score.signs),
        )

    def end(self) -> None:
        """Let the driver go once it has done what it does now, and wait for that for a moment.

        A process that ends while a thread is inside OpenCV aborts.
        """
        self._ended.set()
        with suppress(queue.Full):
            self._jobs.put_nowait(None)
        self._thread.join(self._patience)

    def _omitted(self, picture: str, why: Omission) -> PadResult:
        pad = self._pad
        return PadResult(
            picture, PadState.OMITTED, pad.name, pad.version, pad.certified, omission=why
        )

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None and not self._ended.is_set():
            answer, act = job
            try:
                score = act()
            except Exception as error:  # noqa: BLE001 - whatever a vendor's driver dies of
                self._failed = True
                if answer is not None:
                    answer.set_exception(error)
            else:
                if answer is not None:
                    answer.set_result(score)


def make_pad(table: Mapping[str, object]) -> Pad:
    """Answer the driver that a table `{"driver": name, …settings}` describes. Raises PadRefused, PadFailed.

    Drivers of vendors come in by the entry-point group `buergerterminal.pad`: a module with
    `Settings` (a frozen dataclass) and `make(settings)`.
    """
    given = {key: value for key, value in table.items() if key != "driver"}
    name = str(table.get("driver", ""))
    module = _module(name)
    known = {field.name for field in dataclasses.fields(module.Settings)}
    for key in given:
        if key not in known:
            raise PadRefused(
                f"capture.pad: driver '{name}' has no setting '{key}' "
                f"(it has: {', '.join(sorted(known)) or 'none'})"
            )
    try:
        made: Pad = module.make(module.Settings(**given))
    except ValueError as wrong:
        raise PadRefused(f"capture.pad: driver '{name}': {wrong}") from None
    except Exception as broken:
        raise PadFailed(f"capture.pad: driver '{name}': {type(broken).__name__}") from broken
    return made


def _module(name: str) -> ModuleType:
    for entry in entry_points(group="buergerterminal.pad", name=name):
        loaded = entry.load()
        if isinstance(loaded, ModuleType):
            return loaded
    path = f"kiosk.capture.pad.{name}"
    if not name.isidentifier() or name == "examining":
        raise PadRefused(f"capture.pad: 'driver' is missing or no name: '{name}'")
    try:
        return importlib.import_module(path)
    except ModuleNotFoundError as missing:
        if missing.name == path:
            raise PadRefused(f"capture.pad: there is no driver '{name}'") from None
        raise PadRefused(
            f"capture.pad: driver '{name}' needs the Python package '{missing.name}'"
        ) from missing
