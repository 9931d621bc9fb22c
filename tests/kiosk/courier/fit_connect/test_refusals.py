"""What the service refuses: told apart, blamed on the right thing, never dropped."""

import hashlib
import json
from collections.abc import Mapping

import pytest
import requests

from kiosk.courier.lane import Lane
from kiosk.demo.fit_connect.double import CLIENT, POINT, SECRET, SERVICES, Double, Keys
from kiosk.demo.fit_connect.keys import KeyPair
from kiosk.demo.fit_connect.submissions import State
from kiosk.store import Store
from kiosk.store.sealing import authority_key
from tests.fake_clock import FakeClock
from tests.kiosk.courier.fit_connect.conftest import (
    OpenStore,
    Taken,
    drain,
    fault,
    logged,
    put_in,
    state,
)


class Sender:
    """Somebody who calls the service by hand."""

    def __init__(self, double: Double, keys: Keys) -> None:
        self.api = double.web.submission_api
        form = {"grant_type": "client_credentials", "client_id": CLIENT, "client_secret": SECRET}
        token = requests.post(double.web.token_url, data=form, timeout=5).json()["access_token"]
        self.headers = {"Authorization": f"Bearer {token}"}
        self.key = authority_key(keys.sealing.public)

    def create(self, **changes: object) -> requests.Response:
        service = SERVICES["fuehrungszeugnis"]
        body: dict[str, object] = {
            "destinationId": POINT,
            "announcedAttachments": [],
            "publicService": {"identifier": service["identifier"], "name": service["name"]},
        }
        return self.call("POST", "/v2/submissions", json=body | changes)

    def call(self, method: str, path: str, **details: object) -> requests.Response:
        headers = {**self.headers, **details.pop("headers", {})}  # type: ignore[dict-item]
        return requests.request(
            method,
            self.api + path,
            headers=headers,
            timeout=5,
            **details,  # type: ignore[arg-type]
        )

    def sealed(self, cty: str = "application/json") -> str:
        return self.key.seal(b"{}", cty).decode()


@pytest.fixture
def sender(double: Double, keys: Keys) -> Sender:
    return Sender(double, keys)


def refused(answer: requests.Response, status: int, kind: str) -> None:
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["type"].endswith(f"/problems/{kind}")


def test_the_double_refuses_what_the_service_refuses(
    sender: Sender, double: Double, keys: Keys
) -> None:
    name = "11111111-2222-4333-8444-555555555555"
    made = sender.create(announcedAttachments=[name])
    assert made.status_code == 201
    path = f"/v2/submissions/{made.json()['submissionId']}"
    whole = {"encryptedMetadata": sender.sealed(), "encryptedData": sender.sealed()}
    refused(sender.call("PUT", path, json=whole), 422, "missing-attachments")
    jose = {"Content-Type": "application/jose"}
    attachment = f"{path}/attachments/{name}"
    refused(sender.call("PUT", attachment, data=b"no jwe", headers=jose), 400, "invalid-jwe")
    plain = {"Content-Type": "text/plain"}
    refused(
        sender.call("PUT", attachment, data=sender.sealed(), headers=plain),
        415,
        "unsupported-media-type",
    )
    stranger = attachment.replace("11111111", "99999999")
    refused(
        sender.call("PUT", stranger, data=sender.sealed(), headers=jose),
        404,
        "attachment-not-announced",
    )
    other = {**keys.sealing.public, "kid": "nobody-knows"}
    foreign = authority_key(other).seal(b"x", "image/jpeg")
    refused(
        sender.call("PUT", attachment, data=foreign, headers=jose), 422, "invalid-encryption-kid"
    )
    weak = sender.sealed().split(".")
    weak[0] = "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkExMjhDQkMtSFMyNTYifQ"
    refused(
        sender.call("PUT", attachment, data=".".join(weak), headers=jose),
        422,
        "unsupported-encryption",
    )
    for _ in range(2):
        assert sender.call("PUT", attachment, data=sender.sealed(), headers=jose).status_code == 204
    for missing in ("encryptedMetadata", "encryptedData"):
        half = {key: value for key, value in whole.items() if key != missing}
        refused(sender.call("PUT", path, json=half), 400, "schema-violation")
        untyped = whole | {missing: sender.sealed("image/jpeg")}
        refused(sender.call("PUT", path, json=untyped), 422, "invalid-content-type")
    assert sender.call("PUT", path, json=whole).status_code == 200
    refused(sender.call("PUT", path, json=whole), 409, "already-submitted")
    refused(
        sender.call("PUT", attachment, data=sender.sealed(), headers=jose), 409, "already-submitted"
    )
    refused(
        sender.create(publicService={"identifier": "urn:x:y", "name": "n"}),
        422,
        "unsupported-service",
    )
    double.point.status = "deactivated"
    refused(sender.create(), 422, "inactive-destination")


