"""Reports of devices: what is told arrives, anything else is refused."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.contracts.conditions import (
    ConditionsGarbled,
    Report,
    decode,
    encode,
    shown_name,
    worst_first,
)
from kiosk.contracts.devices import DeviceCondition, DeviceKind

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
names = st.from_regex(r"[a-z][a-z0-9_.]{0,60}", fullmatch=True)
conditions = st.lists(
    st.builds(
        DeviceCondition,
        st.sampled_from(DeviceKind),
        names,
        st.none() | names,
        st.datetimes(timezones=st.just(UTC)),
        st.text().map(shown_name),
        st.lists(names).map(tuple),
    ),
    unique_by=lambda condition: condition.kind,
).map(tuple)


@given(st.builds(Report, names, conditions))
def test_what_is_reported_arrives(report: Report) -> None:
    assert decode(encode(report)) == report


DEVICE = (
    '{"kind":"printer","driver":"x","fault":null,"since":"2026-11-21T09:00:00+00:00",'
    '"name":"Reader [CL] 00 01","warnings":["x.low"]}'
)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "null",
        "{}",
        '{"phase":"attract"}',
        '{"phase":"attract","devices":{}}',
        '{"phase":"Erika Mustermann","devices":[]}',
        '{"phase":7,"devices":[]}',
        '{"phase":"attract","devices":[],"name":"x"}',
        '{"phase":"attract","devices":[1]}',
        '{"phase":"attract","devices":[{}]}',
        f'{{"phase":"attract","devices":[{DEVICE},{DEVICE}]}}',
        f'{{"phase":"attract","devices":[{DEVICE.replace("printer", "toaster")}]}}',
        f'{{"phase":"attract","devices":[{DEVICE.replace("[CL]", "Müller")}]}}',
        f'{{"phase":"attract","devices":[{DEVICE.replace("[CL]", "[CL]" * 40)}]}}',
        f'{{"phase":"attract","devices":[{DEVICE.replace("Reader", chr(92) + "n")}]}}',
        f'{{"phase":"attract","devices":[{DEVICE.replace("null", "3")}]}}',
        f'{{"phase":"attract","devices":[{DEVICE.replace("x.low", "Erika low")}]}}',
        f'{{"phase":"attract","devices":[{DEVICE.replace("[" + chr(34) + "x.low" + chr(34) + "]", "{}")}]}}',
        f'{{"phase":"attract","devices":[{DEVICE.replace("null", chr(34) + "a b" + chr(34))}]}}',
        f'{{"phase":"attract","devices":[{DEVICE.replace("+00:00", "")}]}}',
        f'{{"phase":"attract","devices":[{DEVICE.replace("2026-11-21T09:00:00+00:00", "now")}]}}',
    ],
)
def test_anything_else_is_refused(line: str) -> None:
    with pytest.raises(ConditionsGarbled) as refused:
        decode(line.encode())
    assert "Erika" not in str(refused.value)


def test_the_line_of_these_tests_is_fine() -> None:
    decode(f'{{"phase":"attract","devices":[{DEVICE}]}}'.encode())


def test_a_makers_name_is_told_without_what_no_maker_writes() -> None:
    name = "REINER SCT cyberJack RFID komfort (1234567890) 00 01"
    assert shown_name(name) == name
    assert shown_name('Name\n{"x"}\u202e' + "9" * 200) == "Namex" + "9" * 122


def test_the_worst_stands_first() -> None:
    fine = DeviceCondition(DeviceKind.CAMERA, "x", None, NOW - timedelta(days=9))
    old = DeviceCondition(DeviceKind.PRINTER, "x", "printer.paper_out", NOW - timedelta(hours=1))
    new = DeviceCondition(DeviceKind.SPEECH, "x", "speech.no_sound", NOW)
    assert worst_first([fine, new, old]) == [old, new, fine]
