"""The driver against a service that goes wrong in every way: a named failure, nothing told, no data."""

import asyncio
import logging
import socket
import ssl
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from hardware.eid.lab.service_keys import party
from hardware.eid.lab.service_misbehaviour import ServiceMisbehaviour as Wrong
from hardware.eid_interface.messages import UseIdResponse
from hardware.failures import DeviceFailed
from hardware.identity import IdentityFault as Fault
from hardware.identity import IdentityService, IdentityStatus
from hardware.identity.client import token_address
from kiosk.clock import SystemClock
from kiosk.contracts.identity import Attribute, Identity, IdentityRequest, IdentitySession
from tests.hardware.identity.service import Service, serving
from tests.hardware.watching import watching

CLOCK = SystemClock()
REQUEST = IdentityRequest((Attribute.FAMILY_NAME,), (), "Meldebescheinigung")
TOLD = Identity(family_name="Mustermann")

# Each wrong by the failure of useID, and of getResult.
FAILURES = {
    Wrong.SLOW: (Fault.UNREACHABLE, Fault.UNREACHABLE),
    Wrong.SILENT: (Fault.UNREACHABLE, Fault.UNREACHABLE),
    Wrong.CUT: (Fault.UNREACHABLE, Fault.UNREACHABLE),
    Wrong.HALF: (Fault.UNREACHABLE, Fault.UNREACHABLE),
    Wrong.DOWN: (Fault.UNREACHABLE, Fault.UNREACHABLE),
    Wrong.FAULT: (Fault.REFUSED, Fault.REFUSED),
    Wrong.ELSEWHERE: (Fault.REFUSED, Fault.REFUSED),
    Wrong.GARBAGE: (Fault.UNTRUSTED, Fault.UNTRUSTED),
    Wrong.HUGE: (Fault.UNTRUSTED, Fault.UNTRUSTED),
    Wrong.BOMB: (Fault.UNTRUSTED, Fault.UNTRUSTED),
    Wrong.UNSIGNED: (Fault.UNTRUSTED, Fault.UNTRUSTED),
    Wrong.STRANGER: (Fault.UNTRUSTED, Fault.UNTRUSTED),
    Wrong.CHANGED: (Fault.UNTRUSTED, Fault.UNTRUSTED),
    Wrong.WRAPPED: (Fault.UNTRUSTED, Fault.UNTRUSTED),
    Wrong.STALE: (Fault.UNTRUSTED, Fault.UNTRUSTED),
    Wrong.EARLY: (Fault.UNTRUSTED, Fault.UNTRUSTED),
    Wrong.OTHER_ANSWER: (Fault.UNTRUSTED, Fault.UNTRUSTED),
    Wrong.NO_DATA: (Fault.UNTRUSTED, Fault.UNTRUSTED),
    Wrong.INTERNAL: (Fault.REFUSED, Fault.NO_RESULT),
    Wrong.SCHEMA: (Fault.REFUSED, Fault.NO_RESULT),
    Wrong.BUSY: (Fault.BUSY, Fault.BUSY),
    Wrong.NO_RIGHTS: (Fault.REFUSED, Fault.NO_RESULT),
    Wrong.NOT_YET: (Fault.REFUSED, Fault.NO_RESULT),
    Wrong.EXPIRED: (Fault.REFUSED, Fault.NO_RESULT),
    Wrong.COUNTER: (Fault.REFUSED, Fault.NO_RESULT),
    Wrong.DENIED: (Fault.INVALID_DOCUMENT, Fault.INVALID_DOCUMENT),
    Wrong.REVOKED: (Fault.INVALID_DOCUMENT, Fault.INVALID_DOCUMENT),
}
CONDITIONS = (Fault.UNREACHABLE, Fault.REFUSED, Fault.UNTRUSTED)
LATE = (Wrong.SLOW, Wrong.SILENT)


