"""The courier's side of the hand-over, against a server that goes wrong in ways a real one must not."""

from pathlib import Path

import pytest

from kiosk.contracts.handover import Receipt, Unsigned, digest, read_headers, signed_headers
from kiosk.courier.destinations import DestinationRefused, make_destination
from kiosk.store.signing import load_public_key, make_device_key
from tests.fake_clock import FakeClock


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"url": "http://town.example"}, "url"),
        ({"terminal": "Rathaus 1"}, "terminal"),
        ({"server_key": ""}, "server_key"),
        ({"look_seconds": 0}, "look_seconds"),
        ({"colour": 1}, "colour"),
    ],
)
def test_settings_that_cannot_be_are_refused(
    change: dict[str, object], says: str, clock: FakeClock
) -> None:
    table: dict[str, object] = {
        "driver": "handover",
        "url": "https://town.example",
        "terminal": "rathaus-1",
        "key": "keys_handover.pem",
        "server_key": "server.pem",
    }
    make_destination("handover", table, clock).close()
    with pytest.raises(DestinationRefused, match=says):
        make_destination("handover", {**table, **change}, clock)


def test_the_signature_covers_method_path_and_body(tmp_path: Path) -> None:
    key = make_device_key(tmp_path / "key.pem")
    headers = {
        name.lower(): value
        for name, value in signed_headers(
            "PUT", "/a", b"body", terminal="rathaus-1", created=1700000000, sign=key.sign
        ).items()
    }
    claimed = read_headers("PUT", "/a", b"body", headers)
    key.public_key().verify(claimed.signature, claimed.signed)
    assert (claimed.terminal, claimed.created) == ("rathaus-1", 1700000000)
    with pytest.raises(Unsigned):
        read_headers("PUT", "/a", b"other", headers)
    for method, path in (("POST", "/a"), ("PUT", "/b")):
        other = read_headers(method, path, b"body", headers)
        assert other.signed != claimed.signed


def test_a_receipt_of_another_server_is_none(tmp_path: Path) -> None:
    ours, theirs = make_device_key(tmp_path / "a.pem"), make_device_key(tmp_path / "b.pem")
    receipt = Receipt("id", digest("id", "kid", ()), "rathaus-1", "fetched", "then", "now")
    verify = load_public_key(tmp_path / "a.pub").verify
    assert Receipt.read(receipt.compact(ours.sign), verify) == receipt
    for bad in (receipt.compact(theirs.sign), "", "a.b.c", receipt.compact(ours.sign)[:-4]):
        with pytest.raises(Unsigned):
            Receipt.read(bad, verify)
