"""The three kinds of self-capture, and who of them seals what was accepted."""

from kiosk.config.model import Capture
from kiosk.contracts.captures import CaptureKind
from kiosk.domain.effects import SealCapture
from kiosk.domain.state import Timing
from kiosk.session.finger_work import FingerWork
from kiosk.session.photo_work import PhotoWork
from kiosk.session.signature_work import SignatureWork
from kiosk.session.workplace import Workplace


class Capturing:
    def __init__(self, place: Workplace, wanted: Capture, timing: Timing) -> None:
        self._place = place
        self.photo = PhotoWork(place, wanted, timing.looking)
        self.finger = FingerWork(place, wanted.wsq, timing.looking, timing.finger)
        self.signature = SignatureWork(place)

    async def close(self) -> None:
        """End what works beside the session."""
        await self.photo.close()
        await self.finger.close()

    def seal(self, effect: SealCapture) -> None:
        match effect.kind:
            case CaptureKind.PHOTO:
                sealing = self.photo.seal(effect)
            case CaptureKind.FINGER_RIGHT | CaptureKind.FINGER_LEFT:
                sealing = self.finger.seal(effect)
            case CaptureKind.SIGNATURE:
                sealing = self.signature.seal(effect)
        self._place.work(sealing)