@pytest.fixture(scope="module")
async def lab(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    async with serving(tmp_path_factory.mktemp("lab")) as service:
        yield service


@pytest.fixture(autouse=True)
def right_again(lab: Service) -> Iterator[None]:
    lab.end.delay = 0.5
    yield
    lab.end.behave()


async def failing(work: asyncio.Future[object] | asyncio.Task[object]) -> Fault:
    with pytest.raises(DeviceFailed) as failed:
        await work
    assert isinstance(failed.value.fault, Fault)
    assert failed.value.__cause__ is None
    assert failed.value.__suppress_context__ or failed.value.__context__ is None
    return failed.value.fault


async def start(service: IdentityService) -> Fault:
    return await failing(asyncio.ensure_future(service.start(REQUEST)))


async def result(service: IdentityService, opened: IdentitySession) -> Fault:
    return await failing(asyncio.ensure_future(service.result(opened)))


async def opened(lab: Service, service: IdentityService) -> IdentitySession:
    """Answer a session whose card was read."""
    session = await service.start(REQUEST)
    lab.read(session, TOLD)
    return session


async def shown(service: IdentityService) -> Fault | None:
    async with watching(service.watch()) as statuses:
        status: IdentityStatus = await anext(statuses)
    return status.fault


def test_the_table_holds_every_wrong_and_every_failure() -> None:
    assert set(FAILURES) == set(Wrong)
    assert {failure for pair in FAILURES.values() for failure in pair} == set(Fault)


@pytest.mark.parametrize("wrong", Wrong)
async def test_whatever_goes_wrong_has_a_name_and_passes(
    lab: Service, wrong: Wrong, caplog: pytest.LogCaptureFixture
) -> None:
    service = lab.driver(seconds=0.3 if wrong in LATE else 5.0)
    ready = await opened(lab, lab.driver())
    with caplog.at_level(logging.DEBUG):
        lab.end.misbehave(wrong)
        at_start = await start(service)
        shown_then = await shown(service)
        at_result = await result(service, ready)
    assert (at_start, at_result) == FAILURES[wrong]
    assert shown_then == (at_start if at_start in CONDITIONS else None)
    assert "Mustermann" not in caplog.text
    assert ready.key not in caplog.text
    lab.end.behave()
    patient = lab.driver()
    again = await opened(lab, patient)
    assert await patient.result(again) == TOLD
    assert await shown(patient) is None


async def test_a_result_that_is_not_there_yet_is_asked_for_again(lab: Service) -> None:
    service = lab.driver(result_seconds=10.0)
    ready = await opened(lab, service)
    lab.end.misbehave(Wrong.NOT_YET, times=3)
    assert await service.result(ready) == TOLD


async def test_the_counter_rises_with_each_call(lab: Service) -> None:
    """The laboratory ends the session of a counter that does not."""
    service = lab.driver(result_seconds=5.0)
    session = await service.start(REQUEST)
    asking = asyncio.ensure_future(service.result(session))
    await CLOCK.sleep(0.3)
    assert not asking.done()
    lab.read(session, TOLD)
    assert await asking == TOLD


async def test_a_result_lost_on_its_way_is_not_fetched_twice(lab: Service) -> None:
    service = lab.driver()
    ready = await opened(lab, service)
    lab.end.misbehave(Wrong.HALF, times=1)
    assert await result(service, ready) is Fault.UNREACHABLE
    assert lab.sessions.peek(ready.key) is None


async def test_a_condition_that_passed_is_no_longer_shown(lab: Service) -> None:
    service = lab.driver()
    lab.end.misbehave(Wrong.DOWN, times=1)
    assert await start(service) is Fault.UNREACHABLE
    assert await shown(service) is Fault.UNREACHABLE
    await service.start(REQUEST)
    assert await shown(service) is None


async def test_a_terminal_that_the_service_does_not_know_is_not_served(
    lab: Service, tmp_path: Path
) -> None:
    other = party(tmp_path, "stranger", CLOCK.now())
    files = {"client_certificate": str(other.certificate), "client_key": str(other.key)}
    known = lab.end.keys.terminal
    signs = {"signing_certificate": str(known.certificate), "signing_key": str(known.key)}
    assert await start(lab.driver(**files, **signs)) is Fault.UNREACHABLE


async def test_a_terminal_that_signs_with_another_key_is_not_answered(
    lab: Service, tmp_path: Path
) -> None:
    other = party(tmp_path, "stranger", CLOCK.now())
    signs = {"signing_certificate": str(other.certificate), "signing_key": str(other.key)}
    assert await start(lab.driver(**signs)) is Fault.REFUSED


async def test_a_server_with_another_certificate_is_not_spoken_to(
    lab: Service, tmp_path: Path
) -> None:
    other = party(tmp_path, "localhost", CLOCK.now())
    assert await start(lab.driver(server_ca=str(other.certificate))) is Fault.UNREACHABLE


async def test_a_server_of_another_name_is_not_spoken_to(lab: Service) -> None:
    url = str(lab.table["url"]).replace("localhost", "127.0.0.1")
    assert await start(lab.driver(url=url)) is Fault.UNREACHABLE


async def test_a_service_that_signs_with_another_certificate_is_not_believed(
    lab: Service, tmp_path: Path
) -> None:
    other = party(tmp_path, "service", CLOCK.now())
    service = lab.driver(service_certificate=str(other.certificate))
    assert await start(service) is Fault.UNTRUSTED


async def test_the_next_certificate_of_the_service_may_lie_ready(
    lab: Service, tmp_path: Path
) -> None:
    coming = party(tmp_path, "service", CLOCK.now()).certificate
    both = tmp_path / "both.pem"
    both.write_bytes(coming.read_bytes() + lab.end.keys.service.certificate.read_bytes())
    assert await lab.driver(service_certificate=str(both)).start(REQUEST)


async def test_proxies_and_trust_of_the_environment_are_ignored(
    lab: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://localhost:9")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/dev/null")
    assert await lab.driver().start(REQUEST)


async def test_the_session_itself_may_stand_in_the_client_s_address(lab: Service) -> None:
    service = lab.driver(tc_token_url="https://eid.example/token/{session}/{psk_id}")
    session = await service.start(REQUEST)
    assert session.tc_token_url.startswith(f"https://eid.example/token/{session.key}/")


def test_an_identifier_of_any_signs_stays_whole_in_the_address() -> None:
    opened = UseIdResponse("00" * 16, "a+b/c==&d#e?f%20", b"")
    address = token_address("https://eid.example/token?session={psk_id}", opened)
    parts = urlsplit(address)
    assert parse_qs(parts.query) == {"session": [opened.psk_id]}
    assert not parts.fragment


@pytest.mark.parametrize(("version", "heard"), [("2.0", ""), ("2.4", "Meldebescheinigung")])
async def test_an_older_service_hears_no_transaction(
    lab: Service, version: str, heard: str
) -> None:
    session = await lab.driver(version=version).start(REQUEST)
    there = lab.sessions.peek(session.key)
    assert there is not None
    assert there.request.transaction == heard


@pytest.mark.parametrize(
    "request_", [IdentityRequest((), (), "\x00"), IdentityRequest((), (), age=999)]
)
async def test_a_request_that_no_service_can_take_is_refused_here(
    lab: Service, request_: IdentityRequest
) -> None:
    service = lab.driver(url="https://localhost:9/")
    assert await failing(asyncio.ensure_future(service.start(request_))) is Fault.REFUSED


async def test_whoever_stops_waiting_waits_no_longer(lab: Service) -> None:
    lab.end.misbehave(Wrong.SILENT)
    asking = asyncio.ensure_future(lab.driver().start(REQUEST))
    await CLOCK.sleep(0.2)
    asking.cancel()
    async with asyncio.timeout(1):
        with pytest.raises(asyncio.CancelledError):
            await asking


@contextmanager
def endless(context: ssl.SSLContext, piece: bytes, pause: float) -> Iterator[int]:
    """Serve an answer without end on the port that is answered, piece by piece."""
    listener = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def serve() -> None:
        plain, _ = listener.accept()
        with context.wrap_socket(plain, server_side=True) as connection:
            connection.recv(65536)
            try:
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n")
                while not over.wait(pause):
                    connection.sendall(piece)
            except OSError:  # the driver hung up, as it should
                over.set()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[1]
        assert over.wait(2), "The driver still listens."
    finally:
        over.set()
        listener.close()
        thread.join()


async def test_an_answer_that_drips_without_end_is_hung_up_on(lab: Service) -> None:
    with endless(lab.end.keys.context, b"x", 0.02) as port:
        service = lab.driver(url=f"https://localhost:{port}/", seconds=0.4)
        assert await start(service) is Fault.UNREACHABLE


async def test_an_answer_that_pours_without_end_is_hung_up_on(lab: Service) -> None:
    with endless(lab.end.keys.context, b"x" * 65536, 0) as port:
        service = lab.driver(url=f"https://localhost:{port}/", seconds=30.0)
        assert await start(service) is Fault.UNTRUSTED