def test_the_double_opens_and_judges_as_a_receiver_does(sender: Sender, double: Double) -> None:
    made = sender.create().json()
    whole = {"encryptedMetadata": sender.sealed(), "encryptedData": sender.sealed()}
    path = f"/v2/submissions/{made['submissionId']}"
    assert sender.call("PUT", path, json=whole).status_code == 200
    double.receiver.collect()
    assert double.service.submissions[made["submissionId"]].state is State.REJECTED


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "deactivated"},
        {"metadata_versions": ("1.0.0",)},
        {"services": []},
    ],
)
async def test_a_delivery_point_that_is_closed_or_another_holds_all_and_blames_none(
    changes: Mapping[str, object],
    lane: Lane,
    store: Store,
    double: Double,
    taken: Taken,
    clock: FakeClock,
) -> None:
    number = put_in(store)
    before = {name: getattr(double.point, name) for name in changes}
    for name, value in changes.items():
        setattr(double.point, name, value)
    drain(lane)
    assert state(store, number) == "pending"
    assert double.service.submissions == {}
    (told,) = (told for event, told in logged(store) if event == "destination.unavailable")
    assert told["fault"] == "courier.destination_closed"
    for name, value in before.items():
        setattr(double.point, name, value)
    await clock.advance(900)
    drain(lane)
    double.receiver.collect()
    assert taken.numbers() == [number]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("alg", "RSA-OAEP"),
        ("key_ops", ["encrypt"]),
        ("e", "Aw"),
        ("kid", "another"),
        ("kty", "EC"),
        ("n", "y" * 342),
    ],
)
def test_a_published_key_that_must_not_be_used_is_refused(
    name: str, value: object, lane: Lane, store: Store, double: Double
) -> None:
    number = put_in(store)
    double.point.keys[double.point.encryption_kid][name] = value
    drain(lane)
    assert state(store, number) == "pending"
    assert double.service.submissions == {}
    (told,) = (told for event, told in logged(store) if event == "destination.unavailable")
    assert told["fault"] == "courier.key_refused"


def test_a_case_sealed_to_a_key_that_was_rotated_out_is_delivered_while_it_is_registered(
    open_store: OpenStore, old: KeyPair, lane: Lane, double: Double, taken: Taken
) -> None:
    older = open_store(old)
    number = put_in(older)
    drain(lane)
    double.receiver.collect()
    assert taken.numbers() == [number]


def test_a_case_sealed_to_a_withdrawn_key_is_set_aside_and_said_to_be(
    open_store: OpenStore, old: KeyPair, store: Store, lane: Lane, double: Double
) -> None:
    number = put_in(open_store(old))
    other = put_in(store, "s2")
    del double.point.keys[old.kid]
    drain(lane)
    assert (state(store, number), fault(store, number)) == ("quarantined", "courier.key_withdrawn")
    assert store.oversight.case(number)[0].size > 0, "whoever has the old key can still open it"
    assert state(store, other) == "submitted"
    assert [s.state for s in double.service.submissions.values()] == [State.SUBMITTED]


def test_a_case_that_was_sealed_for_a_folder_is_set_aside(
    lane: Lane, store: Store, double: Double
) -> None:
    number = put_in(store)
    with store._database.transaction():
        store._database.write("DELETE FROM parts WHERE name = 'cover'", {})
    drain(lane)
    assert fault(store, number) == "courier.not_addressed"
    assert double.service.submissions == {}


def test_a_cover_that_rotted_on_the_disk_is_not_sent(
    lane: Lane, store: Store, double: Double
) -> None:
    number = put_in(store)
    with store._database.transaction():
        store._database.write("UPDATE parts SET sealed = X'00' WHERE name = 'cover'", {})
    drain(lane)
    assert fault(store, number) == "courier.damaged"
    assert double.service.submissions == {}


def test_what_is_too_large_is_set_aside_and_others_go_on(
    lane: Lane, store: Store, double: Double
) -> None:
    large, other = put_in(store), put_in(store, "s2")
    sealed = b"e" * 17_000_000
    store._database.write(
        "UPDATE renditions SET sealed = :sealed, sha256 = :sum WHERE capture IN "
        "(SELECT id FROM captures WHERE case_number = :number)",
        {"sealed": sealed, "sum": hashlib.sha256(sealed).hexdigest(), "number": large},
    )
    drain(lane)
    assert fault(store, large) == "courier.too_large"
    assert state(store, other) == "submitted"
    assert len(list(double.service.submitted())) == 1


def test_no_secret_and_no_token_is_logged(
    lane: Lane, store: Store, double: Double, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    put_in(store)
    double.service.clients[CLIENT] = "another"
    drain(lane)
    double.service.clients[CLIENT] = SECRET
    drain(lane)
    tokens = list(double.service._tokens)
    for secret in (SECRET, *tokens, json.dumps("Kinderbetreuung")):
        assert secret not in caplog.text
