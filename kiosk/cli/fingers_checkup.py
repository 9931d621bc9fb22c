"""What can be wanting where fingerprints are judged: thresholds, the worker, its encoder."""

import asyncio
import math
from collections.abc import Iterator

from hardware.examining import Finding
from kiosk.capture.finger.examiner import EncodingFailed, FingerExaminer, WorkerLost
from kiosk.capture.finger.prints import Print
from kiosk.capture.finger.rules import RulesRefused, read_rules
from kiosk.clock import SystemClock
from kiosk.config.model import Configuration
from kiosk.contracts.devices import DeviceKind

PATIENCE = 20.0
SIDE, PERIOD = 256, 9.0


def fingers(configuration: Configuration) -> Iterator[Finding]:
    """Yield what a terminal with a scanner lacks; the worker is really started and asked."""
    if configuration.devices[DeviceKind.FINGERPRINT].get("driver") == "absent":
        return
    try:
        read_rules()
    except RulesRefused as refused:
        yield Finding(False, f"{refused}.")
    yield from asyncio.run(_tried(configuration.capture.wsq))


async def _tried(encoder: str) -> tuple[Finding, ...]:
    examiner = FingerExaminer(SystemClock(), encoder, PATIENCE)
    try:
        await examiner.warm()
        encoded = await examiner.encode(_stripes())
    except WorkerLost:
        return (
            Finding(False, "fingerprint: the worker does not start: is package nbis-py there?"),
        )
    except EncodingFailed as failed:
        return (Finding(False, f"fingerprint: no WSQ: {failed}."),)
    finally:
        await examiner.close()
    found = Finding(True, f"fingerprint: NFIQ 2 is ready, WSQ is written by {encoded.encoder}.")
    if encoded.certificate:
        return (found,)
    return (found, Finding(None, "fingerprint: this WSQ encoder is certified by nobody."))


def _stripes() -> Print:
    rows = (round(128 + 100 * math.sin(row * math.tau / PERIOD)) for row in range(SIDE))
    return Print(b"".join(bytes((grey,)) * SIDE for grey in rows), SIDE, SIDE)
