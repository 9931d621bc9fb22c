"""`python -m kiosk.demo.fit_connect`: the double as a process; its first line says where it is."""

import argparse
import json
import os
import signal
import sys
import threading
from functools import partial
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.demo.fit_connect.double import CLIENT, SECRET, Double, Keys
from kiosk.demo.fit_connect.keeping import keep
from kiosk.demo.fit_connect.keys import KeyPair

LOOK_SECONDS = 0.5


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m kiosk.demo.fit_connect",
        description="FIT-Connect's delivery service and an authority behind it, on this machine, "
        "until SIGTERM. The first line of output is the table of a destination that delivers here.",
    )
    parser.add_argument("--home", type=Path, required=True, help="where its own keys are kept")
    parser.add_argument(
        "--sealing", type=Path, nargs=2, required=True, metavar="JWK",
        help="the authority's private and public key",
    )  # fmt: skip
    parser.add_argument("--kept", type=Path, required=True, help="where fetched cases are put")
    options = parser.parse_args()
    ended = threading.Event()
    for stop in (signal.SIGTERM, signal.SIGINT):
        signal.signal(stop, lambda *_: ended.set())
    private, public = (json.loads(path.read_text("utf-8")) for path in options.sealing)
    keys = Keys(
        _own_key(options.home / "service.jwk"),
        _own_key(options.home / "receiver.jwk"),
        KeyPair(private, public),
    )
    double = Double(SystemClock(), keys, partial(keep, options.kept))
    credentials = options.home / "credentials.json"
    _write(credentials, {"client_id": CLIENT, "client_secret": SECRET})
    # The demo's authority looks twice a second; the courier may ask after it as often.
    table = {**double.table(str(credentials)), "look_seconds": LOOK_SECONDS}
    sys.stdout.write(json.dumps(table) + "\n")
    sys.stdout.flush()
    while not ended.wait(LOOK_SECONDS):
        double.receiver.collect()
    double.close()
    return 0


def _own_key(path: Path) -> KeyPair:
    """Answer the signing key of an earlier run, or a new one: 4096 bits take a second."""
    if not path.exists():
        made = KeyPair.for_signing()
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(path, {"private": made.private, "public": made.public})
    told = json.loads(path.read_text("utf-8"))
    return KeyPair(told["private"], told["public"])


def _write(path: Path, content: object) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(content, file)


if __name__ == "__main__":
    sys.exit(main())
