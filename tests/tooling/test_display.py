import socket
from pathlib import Path

from tooling.display import private_display

SOCKETS = Path("/tmp/.X11-unix")  # noqa: S108 - where X servers listen


def answers(display: str) -> bool:
    with socket.socket(socket.AF_UNIX) as line:
        return line.connect_ex(str(SOCKETS / f"X{display[1:]}")) == 0


def test_two_private_displays_stand_side_by_side_and_end_with_their_blocks() -> None:
    with private_display() as first, private_display() as second:
        assert first != second
        assert answers(first)
        assert answers(second)
    assert not answers(first)
    assert not answers(second)
