"""WS-BD's documents: what is written can be read again, and nothing that comes breaks the reader."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as some

from hardware.fingerprint.wsbd.messages import (
    MOST_ITEMS,
    NoAnswer,
    Result,
    read_configuration,
    read_result,
    write_configuration,
    write_result,
)
from hardware.fingerprint.wsbd.names import LARGEST, NAMESPACE, Status

HEAD = f'<result xmlns="{NAMESPACE}">'
SUCCESS = "<status>success</status>"
ITEM = "<item><key>k</key><value>v</value></item>"
MANY = "".join(ITEM.replace("k<", f"k{number}<") for number in range(MOST_ITEMS + 1))

names = some.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12)
numbers = some.uuids().map(str)


@given(
    some.sampled_from(Status),
    numbers,
    some.lists(numbers, max_size=3),
    some.dictionaries(names, names, max_size=4),
    some.binary(max_size=200),
)
def test_a_result_comes_back(
    status: Status, session: str, captures: list[str], metadata: dict[str, str], data: bytes
) -> None:
    result = Result(status, session, tuple(captures), metadata, (), data)
    assert read_result(write_result(result)) == result


@given(some.dictionaries(names, some.one_of(names, some.integers(0, 10**6)), max_size=5))
def test_a_configuration_comes_back_as_text(values: dict[str, str | int]) -> None:
    read = read_configuration(write_configuration(values))
    assert read == {key: str(value) for key, value in values.items()}


@given(some.binary(max_size=300))
def test_whatever_comes_is_refused_in_one_way(document: bytes) -> None:
    for read in (read_result, read_configuration):
        with pytest.raises(NoAnswer):
            read(document)


@given(some.text(max_size=60), some.text(max_size=60))
def test_no_text_within_an_element_breaks_the_reader(data: str, status: str) -> None:
    def written(text: str) -> str:
        return "".join(letter for letter in text if letter.isalnum() or letter in " +/=")

    document = (
        f"{HEAD}<status>{written(status)}</status><sensorData>{written(data)}</sensorData></result>"
    )
    for told in (document, document.replace(written(status), "success", 1)):
        try:
            read_result(told.encode())
        except NoAnswer:
            continue


REFUSED = {
    "another root": f'<outcome xmlns="{NAMESPACE}">{SUCCESS}</outcome>',
    "another namespace": f'<result xmlns="urn:oid:2.16.840.1.101.3.9.3.1">{SUCCESS}</result>',
    "no namespace": f"<result>{SUCCESS}</result>",
    "no status": f"{HEAD}</result>",
    "an unknown status": f"{HEAD}<status>fine</status></result>",
    "two statuses": f"{HEAD}{SUCCESS}{SUCCESS}</result>",
    "a status with elements": f"{HEAD}<status>success<b/></status></result>",
    "no base64": f"{HEAD}{SUCCESS}<sensorData>!</sensorData></result>",
    "letters beyond ASCII": f"{HEAD}{SUCCESS}<sensorData>äöü</sensorData></result>",
    "a dictionary without end": f"{HEAD}{SUCCESS}<metadata>{MANY}</metadata></result>",
    "depth without end": f"{HEAD}{SUCCESS}{'<a>' * 100_000}",
    "another encoding": f'<?xml version="1.0" encoding="utf-16"?>{HEAD}{SUCCESS}',
    "entities": f'<!DOCTYPE r [<!ENTITY e "x">]>{HEAD}<status>success&e;</status></result>',
}


@pytest.mark.parametrize("why", REFUSED)
def test_a_document_that_is_no_result_is_refused(why: str) -> None:
    with pytest.raises(NoAnswer):
        read_result(REFUSED[why].encode())


def test_a_document_that_is_too_large_is_refused_unread() -> None:
    with pytest.raises(NoAnswer, match="too large"):
        read_result(f"{HEAD}{SUCCESS}".encode() + bytes(LARGEST))


def test_no_image_shows_in_what_is_printed_of_a_result() -> None:
    result = Result(Status.SUCCESS, str(uuid.uuid4()), data=b"ridges")
    assert "ridges" not in repr(result)
