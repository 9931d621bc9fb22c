"""The network between client and eID server: a line that can refuse, swallow, or break."""

import contextlib
import socket
import threading

_LOOPBACK = "127.0.0.1"
_CHUNK = 65536
_WAITING = 64


class Line:
    """Relays TCP from a port of its own, which it keeps while it refuses, to the server's port."""

    def __init__(self, server_port: int) -> None:
        self._server_port = server_port
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._pumps: set[threading.Thread] = set()
        self._swallows = False
        self._left: int | None = None
        self._port = _bound(0)
        self.port: int = self._port.getsockname()[1]
        self._listening: threading.Thread | None = None

    def start(self) -> None:
        """Listen."""
        self._port.listen(_WAITING)
        self._listening = threading.Thread(
            target=self._accept, args=(self._port,), name="lab line", daemon=True
        )
        self._listening.start()

    def close(self) -> None:
        """Stop listening and cut every connection."""
        self._stop_listening()
        self.cut()
        for pump in tuple(self._pumps):
            pump.join()

    @property
    def state(self) -> str:
        """What a person would say of the line, in one word."""
        if self._listening is None:
            return "refuses"
        if self._swallows:
            return "swallows"
        return "whole" if self._left is None else "breaks"

    # --- what can happen to a network

    def refuse(self) -> None:
        """Cut every connection, and refuse new ones."""
        self._stop_listening()
        self._port = _bound(self.port)  # nobody else shall get the port meanwhile
        self.cut()

    def swallow(self) -> None:
        """Take what is sent, from now on and in new connections, and let nothing through."""
        self._swallows = True

    def cut_after(self, count: int) -> None:
        """Cut every connection once so many more bytes have come from the server."""
        with self._lock:
            self._left = count

    def cut(self) -> None:
        """Cut every connection; new ones are served."""
        with self._lock:
            ends = tuple(self._open)
        for end in ends:
            _end(end)

    def mend(self) -> None:
        """Be a whole line again."""
        with self._lock:
            self._left = None
        if self._swallows:
            self._swallows = False
            self.cut()  # what was swallowed is lost
        if self._listening is None:
            self.start()

    # --- relaying

    def _stop_listening(self) -> None:
        listening, self._listening = self._listening, None
        _end(self._port)
        if listening is not None:
            listening.join()

    def _accept(self, port: socket.socket) -> None:
        while True:
            try:
                client, _ = port.accept()
            except OSError:  # closed, or refusing
                return
            try:
                server = socket.create_connection((_LOOPBACK, self._server_port))
            except OSError:
                _end(client)
                continue
            for end in (client, server):  # before any pump can have closed one
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self._open |= {client, server}
            for source, sink, counts in ((client, server, False), (server, client, True)):
                pump = threading.Thread(
                    target=self._pump, args=(source, sink), kwargs={"counts": counts}, daemon=True
                )
                self._pumps.add(pump)
                pump.start()

    def _pump(self, source: socket.socket, sink: socket.socket, *, counts: bool) -> None:
        with contextlib.suppress(OSError):  # one end is gone: the other one learns of it below
            while data := source.recv(_CHUNK):
                if self._swallows:
                    continue
                allowed = self._allowed(len(data)) if counts else len(data)
                sink.sendall(data[:allowed])
                if allowed < len(data):
                    self.cut()
                    break
        for end in (source, sink):
            _end(end)
        with self._lock:
            self._open -= {source, sink}
        self._pumps.discard(threading.current_thread())

    def _allowed(self, wanted: int) -> int:
        with self._lock:
            if self._left is None:
                return wanted
            allowed = min(wanted, self._left)
            self._left -= allowed
            return allowed


def _bound(port: int) -> socket.socket:
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind((_LOOPBACK, port))
    return bound


def _end(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):  # never connected, or ended before
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
