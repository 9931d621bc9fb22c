"""The supervision protocol: what is said arrives, anything else is refused."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.contracts.supervision import (
    LONGEST_LINE,
    Beat,
    Before,
    Begun,
    End,
    Ended,
    EndReason,
    Go,
    ProtocolError,
    Ready,
    SessionMessage,
    Shown,
    SupervisorMessage,
    decode_from_session,
    decode_from_supervisor,
    encode,
)

session_messages = st.one_of(
    st.just(Ready()),
    st.just(Shown()),
    st.just(Begun()),
    st.builds(Beat, st.integers(0, 2**62), st.integers(0, 2**62)),
    st.builds(Ended, st.sampled_from(EndReason)),
)
supervisor_messages = st.one_of(
    st.builds(Go, st.booleans(), st.sampled_from(Before)), st.just(End())
)


@given(session_messages)
def test_what_the_session_says_arrives(message: SessionMessage) -> None:
    line = encode(message)
    assert line.count(b"\n") == 1
    assert len(line) <= LONGEST_LINE
    assert decode_from_session(line) == message


@given(supervisor_messages)
def test_what_the_supervisor_says_arrives(message: SupervisorMessage) -> None:
    assert decode_from_supervisor(encode(message)) == message


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\n",
        b"beat\n",
        b"\xff\xfe\n",
        b"[]\n",
        b"17\n",
        b"{}\n",
        b'{"say":"dance"}\n',
        b'{"say":["beat"]}\n',
        b'{"say":"beat"}\n',
        b'{"say":"beat","frames":1}\n',
        b'{"say":"beat","frames":1,"turns":2,"name":"x"}\n',
        b'{"say":"beat","frames":-1,"turns":2}\n',
        b'{"say":"beat","frames":1.5,"turns":2}\n',
        b'{"say":"beat","frames":true,"turns":2}\n',
        b'{"say":"beat","frames":"1","turns":2}\n',
        b'{"say":"ended","reason":"bored"}\n',
        b'{"say":"ended","reason":["left"]}\n',
        b'{"say":"go","apology":false,"before":"start"}\n',
        b'{"say":"ready"' + b" " * LONGEST_LINE + b"}\n",
    ],
)
def test_anything_else_from_a_session_is_refused(line: bytes) -> None:
    with pytest.raises(ProtocolError):
        decode_from_session(line)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_decoder(line: bytes) -> None:
    with contextlib.suppress(ProtocolError):
        message = decode_from_session(line)
        assert decode_from_session(encode(message)) == message


def test_a_refusal_does_not_repeat_what_was_said() -> None:
    with pytest.raises(ProtocolError) as refusal:
        decode_from_session(b'{"say":"ended","reason":"Erika Mustermann"}')
    assert "Erika" not in str(refusal.value)
