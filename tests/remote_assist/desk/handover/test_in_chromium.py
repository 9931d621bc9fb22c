"""The clerk's pages in the real Chromium: from signing in to the last word, under their strict policy."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from hardware.browser.process import installed
from hardware.signature.recorded import signature
from kiosk.capture.encoding import grey_png, jpeg, signature_png
from tests.remote_assist.desk.handover.browser import Browser
from tests.remote_assist.desk.handover.conftest import (
    BIRTHDAY,
    PASSWORD,
    WORKPLACE,
    Terminal,
    Town,
)

PROGRAM = installed("")
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="Debian's chromium is not installed")


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    assert PROGRAM is not None
    made = Browser(PROGRAM, tmp_path / "profile")
    yield made
    made.close()


def pictures() -> dict[str, tuple[bytes, str]]:
    down, across = np.mgrid[0:800, 0:640]
    photo = np.dstack((across % 256, down % 256, (across + down) % 256)).astype(np.uint8)
    finger = (np.hypot(*np.mgrid[-150:150, -120:120]) * 25 % 256).astype(np.uint8)
    return {
        "photo": (jpeg(photo), "image/jpeg"),
        "finger_right": (grey_png(finger.tobytes(), 240, 300), "image/png"),
        "signature": (signature_png(signature(100, 40)), "image/png"),
    }


def test_a_clerk_walks_from_signing_in_to_the_last_word(
    town: Town, terminal: Terminal, browser: Browser, tmp_path: Path
) -> None:
    code = terminal.capture(pictures=pictures())
    terminal.drain()
    assert town.served is not None
    shots = tmp_path / "shots"
    shots.mkdir()
    browser.load(town.served.url)
    assert browser.run("location.pathname") == "/sign-in"
    (shots / "sign-in.png").write_bytes(browser.picture())
    browser.submit("main form", name="beispiel", password=PASSWORD, workplace=WORKPLACE)
    browser.submit("main form", code=code.lower().replace("-", " "), birthday="31.12.")
    assert "gibt es nichts" in browser.run("document.querySelector('[role=alert]').innerText")
    (shots / "wrong.png").write_bytes(browser.picture())
    day = f"{BIRTHDAY[:2]}.{BIRTHDAY[2:]}."
    browser.submit("main form", code=code.lower().replace("-", " "), birthday=day)
    assert code in browser.run("document.querySelector('h1').innerText")
    sizes = "[...document.images].map(i => i.naturalWidth)"
    assert all(width > 0 for width in browser.run(sizes))
    assert len(browser.run(sizes)) == 2, "no picture of a finger"
    assert "fehlt: am Schalter aufnehmen" in browser.run("document.body.innerText")
    fonts = "[...document.fonts].filter(f => f.status == 'loaded').length"
    assert browser.run(fonts) >= 3
    assert browser.run("document.documentElement.scrollWidth <= innerWidth")
    (shots / "claim.png").write_bytes(browser.picture())
    browser.submit("form[action$=export]")
    assert "exportiert" in browser.run("document.querySelector('header').innerText")
    browser.submit("form[action$=fetched]")
    assert "Erledigt" in browser.run("document.querySelector('[role=status]').innerText")
    (shots / "done.png").write_bytes(browser.picture())
    # Chromium asks for an icon on its own, and tells of answers above 399.
    told = [line for line in browser.objections() if "404" not in line]
    assert told == []
    assert browser.run("document.cookie") == "", "scripts do not see the session"
