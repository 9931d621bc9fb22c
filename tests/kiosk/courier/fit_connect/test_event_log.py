"""Events are believed only with the right signature, from the right issuer, about what was sent."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from kiosk.courier.lane import Lane
from kiosk.demo.fit_connect.double import POINT, Double, Keys
from kiosk.demo.fit_connect.faults import Call, Fault
from kiosk.demo.fit_connect.keys import SIGNING, KeyPair
from kiosk.demo.fit_connect.submissions import Submission
from kiosk.demo.fit_connect.tokens import EVENTS, sign
from kiosk.store import Store
from tests.fake_clock import FakeClock
from tests.kiosk.courier.fit_connect.conftest import drain, fault, logged, put_in, state

Change = Callable[[dict[str, Any], dict[str, Any]], None]


class Forger:
    """Puts tokens into the log of the one submission, right but for what a test changes."""

    def __init__(self, double: Double, keys: Keys) -> None:
        self.double = double
        self.keys = keys

    @property
    def submission(self) -> Submission:
        (only,) = self.double.service.submitted()
        return only

    def accept(self, change: Change, key: KeyPair | None = None) -> None:
        signing = key or self.keys.signing
        header: dict[str, Any] = {"typ": "secevent+jwt", "alg": SIGNING, "kid": signing.kid}
        payload = self.double.receiver.payload(self.submission)
        claims: dict[str, Any] = {
            "jti": "b3f6a1de-9a51-4cf9-8a0f-0f5d2d4a8f10",
            "iss": POINT,
            "iat": 1_795_000_000,
            "sub": f"submission:{self.submission.id}",
            "txn": f"case:{self.submission.case}",
            "events": {f"{EVENTS}accept-submission": payload},
        }
        change(header, claims)
        self.double.service.append(self.submission.case, sign(signing, header, claims))


@pytest.fixture
def forger(double: Double, keys: Keys) -> Forger:
    return Forger(double, keys)


@pytest.fixture
def number(lane: Lane, store: Store) -> str:
    made = put_in(store)
    drain(lane)
    assert state(store, made) == "submitted"
    return made


async def looked(lane: Lane, clock: FakeClock) -> None:
    await clock.advance(3600)
    drain(lane)


async def test_the_forgers_tool_would_be_believed_if_it_changed_nothing(
    forger: Forger, number: str, lane: Lane, store: Store, clock: FakeClock
) -> None:
    forger.accept(lambda _header, _claims: None)
    await looked(lane, clock)
    assert state(store, number) == "accepted"


def _header(**changes: object) -> Change:
    return lambda header, _claims: header.update(changes)


def _claims(**changes: object) -> Change:
    return lambda _header, claims: claims.update(changes)


def _without(name: str) -> Change:
    def change(_header: dict[str, Any], claims: dict[str, Any]) -> None:
        del claims[name]

    return change


def _two_events(_header: dict[str, Any], claims: dict[str, Any]) -> None:
    claims["events"][f"{EVENTS}notify-submission"] = {}


FORGED: Mapping[str, Change] = {
    "another type": _header(typ="JWT"),
    "a weaker algorithm": _header(alg="PS256"),
    "an unknown key": _header(kid="unknown"),
    "the encryption key": _header(kid="sealing"),
    "a path for a key": _header(kid="../../../.well-known"),
    "another issuer": _claims(iss="99999999-3a55-4d4a-9b9e-0d8a41a6a6e2"),
    "the service as issuer": _claims(iss="https://delivery.invalid"),
    "another case": _claims(txn="case:99999999-0000-4000-8000-000000000000"),
    "another submission": _claims(sub="submission:99999999-0000-4000-8000-000000000000"),
    "no event": _claims(events={}),
    "two events": _two_events,
    "events of another kind": _claims(events=["accept-submission"]),
    **{f"no {name}": _without(name) for name in ("jti", "iss", "iat", "sub", "txn", "events")},
}


@pytest.mark.parametrize("how", FORGED)
async def test_a_forged_acceptance_is_not_believed_and_halts_nothing(
    how: str,
    forger: Forger,
    number: str,
    lane: Lane,
    store: Store,
    double: Double,
    keys: Keys,
    clock: FakeClock,
) -> None:
    change = FORGED[how]

    def named(header: dict[str, Any], claims: dict[str, Any]) -> None:
        change(header, claims)
        if header["kid"] == "sealing":
            header["kid"] = keys.sealing.kid

    forger.accept(named)
    await looked(lane, clock)
    assert state(store, number) == "submitted"
    double.receiver.collect()
    await looked(lane, clock)
    assert state(store, number) == "accepted"


async def test_a_signature_by_another_key_of_the_same_name_is_not_believed(
    forger: Forger, number: str, lane: Lane, store: Store, keys: Keys, clock: FakeClock
) -> None:
    forger.accept(_header(kid=keys.signing.kid), keys.service)
    await looked(lane, clock)
    assert state(store, number) == "submitted"


async def test_the_service_cannot_accept_in_the_receivers_name(
    forger: Forger, number: str, lane: Lane, store: Store, keys: Keys, clock: FakeClock
) -> None:
    forger.accept(_claims(iss="https://delivery.invalid"), keys.service)
    await looked(lane, clock)
    assert state(store, number) == "submitted"


async def test_the_receiver_cannot_say_that_the_service_deleted_it(
    lane: Lane, store: Store, double: Double, clock: FakeClock
) -> None:
    """What would make a sender begin anew, while the first is still there."""
    number = put_in(store, photos=0)
    double.web.faults.plan(Call.SUBMIT, Fault.CUT_BEFORE)
    drain(lane)
    (submission,) = double.service.submissions.values()
    token = double.receiver.event(submission, "delete-submission", {})
    double.service.append(submission.case, token)
    await clock.advance(3600)
    drain(lane)
    assert state(store, number) == "submitted"
    assert list(double.service.submissions) == [submission.id]


@pytest.mark.parametrize("token", ["", "a.b", "a.b.c", "e30.e30.", "ä.ö.ü", "." * 9])
async def test_rubbish_in_the_log_is_passed_over(
    token: str, forger: Forger, number: str, lane: Lane, store: Store, clock: FakeClock
) -> None:
    forger.double.service.append(forger.submission.case, token)
    await looked(lane, clock)
    assert state(store, number) == "submitted"


@pytest.mark.parametrize(
    ("name", "value"),
    [("alg", "RS512"), ("key_ops", ["sign"]), ("e", "Aw"), ("n", "y" * 342), ("kty", "EC")],
)
async def test_a_signing_key_that_is_none_verifies_nothing(
    name: str,
    value: object,
    forger: Forger,
    number: str,
    lane: Lane,
    store: Store,
    double: Double,
    clock: FakeClock,
) -> None:
    double.point.keys[forger.keys.signing.kid][name] = value
    forger.accept(lambda _header, _claims: None)
    await looked(lane, clock)
    assert state(store, number) == "submitted"


@pytest.mark.parametrize("piece", ["metadata", "data", "attachments"])
async def test_a_receipt_for_other_bytes_sets_the_case_aside(
    piece: str, forger: Forger, number: str, lane: Lane, store: Store, clock: FakeClock
) -> None:
    def other(_header: dict[str, Any], claims: dict[str, Any]) -> None:
        (payload,) = claims["events"].values()
        tags = payload["authenticationTags"]
        if piece == "attachments":
            tags[piece] = dict.fromkeys(tags[piece], "AAAAAAAAAAAAAAAAAAAAAA")
        else:
            tags[piece] = "AAAAAAAAAAAAAAAAAAAAAA"

    forger.accept(other)
    await looked(lane, clock)
    assert (state(store, number), fault(store, number)) == (
        "quarantined",
        "courier.receipt_wrong",
    )
    assert store.oversight.case(number)[0].size > 0
    assert logged(store)[-1][0] == "case.quarantined"


async def test_events_beyond_one_page_are_read(
    forger: Forger, number: str, lane: Lane, store: Store, double: Double, clock: FakeClock
) -> None:
    for _ in range(510):
        double.service.append(forger.submission.case, "e30.e30.")
    double.receiver.collect()
    await looked(lane, clock)
    assert state(store, number) == "accepted"
