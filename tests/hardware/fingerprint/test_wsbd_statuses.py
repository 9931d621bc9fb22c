"""The driver of WS-BD services: what it asks in which order, and what each status of the standard means."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from hardware.failures import DeviceFailed
from hardware.fingerprint import FingerImage, FingerPosition, FingerprintFault, FingerprintScanner
from hardware.fingerprint.pictures import write_picture
from hardware.fingerprint.wsbd.messages import Result, Values, read_configuration
from hardware.fingerprint.wsbd.names import Status
from hardware.registry import DriverRefused, make_driver
from kiosk.contracts.devices import DeviceKind
from tests.fake_clock import FakeClock
from tests.hardware.fingerprint.scripted_service import (
    CLIENT,
    IMAGE,
    TAKEN,
    Script,
    downloaded,
    serving,
)
from tests.hardware.fingerprint.waiting import comes
from tests.hardware.watching import watching

KIND = DeviceKind.FINGERPRINT
RIGHT, LEFT = FingerPosition.RIGHT_INDEX, FingerPosition.LEFT_INDEX
BMP = write_picture(IMAGE, "BMP")


@pytest.fixture
async def service() -> AsyncIterator[Script]:
    async with serving() as script:
        yield script


def driver(service: Script, clock: FakeClock, **settings: object) -> FingerprintScanner:
    made: FingerprintScanner = make_driver(
        KIND, {"driver": "wsbd", "url": service.url, **settings}, clock
    )
    return made


async def captured(
    scanner: FingerprintScanner,
    clock: FakeClock,
    position: FingerPosition = RIGHT,
    patience: float = 60,
) -> FingerImage:
    """Answer what a capture brings; pauses pass, and real sockets get their real time."""
    capturing = asyncio.ensure_future(scanner.capture(position, patience))
    await comes(clock, capturing.done)
    return await capturing


async def fault(
    scanner: FingerprintScanner, clock: FakeClock, patience: float = 60
) -> FingerprintFault:
    with pytest.raises(DeviceFailed) as failed:
        await captured(scanner, clock, patience=patience)
    return FingerprintFault(failed.value.fault)


async def test_the_operations_come_in_the_standards_order(
    service: Script, clock: FakeClock
) -> None:
    service.says("POST configure", Status.INITIALIZATION_NEEDED)
    image = await captured(driver(service, clock, name="Acme 500"), clock, LEFT)
    assert (image.width, image.height, image.dpi) == (400, 400, 500)
    assert image.pixels == IMAGE.pixels
    assert image.device == "Acme 500"
    assert service.asked == [
        "POST register",
        f"POST lock/{CLIENT}",
        f"POST configure/{CLIENT}",
        f"POST initialize/{CLIENT}",
        f"POST configure/{CLIENT}",
        f"POST capture/{CLIENT}",
        f"GET download/{TAKEN}",
        f"DELETE lock/{CLIENT}",
        f"DELETE register/{CLIENT}",
    ]


async def test_finger_and_settings_go_into_the_configuration(
    service: Script, clock: FakeClock
) -> None:
    scanner = driver(service, clock, parameters={"captureTimeout": 20000, "led": "green"})
    await captured(scanner, clock, LEFT)
    body = service.bodies[service.operations().index("POST configure")]
    assert b"http://docs.oasis-open.org/bioserv/ns/wsbd-1.0" in body
    assert b'type="xs:integer">20000<' in body
    assert read_configuration(body) == {
        "captureTimeout": "20000",
        "led": "green",
        "submodality": "LeftIndexFlat",
    }


AGAIN = [
    ("POST configure", Status.CONFIGURATION_NEEDED),
    ("POST capture", Status.CONFIGURATION_NEEDED),
    ("POST capture", Status.INITIALIZATION_NEEDED),
    ("POST capture", Status.SENSOR_TIMEOUT),
    ("POST capture", Status.CANCELED),
    ("POST capture", Status.LOCK_NOT_HELD),
    ("POST capture", Status.LOCK_HELD_BY_ANOTHER),
    ("POST capture", Status.INVALID_ID),
    ("POST configure", Status.INVALID_ID),
    ("POST lock", Status.INVALID_ID),
    ("POST configure", Status.SENSOR_BUSY),
    ("GET download", Status.PREPARING_DOWNLOAD),
    ("POST register", Status.FAILURE),
]


@pytest.mark.parametrize(("operation", "status"), AGAIN)
async def test_what_passes_is_tried_again(
    operation: str, status: Status, service: Script, clock: FakeClock
) -> None:
    service.says(operation, status, status)
    assert (await captured(driver(service, clock), clock)).pixels == IMAGE.pixels
    assert service.operations().count(operation) >= 3
    if (operation, status) == ("POST lock", Status.INVALID_ID):
        assert service.operations().count("POST register") == 3, "a session that is unknown is none"
    assert service.asked[-1] == f"DELETE register/{CLIENT}"


async def test_a_sensor_that_works_for_somebody_gone_is_cancelled(
    service: Script, clock: FakeClock
) -> None:
    service.says("POST configure", Status.SENSOR_BUSY)
    await captured(driver(service, clock), clock)
    assert service.operations()[2:5] == ["POST configure", "POST cancel", "POST configure"]


LASTING = [
    ("POST initialize", Status.SENSOR_FAILURE, FingerprintFault.BROKEN),
    ("POST capture", Status.SENSOR_FAILURE, FingerprintFault.BROKEN),
    ("POST capture", Status.CANCELED_WITH_SENSOR_FAILURE, FingerprintFault.BROKEN),
    ("POST capture", Status.FAILURE, FingerprintFault.BROKEN),
    ("POST configure", Status.UNSUPPORTED, FingerprintFault.UNSUITABLE),
    ("POST configure", Status.BAD_VALUE, FingerprintFault.UNSUITABLE),
    ("POST configure", Status.NO_SUCH_PARAMETER, FingerprintFault.UNSUITABLE),
    ("POST configure", Status.NO_SUCH_PARAMTER, FingerprintFault.UNSUITABLE),
    ("GET download", Status.INVALID_ID, FingerprintFault.BROKEN),
]


@pytest.mark.parametrize(("operation", "status", "told"), LASTING)
async def test_what_lasts_is_a_fault_and_leaves_nothing_behind(
    operation: str, status: Status, told: FingerprintFault, service: Script, clock: FakeClock
) -> None:
    if operation == "POST initialize":
        service.says("POST configure", Status.INITIALIZATION_NEEDED)
    service.says(operation, status)
    assert await fault(driver(service, clock), clock) is told
    assert service.operations()[-2:] == ["DELETE lock", "DELETE register"]


def test_every_status_is_tried_here() -> None:
    tried = {status for _, status in AGAIN} | {status for _, status, _ in LASTING}
    assert tried | {Status.SUCCESS} == set(Status)


async def test_what_the_scanner_says_of_the_finger_is_told(
    service: Script, clock: FakeClock
) -> None:
    service.says("POST capture", Result(Status.FAILURE, metadata={"reason": "too_wet"}))
    assert await fault(driver(service, clock), clock) is FingerprintFault.TOO_WET
    service.says("POST capture", Result(Status.FAILURE, metadata={"reason": "unplugged"}))
    assert await fault(driver(service, clock), clock) is FingerprintFault.BROKEN


async def test_an_initialization_without_end_is_a_broken_sensor(
    service: Script, clock: FakeClock
) -> None:
    service.says("POST configure", Status.INITIALIZATION_NEEDED)
    service.says("POST initialize", *[Status.SENSOR_TIMEOUT] * 500)
    assert await fault(driver(service, clock), clock, patience=4) is FingerprintFault.BROKEN


SMALL = FingerImage(bytes(200 * 400), 200, 400, 500)
COARSE = FingerImage(IMAGE.pixels, 400, 400, 250)
RAW = "application/octet-stream"
SIDES: Values = {"imageWidth": 400, "imageHeight": 400, "imageDensity": 500}
REFUSED = {
    "too small": downloaded(write_picture(SMALL, "PNG"), {}),
    "too coarse": downloaded(write_picture(COARSE, "BMP"), {}),
    "cut off": downloaded(write_picture(IMAGE, "PNG")[:-40], {}),
    "no picture": downloaded(b"BM and nothing more", {}),
    "nothing": downloaded(b"", {}),
    "not the sides that were told": downloaded(BMP, {"imageWidth": 401}),
    "sides that are no numbers": downloaded(BMP, {"imageWidth": "-5"}),
    "raw too short": downloaded(IMAGE.pixels[1:], {"contentType": RAW, **SIDES}),
    "raw without sides": downloaded(IMAGE.pixels, {"contentType": RAW}),
    "raw without resolution": downloaded(
        IMAGE.pixels, {"contentType": RAW, "imageWidth": 400, "imageHeight": 400}
    ),
    "raw far too large": downloaded(
        IMAGE.pixels, {"contentType": RAW, **SIDES, "imageWidth": 160000, "imageHeight": 1}
    ),
}


@pytest.mark.parametrize("why", REFUSED)
async def test_an_image_that_does_not_fit_is_refused(
    why: str, service: Script, clock: FakeClock
) -> None:
    service.image = REFUSED[why]
    assert await fault(driver(service, clock), clock) is FingerprintFault.UNSUITABLE


async def test_raw_pixels_are_taken_as_they_are(service: Script, clock: FakeClock) -> None:
    service.image = downloaded(IMAGE.pixels, {"contentType": RAW, **SIDES})
    assert (await captured(driver(service, clock), clock)).pixels == IMAGE.pixels


async def test_a_resolution_that_no_service_tells_comes_from_the_settings(
    service: Script, clock: FakeClock
) -> None:
    sides: Values = {"imageWidth": 400, "imageHeight": 400}
    service.image = downloaded(IMAGE.pixels, {"contentType": RAW, **sides})
    assert (await captured(driver(service, clock, dpi=500), clock)).dpi == 500


async def test_another_finger_than_asked_for_is_no_image(service: Script, clock: FakeClock) -> None:
    service.image = downloaded(BMP, {"submodality": "LeftThumbFlat"})
    assert await fault(driver(service, clock), clock) is FingerprintFault.BROKEN


async def test_several_images_of_one_finger_are_none(service: Script, clock: FakeClock) -> None:
    service.says("POST capture", Result(Status.SUCCESS, captures=(TAKEN, CLIENT)))
    assert await fault(driver(service, clock), clock) is FingerprintFault.UNSUITABLE


async def test_a_service_of_another_modality_is_told_before_any_capture(
    service: Script, clock: FakeClock
) -> None:
    service.says("GET info", Result(Status.SUCCESS, metadata={"modality": "Iris"}))
    async with watching(driver(service, clock).watch()) as statuses:
        assert (await anext(statuses)).fault is FingerprintFault.UNSUITABLE


PARAMETERS = b"""<w:result xmlns:w="http://docs.oasis-open.org/bioserv/ns/wsbd-1.0">
<w:status>success</w:status><w:metadata><w:item><w:key>modality</w:key><w:value><w:name>modality</w:name>
<w:type>xs:string</w:type><w:readOnly>true</w:readOnly><w:defaultValue>Iris</w:defaultValue>
</w:value></w:item></w:metadata></w:result>"""


async def test_what_a_service_tells_of_its_parameters_is_understood(
    service: Script, clock: FakeClock
) -> None:
    service.says("GET info", PARAMETERS)
    async with watching(driver(service, clock).watch()) as statuses:
        assert (await anext(statuses)).fault is FingerprintFault.UNSUITABLE


@pytest.mark.parametrize("code", [404, 503, 302])
async def test_what_http_refuses_is_no_answer_whatever_it_says(
    code: int, service: Script, clock: FakeClock
) -> None:
    service.status = code
    assert await fault(driver(service, clock), clock) is FingerprintFault.BROKEN


async def test_nothing_is_told_about_the_terminal_or_packed(
    service: Script, clock: FakeClock
) -> None:
    await captured(driver(service, clock), clock)
    assert all(headers["Accept-Encoding"] == "identity" for headers in service.headers)
    assert all("Cookie" not in headers for headers in service.headers)


@pytest.mark.parametrize(
    ("settings", "wrong"),
    [
        ({}, "'url' must be an address"),
        ({"url": "scanner:8080"}, "'url' must be an address"),
        ({"url": "https://scanner.example?x=1"}, "'url' must be an address"),
        ({"url": "https://scanner.example", "parameters": "fast"}, "'parameters' must be a table"),
        ({"url": "https://scanner.example", "poll": 0}, "'poll' must be seconds"),
    ],
)
def test_settings_that_cannot_be_are_refused(
    settings: dict[str, object], wrong: str, clock: FakeClock
) -> None:
    with pytest.raises(DriverRefused, match=wrong):
        make_driver(KIND, {"driver": "wsbd", **settings}, clock)
