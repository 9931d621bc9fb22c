"""The clerk's pages in the real Chromium: from signing in to the last word, under their strict policy."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.browser.process import installed
from tests.remote_assist.desk.handover.browser import Browser
from tests.remote_assist.desk.handover.conftest import (
    BIRTHDAY,
    PASSWORD,
    WORKPLACE,
    Terminal,
    Town,
)
from tests.remote_assist.desk.handover.whole import captures

PROGRAM = installed("")
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="Debian's chromium is not installed")


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    assert PROGRAM is not None
    made = Browser(PROGRAM, tmp_path / "profile")
    yield made
    made.close()


def test_a_clerk_walks_from_signing_in_to_the_last_word(
    town: Town, terminal: Terminal, browser: Browser, tmp_path: Path
) -> None:
    left = captures()
    del left["finger_left"]
    code = terminal.capture_whole(left, left={"finger_left": "hurt"})
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
    assert browser.run(sizes) == [1244, 900, 630], "no picture of a finger"
    read = browser.run("document.body.innerText")
    for words in (
        "Für den Reisepass",
        "gut: NFIQ 2 62 von 100, verlangt 30",
        "am Schalter aufnehmen (nicht möglich: verletzt oder verbunden)",
        "1 von 4 Pflichtkriterien nicht erfüllt: 2.2",
        "Täuschungserkennung: nicht durchgeführt",
        "Gerät: USB camera 1d6b:0102",
    ):
        assert words in read
    fonts = "[...document.fonts].filter(f => f.status == 'loaded').length"
    assert browser.run(fonts) >= 3
    assert browser.run("document.documentElement.scrollWidth <= innerWidth")
    (shots / "claim.png").write_bytes(browser.picture(whole=True))
    browser.submit("form[action$=export]")
    assert "exportiert" in browser.run("document.querySelector('header').innerText")
    browser.submit("form[action$=fetched]")
    assert "Erledigt" in browser.run("document.querySelector('[role=status]').innerText")
    (shots / "done.png").write_bytes(browser.picture())
    # Chromium asks for an icon on its own, and tells of answers above 399.
    told = [line for line in browser.objections() if "404" not in line]
    assert told == []
    assert browser.run("document.cookie") == "", "scripts do not see the session"
