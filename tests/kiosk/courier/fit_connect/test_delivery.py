"""A case goes to the receiver by FIT-Connect, is opened there, and its end is told at the terminal."""

import base64
import hashlib
import json
from typing import Any

import pytest
from joserfc import jwe
from joserfc.jwk import RSAKey

from kiosk.courier.lane import Lane
from kiosk.demo.fit_connect.double import SERVICES, Double, Keys
from kiosk.demo.fit_connect.faults import Call
from kiosk.store import CaseDraft, Store
from tests.fake_clock import FakeClock
from tests.kiosk.courier.conftest import PICTURE
from tests.kiosk.courier.fit_connect.conftest import (
    ANSWERS,
    Taken,
    drain,
    logged,
    put_in,
    state,
)


async def test_a_case_is_submitted_accepted_and_gone(
    lane: Lane, store: Store, double: Double, taken: Taken, clock: FakeClock
) -> None:
    number = put_in(store, photos=3)
    drain(lane)
    (line,) = store.oversight.case(number)
    assert (line.state, line.standing) == ("submitted", "submitted")
    assert line.size > 0, "a receiver may refuse it: the terminal keeps its copy until then"
    assert double.receiver.collect() == 1
    await clock.advance(60)
    drain(lane)
    (line,) = store.oversight.case(number)
    assert (line.state, line.size, line.fault) == ("accepted", 0, None)
    assert taken.numbers() == [number]
    (opened,) = taken.opened.values()
    assert json.loads(opened.data)["answers"] == ANSWERS
    assert sorted(content for content, _ in opened.attachments.values()) == sorted(
        PICTURE + kind for kind in (b"photo", b"finger_right", b"finger_left")
    )
    names = [event for event, _ in logged(store)]
    assert names.index("case.submitted") < names.index("case.accepted")
    assert logged(store)[names.index("case.accepted")][1]["receipt"] == "proven"


def test_each_call_is_made_once(lane: Lane, store: Store, double: Double) -> None:
    put_in(store, photos=2)
    drain(lane)
    assert double.web.calls == [
        Call.TOKEN,
        Call.DESTINATION,
        Call.KEY,
        Call.CREATE,
        Call.ATTACH,
        Call.ATTACH,
        Call.SUBMIT,
        Call.EVENTS,
        Call.JWKS,
    ]


def test_another_jose_library_opens_it_and_every_hash_and_tag_checks(
    lane: Lane, store: Store, double: Double, keys: Keys
) -> None:
    number = put_in(store, photos=3)
    drain(lane)
    (submission,) = double.service.submitted()
    # This library calls the key's one operation "decrypt", which RFC 7517 names unwrapKey.
    private = RSAKey.import_key({**keys.sealing.private, "key_ops": ["decrypt"]})

    def opened(sealed: str) -> tuple[bytes, dict[str, Any]]:
        token = jwe.decrypt_compact(sealed, private, algorithms=["RSA-OAEP-256", "A256GCM"])
        assert token.plaintext is not None
        return token.plaintext, token.headers()

    metadata, outside = opened(submission.metadata)
    assert outside == {
        "alg": "RSA-OAEP-256",
        "enc": "A256GCM",
        "kid": keys.sealing.kid,
        "cty": "application/json",
    }
    told = json.loads(metadata)
    assert told["$schema"].endswith("/metadata/2.1.0/metadata.schema.json")
    service = SERVICES["fuehrungszeugnis"]
    assert told["publicService"] == {"identifier": service["identifier"], "name": service["name"]}
    structure = told["contentStructure"]
    data, outside = opened(submission.data)
    assert outside["cty"] == "application/json"
    assert json.loads(data)["number"] == number
    assert structure["data"]["hash"]["content"] == hashlib.sha512(data).hexdigest()
    assert structure["data"]["submissionSchema"]["schemaUri"] == service["schema"]
    attachments = {entry["attachmentId"]: entry for entry in structure["attachments"]}
    assert attachments.keys() == submission.attachments.keys() == set(submission.announced)
    for name, sealed in submission.attachments.items():
        content, outside = opened(sealed)
        assert outside["cty"] == attachments[name]["mimeType"] == "image/jpeg"
        assert attachments[name]["hash"]["content"] == hashlib.sha512(content).hexdigest()
    assert {entry["filename"] for entry in attachments.values()} == {
        "photo.jpg",
        "finger_right.jpg",
        "finger_left.jpg",
    }
    assert check_tags(store, submission.metadata, submission.data, submission.attachments)


