"""The test eID server: many sessions at once, each kept apart; nonsense refused."""

import http.client
import ssl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from hardware.eid.lab import card_files, card_issuer, paos
from hardware.eid.lab.card import SpecimenCard
from hardware.eid.lab.eac import Course
from hardware.eid.lab.eid_server import EidServer
from hardware.eid.lab.person import ERIKA, Holder
from hardware.eid.lab.sessions import (
    Denied,
    Pending,
    Read,
    Result,
    Session,
    Sessions,
    Unknown,
    granted,
)
from kiosk.contracts.identity import Attribute, Identity, IdentityRequest
from tests.fake_clock import FakeClock
from tests.hardware.eid.lab_client import CardRefuses, PaosClient

NAMES = IdentityRequest((Attribute.FAMILY_NAME,), (Attribute.GIVEN_NAMES,), "<&>")
ISSUER = card_issuer.card_issuer(datetime(2026, 11, 21, tzinfo=UTC))
COLOGNE, BERLIN = "0276 05 03 15", "0276 11"
AT_ONCE = 24


class Now:
    """The machine's day, which TLS compares certificates with; seconds pass as the test says."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - TLS asks the machine

    def monotonic(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        raise AssertionError(f"the server waits {seconds} s")


@pytest.fixture(scope="module")
def ticking() -> Now:
    return Now()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, ticking: Now) -> Iterator[EidServer]:
    server = EidServer(tmp_path_factory.mktemp("lab"), ISSUER.anchor, ticking)
    server.start()
    yield server
    server.close()


@pytest.fixture
def server(running: EidServer) -> Iterator[EidServer]:
    yield running
    running.course = Course()
    running.behave()


def specimen(server: EidServer, holder: Holder = ERIKA) -> SpecimenCard:
    files, root = card_files.card_files(ISSUER), server.terminals.right.authority.root
    return SpecimenCard(files, root, server.terminals._today, holder)


def reads(
    server: EidServer, request: IdentityRequest, card: SpecimenCard, *refuses: str
) -> tuple[PaosClient, Result]:
    """Let a client authenticate; answer it, and what the service hands over."""
    session = server.sessions.open(request)
    client = PaosClient(server, card, refuses=refuses)
    client.run(url_of(server, session))
    return client, server.sessions.fetch(session.key)


def identity_of(result: Result) -> Identity:
    assert isinstance(result, Read), result
    return result.identity


def url_of(server: EidServer, session: Session) -> str:
    return f"{server.origin}/tctoken?session={session.id}"


def post(origin: str, path: str, server: EidServer, **body: Any) -> requests.Response:
    return requests.post(f"{origin}/{path}", verify=str(server.certificate), timeout=5, **body)


def say(server: EidServer, body: bytes) -> requests.Response:
    return post(server.origin, "paos", server, data=body)


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


# --- the ways of an authentication


@pytest.mark.parametrize(
    ("course", "way"),
    [
        (Course(), []),
        (Course(initialize_framework=True), ["InitializeFramework"]),
        (Course(additional_input=True), ["EACAdditionalInputType"]),
        (Course(True, True), ["InitializeFramework", "EACAdditionalInputType"]),
    ],
)
def test_data_are_read_on_every_way(server: EidServer, course: Course, way: list[str]) -> None:
    server.course = course
    client, result = reads(server, NAMES, specimen(server))
    person = ERIKA.identity
    expected = Identity(family_name=person.family_name, given_names=person.given_names)
    assert identity_of(result) == expected
    assert [kind for kind in client.kinds if kind in way] == way
    assert client.kinds[-2:] == ["Transmit", "StartPAOSResponse"]


def test_what_the_citizen_refuses_is_not_read(server: EidServer) -> None:
    _, result = reads(server, NAMES, specimen(server), "GivenNames")
    assert identity_of(result) == Identity(family_name="Mustermann")


@pytest.mark.parametrize(("age", "holds"), [(18, True), (62, True), (63, False), (0, True)])
def test_an_age_is_confirmed_without_the_day_of_birth(
    server: EidServer, age: int, *, holds: bool
) -> None:
    # Erika was born on 12 August 1964; the laboratory's day is the machine's.
    born = 1964 + (server.terminals._today.timetuple()[1:3] < (8, 12))
    years = age if age < 60 else server.terminals._today.year - born + age - 62
    request = IdentityRequest((), (), age=years)
    _, result = reads(server, request, specimen(server))
    assert identity_of(result) == Identity(age_verified=holds)


@pytest.mark.parametrize(("place", "holds"), [(COLOGNE, True), ("0276", True), (BERLIN, False)])
def test_a_place_is_confirmed_without_the_address(
    server: EidServer, place: str, *, holds: bool
) -> None:
    request = IdentityRequest((), (), place=place.replace(" ", ""))
    _, result = reads(server, request, specimen(server))
    assert identity_of(result) == Identity(place_verified=holds)


def test_a_pseudonym_belongs_to_card_and_sector(server: EidServer) -> None:
    request = IdentityRequest((), (), pseudonym=True)
    card, other = specimen(server), specimen(server)
    first, again, another = (
        identity_of(reads(server, request, one)[1]).pseudonym for one in (card, card, other)
    )
    assert first == again != another
    assert len(bytes.fromhex(first)) == 32
    renewed = replace(server.terminals.right.authority, sector=b"")
    client = PaosClient(server, card)
    session = server.sessions.open(request)
    right = server.terminals.right
    server.terminals.right = replace(right, authority=renewed)  # a key that its papers do not name
    try:
        client.run(url_of(server, session))
    finally:
        server.terminals.right = right
    assert isinstance(server.sessions.fetch(session.key), Denied)


def test_checks_that_the_citizen_refuses_stay_open(server: EidServer) -> None:
    request = IdentityRequest((), (), age=18, place="0276", pseudonym=True)
    refused = ("AgeVerification", "AddressVerification", "Pseudonym")
    _, result = reads(server, request, specimen(server), *refused)
    assert identity_of(result) == Identity()


def test_a_card_out_of_date_is_refused(server: EidServer) -> None:
    old = specimen(server, replace(ERIKA, expiry="20200101"))
    client, result = reads(server, NAMES, old)
    assert isinstance(result, Denied)
    assert result.minor.endswith("#DocumentValidityVerificationFailed")
    assert client.kinds[-1] == "StartPAOSResponse"


def test_a_card_of_another_issuer_is_refused(server: EidServer) -> None:
    forger = card_issuer.card_issuer(datetime(2026, 11, 21, tzinfo=UTC))
    card = replace_files(specimen(server), card_files.card_files(forger))
    _, result = reads(server, NAMES, card)
    assert isinstance(result, Denied)
    assert result.minor.endswith("il/signature#invalid") or result.minor.endswith("internalError")


def replace_files(card: SpecimenCard, files: card_files.CardFiles) -> SpecimenCard:
    card.files = files
    return card


# --- many at once


def test_many_clients_at_once_read_each_their_own_card(server: EidServer) -> None:
    people = [
        replace(ERIKA, identity=replace(ERIKA.identity, family_name=f"Muster{number}"))
        for number in range(AT_ONCE)
    ]
    sessions = [server.sessions.open(NAMES) for _ in people]

    def authenticate(number: int) -> None:
        PaosClient(server, specimen(server, people[number])).run(url_of(server, sessions[number]))

    with ThreadPoolExecutor(AT_ONCE) as clients:
        list(clients.map(authenticate, range(AT_ONCE)))
    names = [identity_of(server.sessions.fetch(one.key)).family_name for one in sessions]
    assert names == [person.identity.family_name for person in people]


def test_dialogues_that_run_at_once_are_told_apart_by_the_message_answered(
    server: EidServer,
) -> None:
    one, two = server.sessions.open(NAMES), server.sessions.open(NAMES)
    first = told(say(server, start_paos(one.id)))
    second = told(say(server, start_paos(two.id)))
    assert first.fields["TransactionInfo"] == "<&>"
    assert first.id != second.id
    told(say(server, refusal(first.id)))
    assert (one.failure, two.failure) == ("x/sal#cancellationByUser", "")


# --- who may come, and when


def ended_with(response: requests.Response, minor: str) -> bool:
    message = told(response)
    return message.failed and message.fields["ResultMinor"].endswith(minor)


def test_a_session_serves_one_client(server: EidServer) -> None:
    session = server.sessions.open(NAMES)
    told(say(server, start_paos(session.id)))
    assert ended_with(say(server, start_paos(session.id)), "#unknownChannelHandle")


def test_a_message_answers_once(server: EidServer) -> None:
    first = told(say(server, start_paos(server.sessions.open(NAMES).id)))
    told(say(server, refusal(first.id)))
    assert ended_with(say(server, refusal(first.id)), "#unknownChannelHandle")


@pytest.mark.parametrize("body", [start_paos("nobody's"), refusal("nothing")])
def test_an_unknown_session_is_told_so(server: EidServer, body: bytes) -> None:
    assert ended_with(say(server, body), "#unknownChannelHandle")


@pytest.mark.parametrize(
    "body",
    [b"", b"<", b"<a/>", b"<E><Body/></E>", b"\xff"],
    ids=["empty", "cut", "no body", "empty body", "no text"],
)
def test_what_is_no_message_is_refused(server: EidServer, body: bytes) -> None:
    assert say(server, body).status_code == 400


def test_a_session_expires(server: EidServer, ticking: Now) -> None:
    session, running = server.sessions.open(NAMES), server.sessions.open(NAMES)
    first = told(say(server, start_paos(running.id)))
    ticking.seconds += server.sessions.lifetime + 1
    got = requests.get(url_of(server, session), verify=str(server.certificate), timeout=5)
    assert got.status_code == 404
    assert server.sessions.fetch(session.key) == Unknown()
    assert ended_with(say(server, refusal(first.id)), "#SessionTerminatedWarning")


def test_a_message_out_of_order_ends_the_session(server: EidServer) -> None:
    session = server.sessions.open(NAMES)
    first = told(say(server, start_paos(session.id)))
    early = refusal(first.id).replace(b"x#error", b"x#ok").replace(b"DIDA", b"TransmitA")
    assert told(say(server, early)).failed
    assert session.failure


def test_a_wrong_pin_ends_before_anything_is_signed(server: EidServer) -> None:
    session = server.sessions.open(NAMES)
    card = specimen(server)
    with pytest.raises(CardRefuses, match="63c2"):
        PaosClient(server, card, pin="000000").run(url_of(server, session))
    assert server.sessions.fetch(session.key) == Pending()


def test_a_body_without_end_is_refused_before_it_is_read(server: EidServer) -> None:
    trust = ssl.create_default_context(cafile=str(server.certificate))
    connection = http.client.HTTPSConnection(urlsplit(server.origin).netloc, context=trust)
    connection.putrequest("POST", "/paos")
    connection.putheader("Content-Length", str(2 << 20))
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()


# --- sessions by themselves


def test_only_allowed_attributes_are_granted() -> None:
    person = Identity(family_name="M", given_names="E", nationality="D")
    assert granted(person, frozenset({Attribute.GIVEN_NAMES})) == Identity(given_names="E")


def test_what_was_read_is_handed_over_once(clock: FakeClock) -> None:
    sessions = Sessions(clock)
    session = sessions.open(NAMES)
    assert sessions.fetch(session.key) == Pending()
    session.identity = ERIKA.identity
    assert identity_of(sessions.fetch(session.key)) is ERIKA.identity
    assert sessions.fetch(session.key) == Unknown()
    assert sessions.find(session.id) is None
    assert session.key not in repr(session)
