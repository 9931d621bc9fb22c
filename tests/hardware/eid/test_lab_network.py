"""The line between client and server: whole, refusing, swallowing, breaking, and mended again."""

import socket
import threading
from collections.abc import Iterator

import pytest

from hardware.eid.lab.network import Line


def echo(server: socket.socket) -> None:
    """Answer everybody with what they say, until the server closes."""
    while True:
        try:
            client, _ = server.accept()
        except OSError:
            return
        threading.Thread(target=_echo, args=(client,), daemon=True).start()


def _echo(client: socket.socket) -> None:
    with client:
        while data := client.recv(100):
            client.sendall(data)


@pytest.fixture
def line() -> Iterator[Line]:
    server = socket.create_server(("127.0.0.1", 0))
    echoing = threading.Thread(target=echo, args=(server,), daemon=True)
    echoing.start()
    line = Line(server.getsockname()[1])
    line.start()
    yield line
    line.close()
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    echoing.join()


def says(line: Line, words: bytes) -> bytes:
    """Answer what comes back; empty where the line was cut."""
    with socket.create_connection(("127.0.0.1", line.port), 5) as client:
        client.sendall(words)
        return client.recv(100)


def test_a_line_that_refuses_keeps_its_port_and_is_mended(line: Line) -> None:
    assert says(line, b"one") == b"one"
    line.refuse()
    assert line.state == "refuses"
    with pytest.raises(ConnectionRefusedError):
        says(line, b"two")
    with socket.socket() as thief, pytest.raises(OSError, match="in use"):
        thief.bind(("127.0.0.1", line.port))
    line.mend()
    assert says(line, b"three") == b"three"


def test_a_line_is_cut_after_so_many_bytes(line: Line) -> None:
    line.cut_after(7)
    assert says(line, b"12345") == b"12345"
    assert says(line, b"67890") == b"67"
    assert says(line, b"x") == b""
    line.mend()
    assert says(line, b"whole") == b"whole"


def test_a_line_that_swallows_says_nothing_and_is_cut_when_mended(line: Line) -> None:
    with socket.create_connection(("127.0.0.1", line.port), 5) as client:
        client.sendall(b"heard")
        assert client.recv(100) == b"heard"
        line.swallow()
        client.sendall(b"lost")
        client.settimeout(0.2)
        with pytest.raises(TimeoutError):
            client.recv(100)
        client.settimeout(5)
        line.mend()
        assert client.recv(100) == b""
    assert line.state == "whole"
    assert says(line, b"again") == b"again"
