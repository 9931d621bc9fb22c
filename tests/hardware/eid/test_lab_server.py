"""The test eID server: many sessions at once, each kept apart; nonsense refused."""

import http.client
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from hardware.eid.lab import card_issuer, eac, paos, provider, tls
from hardware.eid.lab.eid_server import EidServer
from hardware.eid.lab.sessions import Session, Sessions, granted
from hardware.eid.lab.terminal_authority import terminal_authority
from kiosk.contracts.identity import Attribute, Identity, IdentityRequest

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
NAMES = IdentityRequest((Attribute.FAMILY_NAME,), (), "<&>")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EidServer]:
    folder: Path = tmp_path_factory.mktemp("lab")
    identity = tls.server_identity(folder, datetime.now(UTC))  # noqa: TID251 - TLS asks the machine

    def terminal(origin: str) -> eac.Terminal:
        description = provider.description(origin, identity.der)
        authority = terminal_authority(NOW.date(), description)
        return eac.Terminal(authority, description, card_issuer.card_issuer(NOW).anchor)

    server = EidServer(identity, terminal, NOW.date)
    server.start()
    yield server
    server.close()


def post(server: EidServer, path: str, **body: Any) -> requests.Response:
    return requests.post(
        f"{server.origin}/{path}", verify=str(server.certificate), timeout=5, **body
    )


def start_paos(session_id: str) -> bytes:
    return (
        '<E><H><MessageID>urn:uuid:1</MessageID></H><Body><StartPAOS xmlns="x">'
        f"<SessionIdentifier>{session_id}</SessionIdentifier></StartPAOS></Body></E>"
    ).encode()


def refusal(reply_to: str) -> bytes:
    return (
        f"<E><H><RelatesTo>{reply_to}</RelatesTo><MessageID>urn:uuid:2</MessageID></H><Body>"
        "<DIDAuthenticateResponse><ResultMajor>x#error</ResultMajor>"
        "<ResultMinor>x/sal#cancellationByUser</ResultMinor></DIDAuthenticateResponse></Body></E>"
    ).encode()


def told(response: requests.Response) -> paos.Message:
    assert response.status_code == 200
    return paos.read(response.content)


def opened(server: EidServer) -> Session:
    return server.sessions.open(NAMES)


def test_dialogues_that_run_at_once_are_told_apart_by_the_message_answered(
    server: EidServer,
) -> None:
    one, two = opened(server), opened(server)
    first = told(post(server, "paos", data=start_paos(one.id)))
    second = told(post(server, "paos", data=start_paos(two.id)))
    assert first.fields["TransactionInfo"] == "<&>"
    assert first.id != second.id
    told(post(server, "paos", data=refusal(first.id)))
    assert (one.failure, two.failure) == ("x/sal#cancellationByUser", "")


def test_a_message_answers_once(server: EidServer) -> None:
    first = told(post(server, "paos", data=start_paos(opened(server).id)))
    told(post(server, "paos", data=refusal(first.id)))
    assert post(server, "paos", data=refusal(first.id)).status_code == 400


@pytest.mark.parametrize(
    "body",
    [b"", b"<", b"<a/>", b"<E><Body/></E>", b"\xff", start_paos("nobody's"), refusal("nothing")],
    ids=["empty", "cut", "no body", "empty body", "no text", "unknown session", "unknown message"],
)
def test_what_is_no_message_of_a_session_is_refused(server: EidServer, body: bytes) -> None:
    assert post(server, "paos", data=body).status_code == 400


def test_a_message_out_of_order_ends_the_session(server: EidServer) -> None:
    session = opened(server)
    first = told(post(server, "paos", data=start_paos(session.id)))
    early = refusal(first.id).replace(b"x#error", b"x#ok").replace(b"DIDA", b"TransmitA")
    assert told(post(server, "paos", data=early)).failed
    assert session.failure


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("service/useID", {"data": "no json"}),
        ("service/useID", {"json": []}),
        ("service/useID", {"json": {"UseOperations": {"Blood": "REQUIRED"}}}),
        ("service/getResult", {"json": {"Session": {"ID": "nobody's"}}}),
        ("service/getResult", {"json": {"Session": "x"}}),
    ],
)
def test_a_call_that_does_not_fit_gets_an_error_of_the_guideline(
    server: EidServer, path: str, body: dict[str, Any]
) -> None:
    result = post(server, path, **body).json()["Result"]
    assert result["ResultMajor"].endswith("#error")


@pytest.mark.parametrize("path", ["service/nothing", "", "x"])
def test_there_is_nothing_else(server: EidServer, path: str) -> None:
    assert post(server, path, json={}).status_code == 404


def test_a_body_without_end_is_refused_before_it_is_read(server: EidServer) -> None:
    trust = ssl.create_default_context(cafile=str(server.certificate))
    connection = http.client.HTTPSConnection(urlsplit(server.origin).netloc, context=trust)
    connection.putrequest("POST", "/paos")
    connection.putheader("Content-Length", str(2 << 20))
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()


def test_only_allowed_attributes_are_granted() -> None:
    person = Identity(family_name="M", given_names="E", nationality="D")
    assert granted(person, frozenset({Attribute.GIVEN_NAMES})) == Identity(given_names="E")


def test_a_session_forgets_what_was_read_when_it_is_closed() -> None:
    sessions = Sessions()
    session = sessions.open(NAMES)
    assert sessions.find(session.id) is session
    sessions.close(session)
    assert sessions.find(session.id) is None
    assert sessions.peek(session.key) is None
    assert session.key not in repr(session)