def check_tags(store: Store, metadata: str, data: str, attachments: dict[str, str]) -> bool:
    """Compare what the terminal has on record with the last 16 bytes of each JWE."""
    (row,) = store._database.rows("SELECT remembered FROM outbox")
    tags = json.loads(json.loads(row["remembered"])["tags"])
    sent = {"metadata": metadata, "data": data, **attachments}
    kept = {"metadata": tags["metadata"], "data": tags["data"], **tags["attachments"]}
    return sent.keys() == kept.keys() and all(
        base64.urlsafe_b64decode(sealed.split(".")[4] + "==")
        == base64.urlsafe_b64decode(kept[name] + "==")
        for name, sealed in sent.items()
    )


async def test_an_acceptance_without_tags_counts_and_is_told_apart(
    lane: Lane, store: Store, double: Double, clock: FakeClock
) -> None:
    number = put_in(store)
    drain(lane)
    double.receiver.silent_on_tags = True
    double.receiver.collect()
    await clock.advance(60)
    drain(lane)
    assert state(store, number) == "accepted"
    (told,) = (attributes for event, attributes in logged(store) if event == "case.accepted")
    assert told["receipt"] == "bare"


async def test_a_rejection_is_told_with_its_reason_and_the_case_is_kept(
    lane: Lane, store: Store, double: Double, taken: Taken, clock: FakeClock
) -> None:
    number = put_in(store)
    drain(lane)
    double.receiver.reason = "schema-violation"
    double.receiver.collect()
    await clock.advance(60)
    drain(lane)
    (line,) = store.oversight.case(number)
    assert line.standing == "rejected: schema-violation"
    assert line.size > 0
    assert logged(store)[-1][0] == "case.rejected"
    assert logged(store)[-1][1]["problem"] == "schema-violation"
    double.receiver.reason = ""
    assert store.oversight.retry(number) == 1
    drain(lane)
    double.receiver.collect()
    await clock.advance(60)
    drain(lane)
    assert state(store, number) == "accepted"
    assert taken.numbers() == [number]


async def test_what_nobody_fetches_for_14_days_has_timed_out_and_is_kept(
    lane: Lane, store: Store, double: Double, clock: FakeClock
) -> None:
    number = put_in(store, photos=0)
    drain(lane)
    while state(store, number) == "submitted":
        assert clock.monotonic() < 15 * 86400
        await clock.advance(3600)
        drain(lane)
    assert clock.monotonic() > 14 * 86400
    (line,) = store.oversight.case(number)
    assert line.standing == "timed out"
    assert line.size > 0
    assert logged(store)[-1][0] == "case.unclaimed"
    calls = double.web.calls.count(Call.EVENTS)
    assert calls < 14 * 24 + 40, "asks ever more seldom, up to once an hour"


def test_a_service_that_the_delivery_point_has_not_been_given_is_refused_at_the_counter(
    store: Store,
) -> None:
    with pytest.raises(ValueError, match="eid-pin"):
        store.store_case(CaseDraft("s1", "eid-pin", "folder", {}))
    assert store.oversight.cases() == ()


async def test_captures_go_at_their_legal_age_though_the_receiver_has_not_spoken(
    lane: Lane, store: Store, double: Double, clock: FakeClock
) -> None:
    number = put_in(store)
    drain(lane)
    await clock.advance(24 * 3600)
    store.retention.expire()
    (line,) = store.oversight.case(number)
    assert (line.state, line.size) == ("submitted", 0)
    double.receiver.collect()
    await clock.advance(3600)
    drain(lane)
    assert state(store, number) == "accepted"
    assert logged(store)[-1][1]["receipt"] == "proven"
