"""Work at the fingerprint scanner: prints and templates stay here, events carry handles and scores."""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hardware.failures import DeviceFailed
from hardware.fingerprint import FingerImage, FingerPosition, FingerprintFault
from kiosk.capture.finger.examiner import (
    EncodingFailed,
    Examination,
    FingerExaminer,
    WorkerLost,
)
from kiosk.capture.finger.rules import FingerRules, read_rules
from kiosk.contracts.captures import CaptureKind, Remarks, Rendition
from kiosk.domain.effects import (
    CancelFinger,
    CaptureFinger,
    DiscardFingers,
    DropTries,
    PrepareFingers,
    SealCapture,
)
from kiosk.domain.events import CaptureSealed, FingerRefused, FingerTaken
from kiosk.session.workplace import Workplace

if TYPE_CHECKING:
    from kiosk.capture.finger.prints import Print
    from kiosk.capture.finger.segmentation import Contact
    from kiosk.capture.finger.taking import Taken

log = logging.getLogger(__name__)
POSITIONS: Mapping[CaptureKind, FingerPosition] = {
    CaptureKind.FINGER_RIGHT: FingerPosition.RIGHT_INDEX,
    CaptureKind.FINGER_LEFT: FingerPosition.LEFT_INDEX,
}


@dataclass(frozen=True, slots=True)
class Shot:
    """One print of this session and what is known of it.

    `likeness` is Bozorth3's score against the other finger: None where none was taken before, or
    where the worker could not tell.
    """

    kind: CaptureKind
    image: "Print" = field(repr=False)
    examination: Examination = field(repr=False)
    device: str
    dpi: int
    attempt: int
    likeness: int | None


class FingerWork:
    def __init__(self, place: Workplace, encoder: str, patience: float, time: float) -> None:
        """`patience` in seconds is for what the worker does with one print, `time` to lay the finger."""
        self._place = place
        self._time = time
        self._examiner = FingerExaminer(place.clock, encoder, patience)
        self._rules = read_rules()
        self._finger: asyncio.Task[None] | None = None
        self._tries: dict[CaptureKind, int] = {}
        self._shots: dict[str, Shot] = {}
        self._taken = 0
        self._accepted: dict[CaptureKind, bytes] = {}

    def prepare(self, _effect: PrepareFingers) -> None:
        self._tries.clear()
        self._place.aside(self._warm())

    def capture_finger(self, effect: CaptureFinger) -> None:
        self._tries[effect.kind] = self._tries.get(effect.kind, 0) + 1
        self._finger = self._place.work(self._take_finger(effect.kind))

    def cancel_finger(self, _effect: CancelFinger) -> None:
        if self._finger is not None and not self._finger.done():
            self._finger.cancel()
            self._place.aside(self._place.devices.fingerprint.cancel())
        self._finger = None

    def discard(self, _effect: DiscardFingers) -> None:
        self._shots.clear()
        self._accepted.clear()
        self._tries.clear()

    def drop_tries(self, _effect: DropTries) -> None:
        self._shots.clear()

    async def seal(self, effect: SealCapture) -> None:
        shot = self._shots[effect.handle]
        renditions, encoding = await self._written(shot)
        capture = await self._place.records.seal_capture(
            str(effect.kind),
            effect.wanted(renditions),
            {**self._remarks(shot), **encoding},
            effect.destination,
        )
        self._accepted[effect.kind] = shot.examination.template
        self._shots.clear()
        self._place.feed(CaptureSealed(effect.kind, capture))

    async def close(self) -> None:
        """End the worker."""
        await self._examiner.close()

    async def _warm(self) -> None:
        with suppress(WorkerLost):  # the first print will wait for another
            await self._examiner.warm()

    async def _take_finger(self, kind: CaptureKind) -> None:
        found = await self._place.devices.fingerprint.capture(POSITIONS[kind], self._time)
        taken = await asyncio.to_thread(_taken, found, self._rules)
        if taken.image is None:
            self._place.feed(FingerRefused(kind, str(taken.finding)))
            return
        await self._judge(kind, found, taken.image, taken.contact)

    async def _judge(
        self, kind: CaptureKind, found: FingerImage, image: "Print", contact: "Contact"
    ) -> None:
        from kiosk.capture.finger.findings import hint  # noqa: PLC0415 - OpenCV is loaded when needed

        examination = await self._examiner.examine(image)
        likeness = await self._likeness(kind, examination)
        self._taken += 1
        handle = f"finger{self._taken}"
        self._shots[handle] = Shot(
            kind, image, examination, found.device, found.dpi, self._tries[kind], likeness
        )
        problem = str(hint(contact, examination.score, self._rules) or "")
        same = self._rules.is_same(likeness)
        self._place.feed(FingerTaken(kind, handle, examination.score, problem, same))

    async def _likeness(self, kind: CaptureKind, examination: Examination) -> int | None:
        """Answer how like the print is to another finger's, None where there is none."""
        others = [print_ for other, print_ in self._accepted.items() if other is not kind]
        if not others:
            return None
        return await self._examiner.compare(examination.template, others[0])

    async def _written(self, shot: Shot) -> tuple[tuple[Rendition, ...], Remarks]:
        """Answer the print's files; where no WSQ can be had, the uncompressed one and why."""
        from kiosk.capture.finger import renditions  # noqa: PLC0415 - only once a print is there

        raw = renditions.raw(shot.image)
        try:
            wsq = await self._examiner.encode(shot.image)
            files = renditions.compressed(shot.kind, shot.image, wsq.content)
        except (EncodingFailed, ValueError) as failed:
            log.warning("fingers.no_wsq %s", failed)
            return (raw,), {"encoder": "none"}
        remarks = {"encoder": wsq.encoder, "encoder_certificate": wsq.certificate or "none"}
        return (raw, *files), remarks

    def _remarks(self, shot: Shot) -> Remarks:
        """Answer what the clerk is told of a print; that nobody looked for a fake finger, too."""
        told: dict[str, str | int | float | bool] = {
            "nfiq2": shot.examination.score,
            "nfiq2_threshold": self._rules.threshold,
            "below_threshold": not self._rules.is_good(shot.examination.score),
            "minutiae": shot.examination.minutiae,
            "attempts": self._tries.get(shot.kind, shot.attempt),
            "device": shot.device,
            "scanner_dpi": shot.dpi,
            "pad": "omitted",
        }
        if self._accepted.keys() - {shot.kind}:
            unique = "unknown" if shot.likeness is None else "passed"
            told |= {"uniqueness": unique, "uniqueness_score": shot.likeness or 0}
        return told


def _taken(found: FingerImage, rules: FingerRules) -> "Taken":
    """Answer the finger in the scanner's image. Raises DeviceFailed for what is no image."""
    from kiosk.capture.finger.taking import take  # noqa: PLC0415 - OpenCV is loaded when needed

    try:
        return take(found.pixels, found.width, found.height, found.dpi, rules)
    except ValueError as wrong:
        log.warning("fingers.no_image %s", wrong)
        raise DeviceFailed(FingerprintFault.BROKEN) from None
