"""The files of an accepted print: uncompressed, as WSQ, and as the record that a chip takes."""

from kiosk.capture.finger.bmp import bmp
from kiosk.capture.finger.image_record import FingerCode, ImageRecord, write_record
from kiosk.capture.finger.prints import Print
from kiosk.contracts.captures import CaptureKind, Rendition

MOST_WSQ_BYTES = 18_000
"""TR-03121-3 Vol. 2, FM COM-FP-WSQR: 18 kB at the most."""
CODES = {
    CaptureKind.FINGER_RIGHT: FingerCode.RIGHT_INDEX,
    CaptureKind.FINGER_LEFT: FingerCode.LEFT_INDEX,
}


def raw(image: Print) -> Rendition:
    """Answer the print without loss: the one lossy step, if there is one, starts from here."""
    return Rendition("raw", "image/bmp", bmp(image))


def compressed(kind: CaptureKind, image: Print, wsq: bytes) -> tuple[Rendition, ...]:
    """Answer the WSQ file and the record around it. Raises ValueError where it is too large."""
    if len(wsq) > MOST_WSQ_BYTES:
        raise ValueError(f"{len(wsq)} bytes of WSQ are more than {MOST_WSQ_BYTES}")
    record = write_record(ImageRecord(CODES[kind], image.width, image.height, wsq))
    return (
        Rendition("wsq", "image/x-wsq", wsq),
        Rendition("record", "application/octet-stream", record),
    )
