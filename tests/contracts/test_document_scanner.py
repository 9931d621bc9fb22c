"""What every document scanner keeps: a picture in the promised format, or the fault it tells."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import cv2
import numpy as np
import pytest

from hardware.document_scanner import (
    DocumentImage,
    DocumentScanner,
    DocumentScannerFault,
    DocumentScannerStatus,
)
from hardware.document_scanner.simulator import DocumentScannerSimulator
from hardware.document_scanner.specimen import draw_card_on_mat
from hardware.failures import DeviceFailed
from hardware.registry import make_driver
from kiosk.clock import SystemClock
from kiosk.contracts.devices import DeviceKind
from tests.hardware.watching import watching

KIND = DeviceKind.DOCUMENT_SCANNER


@pytest.fixture(params=["camera_scan", "camera_scan of a file", "absent"])
async def table(
    request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[Mapping[str, object]]:
    """A configuration table for each driver, a document under it."""
    match request.param:
        case "camera_scan":
            simulator = DocumentScannerSimulator()
            await simulator.start()
            simulator.lay_document()
            yield simulator.describe()
            await simulator.stop()
        case "camera_scan of a file":
            cv2.imwrite(str(tmp_path / "card.png"), draw_card_on_mat())
            yield {"driver": "camera_scan", "source": str(tmp_path / "card.png"), "dpi": 300}
        case _:
            yield {"driver": "absent"}


@pytest.fixture
def scanner(table: Mapping[str, object]) -> DocumentScanner:
    made: DocumentScanner = make_driver(KIND, table, SystemClock())
    return made


async def now(scanner: DocumentScanner) -> DocumentScannerStatus:
    async with watching(scanner.watch()) as statuses:
        return await anext(statuses)


def check(image: DocumentImage) -> None:
    assert image.mime in {"image/png", "image/jpeg"}
    assert 100 <= image.dpi <= 1200
    picture = cv2.imdecode(np.frombuffer(image.data, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    assert min(picture.shape[:2]) >= 480
    assert str(image.data) not in repr(image)


async def test_the_condition_is_told_at_once(scanner: DocumentScanner) -> None:
    fault = (await now(scanner)).fault
    assert fault is None or isinstance(fault, DocumentScannerFault)


async def test_a_document_is_scanned_or_refused_by_the_fault_told(scanner: DocumentScanner) -> None:
    fault = (await now(scanner)).fault
    if fault is None:
        check(await scanner.scan())
        check(await scanner.scan())
    else:
        with pytest.raises(DeviceFailed) as failed:
            await scanner.scan()
        assert failed.value.fault is fault


@pytest.mark.device
async def test_the_thing_on_the_desk_scans(device_table: Mapping[str, object]) -> None:
    scanner: DocumentScanner = make_driver(KIND, device_table, SystemClock())
    assert (await now(scanner)).fault is None
    check(await scanner.scan())
