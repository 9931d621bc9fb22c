"""Answers that are no answers of the service's: told as such, whatever is in them."""

import pytest

from kiosk.courier.destinations import Unavailable
from kiosk.courier.fit_connect.link import Answer


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b"\xff", b"[" * 100_000, b'{"a":' * 100_000]
)
def test_what_is_no_object_is_not_the_services(body: bytes) -> None:
    with pytest.raises(Unavailable):
        Answer(200, body).object()
