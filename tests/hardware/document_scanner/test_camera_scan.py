"""The document camera: what lies there is scanned, and each fault is told."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from hardware.document_scanner import DocumentScanner, DocumentScannerFault, DocumentScannerStatus
from hardware.document_scanner.camera_scan import Settings, make
from hardware.document_scanner.simulator import DocumentScannerSimulator
from hardware.document_scanner.specimen import DPI, MRZ, draw_card_on_mat, draw_mat
from hardware.document_scanner.still import holds_document
from hardware.failures import DeviceFailed
from hardware.registry import make_driver
from kiosk.clock import SystemClock
from kiosk.contracts.devices import DeviceKind
from tests.fake_clock import FakeClock
from tests.hardware.passing_time import passing
from tests.hardware.watching import watching


@pytest.fixture
async def simulator() -> AsyncIterator[DocumentScannerSimulator]:
    simulator = DocumentScannerSimulator()
    await simulator.start()
    yield simulator
    await simulator.stop()


@pytest.fixture
def scanner(simulator: DocumentScannerSimulator, clock: FakeClock) -> DocumentScanner:
    made: DocumentScanner = make_driver(DeviceKind.DOCUMENT_SCANNER, simulator.describe(), clock)
    return made


async def fault_of_scanning(scanner: DocumentScanner) -> object:
    with pytest.raises(DeviceFailed) as failed:
        await scanner.scan()
    return failed.value.fault


async def test_the_card_that_lies_there_is_scanned_exactly(
    simulator: DocumentScannerSimulator, scanner: DocumentScanner
) -> None:
    simulator.lay_document()
    image = await scanner.scan()
    picture = cv2.imdecode(np.frombuffer(image.data, np.uint8), cv2.IMREAD_COLOR)
    assert np.array_equal(np.asarray(picture), draw_card_on_mat())
    assert (image.mime, image.dpi) == ("image/png", DPI)


async def test_every_fault_is_told(
    simulator: DocumentScannerSimulator, scanner: DocumentScanner
) -> None:
    simulator.lay_document()
    simulator.unplug()
    reached = [await fault_of_scanning(scanner)]
    await simulator.plug_in()
    await scanner.scan()
    simulator.remove_document()
    reached.append(await fault_of_scanning(scanner))
    simulator.unplug()
    reached.append(await fault_of_scanning(scanner))
    assert reached == [
        DocumentScannerFault.NOT_FOUND,
        DocumentScannerFault.NO_DOCUMENT,
        DocumentScannerFault.UNPLUGGED,
    ]
    assert set(reached) == set(DocumentScannerFault)


async def test_watchers_hear_of_it_and_of_its_end(
    simulator: DocumentScannerSimulator, scanner: DocumentScanner, clock: FakeClock
) -> None:
    async with watching(scanner.watch()) as statuses:
        assert await passing(clock, anext(statuses)) == DocumentScannerStatus()
        simulator.unplug()
        status = await passing(clock, anext(statuses))
        assert status.fault is DocumentScannerFault.UNPLUGGED
        await simulator.restore()
        assert await passing(clock, anext(statuses)) == DocumentScannerStatus()


@pytest.mark.parametrize("source", ["/dev/video-none", "/dev/null"])
async def test_what_is_no_camera_is_refused(source: str) -> None:
    scanner = make(Settings(source=source), SystemClock())
    assert await fault_of_scanning(scanner) is DocumentScannerFault.NOT_FOUND


async def test_a_file_that_is_no_picture_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.png").write_bytes(b"no picture")
    scanner = make(Settings(source=str(tmp_path / "text.png")), SystemClock())
    assert await fault_of_scanning(scanner) is DocumentScannerFault.NOT_FOUND


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"source": ""}, "source"),
        ({"source": "http://camera:port/"}, "source"),
        ({"dpi": 0}, "dpi"),
        ({"patience": -1}, "patience"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(changes: dict[str, object], key: str) -> None:
    with pytest.raises(ValueError, match=key):
        replace(Settings(), **changes)  # type: ignore[arg-type]


def test_an_empty_mat_holds_no_document_in_any_light() -> None:
    for light in (0.3, 1.0, 3.0):
        lit = np.clip(draw_mat() * light, 0, 255).astype(np.uint8)
        assert not holds_document(lit)
    assert holds_document((draw_card_on_mat() * 0.4).astype(np.uint8))


def test_check_digits_on_the_card_hold() -> None:
    def digit(field: str) -> str:
        values = [0 if c == "<" else int(c, 36) for c in field]
        return str(sum(v * (7, 3, 1)[i % 3] for i, v in enumerate(values)) % 10)

    one, two, _ = MRZ
    assert digit(one[5:14]) == one[14]
    assert digit(two[0:6]) == two[6]
    assert digit(two[8:14]) == two[14]
    assert digit(one[5:30] + two[0:7] + two[8:15] + two[18:29]) == two[29]
