"""The demo's counter: the town's hand-over server beside the terminal, and a clerk who fetches."""

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import requests

from kiosk.demo.places import Places
from kiosk.store.signing import make_device_key

TERMINAL, CLERK, PASSWORD = "demo", "beispiel", "Rathaus-Galerie-42"
LOOK_SECONDS = 0.5
PATIENCE = 20.0
CHECKOUT = Path(__file__).resolve().parents[2]
_CSRF = re.compile(r'name="csrf" value="([^"]+)"')


class CounterFailed(Exception):
    """The clerk's page did not answer as it should."""


def settle_in(places: Places) -> Path:
    """Make the courier's key, the server's settings and the clerk's account; answer the settings."""
    home = places.home / "handover"
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    make_device_key(places.courier_key)
    settings = home / "handover.toml"
    table = {
        "database": str(home / "handover.db"),
        "keys": [str(places.private_key)],
        "signing_key": str(home / "signing.key"),
        "pepper": str(home / "pepper"),
        "export": str(places.fetched),
        "port": 0,
    }
    lines = [f"{key} = {json.dumps(value)}" for key, value in table.items()]
    key = json.dumps(str(places.courier_key.with_suffix(".pub")))
    settings.write_text("\n".join([*lines, "[terminals]", f"{TERMINAL} = {key}", ""]), "utf-8")
    return settings


def add_clerk(settings: Path) -> None:
    """Make the clerk's account. Raises CounterFailed."""
    command = (sys.executable, "-m", "remote_assist.desk", "handover", "add-clerk", CLERK)
    done = subprocess.run(
        [*command, "--config", str(settings)],
        cwd=CHECKOUT,
        input=PASSWORD + "\n",
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise CounterFailed(f"The clerk has no account: {done.stderr.strip()}")


def destination(places: Places, url: str) -> Mapping[str, Any]:
    """Answer the table of a destination that delivers to the server at `url`."""
    return {
        "driver": "handover",
        "url": url,
        "terminal": TERMINAL,
        "key": str(places.courier_key),
        "server_key": str(places.home / "handover" / "signing.pub"),
        "look_seconds": LOOK_SECONDS,
    }


def fetch(url: str, codes: Iterable[str], birthday: str) -> None:
    """Do what a clerk does for each code: claim, look, export, have it deleted.

    Raises CounterFailed, requests' exceptions.
    """
    with requests.Session() as browser:
        browser.trust_env = False
        form = {"name": CLERK, "password": PASSWORD, "workplace": "Schalter 1"}
        token = {"csrf": _token(browser.post(f"{url}/sign-in", form, timeout=PATIENCE))}
        for code in codes:
            wish = {**token, "code": code, "birthday": birthday}
            claim = browser.post(f"{url}/claim", wish, timeout=PATIENCE)
            _token(claim)
            photo = browser.get(f"{claim.url}/files/photo.jpg", timeout=PATIENCE)
            if photo.headers.get("Content-Type") != "image/jpeg":
                raise CounterFailed(f"{code}: the photo cannot be seen ({photo.status_code})")
            for act in ("export", "fetched"):
                _token(browser.post(f"{claim.url}/{act}", token, timeout=PATIENCE))


def _token(page: requests.Response) -> str:
    found = _CSRF.search(page.text)
    if not page.ok or found is None:
        raise CounterFailed(f"{page.url}: {page.status_code}")
    return found[1]
