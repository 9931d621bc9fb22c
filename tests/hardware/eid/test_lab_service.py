"""The laboratory's eID-Interface: it serves whom it knows, once, by the guideline's letter."""

import re
import ssl
from collections.abc import AsyncIterator

import pytest
import requests

from hardware.eid_interface import markup, messages, signing
from hardware.eid_interface.messages import (
    GetResultRequest,
    GetResultResponse,
    Result,
    UseIdRequest,
    UseIdResponse,
)
from hardware.eid_interface.names import Demand, Grant, Minor, Operation
from hardware.eid_interface.personal_data import NoPlace, PersonalData, StructuredPlace
from kiosk.clock import SystemClock
from kiosk.contracts.identity import Address, Identity
from tests.hardware.identity.service import Service, serving

CLOCK = SystemClock()
NAMES = UseIdRequest({Operation.GIVEN_NAMES: Demand.REQUIRED})


@pytest.fixture(scope="module")
async def lab(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    async with serving(tmp_path_factory.mktemp("lab")) as service:
        yield service


def post(lab: Service, document: bytes) -> requests.Response:
    keys = lab.end.keys
    return requests.post(
        str(lab.table["url"]),
        data=document,
        verify=str(keys.server_ca),
        cert=(str(keys.terminal.certificate), str(keys.terminal.key)),
        timeout=5,
    )


def call(lab: Service, content: markup.Element) -> markup.Element:
    keys = lab.end.keys
    answer = post(lab, signing.seal(content, keys.terminal.signer, CLOCK.now()))
    assert answer.status_code == 200
    trusted = [keys.service.signer.certificate]
    return signing.unseal(answer.content, trusted, CLOCK.now()).content


def use_id(lab: Service, request: UseIdRequest = NAMES) -> UseIdResponse | Result:
    return messages.read_use_id_response(call(lab, messages.write_use_id(request)))


def get_result(lab: Service, session: str, counter: int) -> GetResultResponse | Result:
    asked = messages.write_get_result(GetResultRequest(session, counter))
    return messages.read_get_result_response(call(lab, asked))


def opened(lab: Service, request: UseIdRequest = NAMES) -> UseIdResponse:
    answer = use_id(lab, request)
    assert isinstance(answer, UseIdResponse)
    return answer


def read(lab: Service, session: UseIdResponse, told: Identity) -> None:
    there = lab.sessions.peek(session.session)
    assert there is not None
    there.identity = told


def test_a_session_is_random_hexadecimal_and_never_the_same(lab: Service) -> None:
    one, two = opened(lab), opened(lab)
    assert re.fullmatch(r"[0-9a-f]{32,}", one.session)
    assert len({one.session, two.session, one.psk_id, two.psk_id}) == 4
    assert lab.sessions.find(one.psk_id) is lab.sessions.peek(one.session)


@pytest.mark.parametrize(
    ("request_", "minor"),
    [
        (UseIdRequest({Operation.AGE_VERIFICATION: Demand.REQUIRED}), Minor.MISSING_ARGUMENT),
        (UseIdRequest({}, age=18), Minor.MISSING_ARGUMENT),
        (UseIdRequest({Operation.PLACE_VERIFICATION: Demand.ALLOWED}), Minor.MISSING_ARGUMENT),
        (UseIdRequest({}, place="0276"), Minor.MISSING_ARGUMENT),
        (UseIdRequest({Operation.ARTISTIC_NAME: Demand.ALLOWED}), Minor.MISSING_RIGHTS),
    ],
)
def test_what_cannot_be_asked_is_refused(
    lab: Service, request_: UseIdRequest, minor: Minor
) -> None:
    assert use_id(lab, request_) == Result(minor)


def test_a_malformed_call_violates_the_schema(lab: Service) -> None:
    broken = messages.write_use_id(NAMES)
    broken.remove(broken[0])
    answer = messages.read_use_id_response(call(lab, broken))
    assert answer == Result(Minor.SCHEMA_VIOLATION)


def test_a_result_is_handed_over_once_and_not_before_it_is_there(lab: Service) -> None:
    session = opened(lab)
    assert get_result(lab, session.session, 1) == Result(Minor.NO_RESULT_YET)
    read(lab, session, Identity(given_names="Erika"))
    told = get_result(lab, session.session, 2)
    assert told == GetResultResponse(
        PersonalData(given_names="Erika"),
        grants=dict.fromkeys(Operation, Grant.PROHIBITED) | {Operation.GIVEN_NAMES: Grant.ALLOWED},
    )
    assert get_result(lab, session.session, 3) == Result(Minor.INVALID_SESSION)


@pytest.mark.parametrize("counter", [1, 3, 0])
def test_a_counter_that_does_not_rise_by_one_ends_the_session(lab: Service, counter: int) -> None:
    session = opened(lab)
    get_result(lab, session.session, 1)
    assert get_result(lab, session.session, counter) == Result(Minor.INVALID_COUNTER)
    assert get_result(lab, session.session, 2) == Result(Minor.INVALID_SESSION)


def test_a_session_that_ended_without_data_says_why(lab: Service) -> None:
    session = opened(lab)
    there = lab.sessions.peek(session.session)
    assert there is not None
    there.failure = "http://www.bsi.bund.de/ecard/api/1.1/resultminor/sal#cancellationByUser"
    assert get_result(lab, session.session, 1) == Result(there.failure)


@pytest.mark.parametrize(
    ("address", "place"),
    [
        (None, NoPlace("keine Hauptwohnung in Deutschland")),
        (Address("Weg 1", "12345", "Ort"), StructuredPlace("Ort", "D", "Weg 1", "", "12345")),
    ],
)
def test_a_home_is_a_place_or_none(
    lab: Service, address: Address | None, place: NoPlace | StructuredPlace
) -> None:
    session = opened(lab, UseIdRequest({Operation.PLACE_OF_RESIDENCE: Demand.REQUIRED}))
    read(lab, session, Identity(address=address))
    told = get_result(lab, session.session, 1)
    assert isinstance(told, GetResultResponse)
    assert told.data == PersonalData(place_of_residence=place)


def test_nobody_but_the_terminal_gets_an_answer(lab: Service) -> None:
    content = messages.write_use_id(NAMES)
    stranger = lab.end.keys.service.signer
    for document in (
        signing.seal(content, stranger, CLOCK.now()),
        markup.write(content),
        b"",
        b"<!DOCTYPE a><a/>",
    ):
        answer = post(lab, document)
        assert (answer.status_code, answer.content) == (400, b"")


def test_the_same_message_is_answered_once(lab: Service) -> None:
    content = messages.write_use_id(NAMES)
    sealed = signing.seal(content, lab.end.keys.terminal.signer, CLOCK.now())
    assert post(lab, sealed).status_code == 200
    assert post(lab, sealed).status_code == 400


def test_there_is_no_other_function(lab: Service) -> None:
    other = markup.make("http://bsi.bund.de/eID/", "getServerInfoRequest")
    sealed = signing.seal(other, lab.end.keys.terminal.signer, CLOCK.now())
    assert post(lab, sealed).status_code == 400


def test_who_shows_no_certificate_is_not_let_in(lab: Service) -> None:
    with pytest.raises(requests.exceptions.ConnectionError):
        requests.post(
            str(lab.table["url"]), data=b"", verify=str(lab.end.keys.server_ca), timeout=5
        )
    assert lab.end.keys.context.verify_mode is ssl.CERT_REQUIRED
