"""Prints for tests, drawn and cut out as the session does it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache

from hardware.fingerprint.synthetic import DPI, SIZE, Contact, impression
from kiosk.capture.finger.examiner import FingerExaminer
from kiosk.capture.finger.prints import Print
from kiosk.capture.finger.rules import read_rules
from kiosk.capture.finger.taking import Taken, take
from kiosk.clock import SystemClock

FLAT = Contact()
LAID_AGAIN = Contact(pressure=0.6, shift_x=1.0, shift_y=-1.0, degrees=8)
RULES = read_rules()


@cache
def taken(finger: int, contact: Contact = FLAT) -> Taken:
    return take(impression(finger, contact).tobytes(), SIZE, SIZE, DPI, RULES)


def printed(finger: int, contact: Contact = FLAT) -> Print:
    image = taken(finger, contact).image
    assert image is not None
    return image


@asynccontextmanager
async def examiner(encoder: str = "nbis") -> AsyncIterator[FingerExaminer]:
    """Run a worker, in the machine's time."""
    running = FingerExaminer(SystemClock(), encoder, patience=30)
    try:
        await running.warm()
        yield running
    finally:
        await running.close()
