"""The real Chromium on a private display, with the managed policy in force for it alone."""

import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from hardware.browser.chromium import Chromium, make
from hardware.browser.process import installed
from hardware.browser.run import Settings
from hardware.eid.lab.portal_site import PortalSite
from kiosk.clock import SystemClock
from tests.hardware.browser.visitor import Visitor, visit_of
from tooling.display import private_display

POLICY = Path(__file__).resolve().parents[3] / "config" / "browser" / "policy.json"
# A mount namespace of its own: the machine's own policies stay as they are.
LOCKED = """#!/bin/sh
exec {unshare} sh -c 'mount -t tmpfs tmpfs /etc/chromium && mkdir -p /etc/chromium/policies/managed &&
cp "$0" /etc/chromium/policies/managed/ && exec "$@"' {policy} {chromium} "$@"
"""
UNSHARE = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--mount", "--map-root-user"]


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    for program in ("Xvfb", "xdotool"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
    with pytest.MonkeyPatch.context() as environment, private_display() as name:
        environment.setenv("DISPLAY", name)
        yield name


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Chromium that finds our policy where the machine's would be."""
    chromium = installed("")
    if chromium is None:
        pytest.skip("Chromium is not installed")
    if subprocess.run([*UNSHARE, "true"], check=False, capture_output=True).returncode:
        pytest.skip("no mount namespace can be made here")
    script = tmp_path_factory.mktemp("locked") / "chromium"
    script.write_text(
        LOCKED.format(unshare=" ".join(UNSHARE), policy=POLICY, chromium=chromium), "utf-8"
    )
    script.chmod(0o755)
    return script


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PortalSite]:
    site = PortalSite(tmp_path_factory.mktemp("portal") / "keys", SystemClock())
    site.open()
    yield site
    site.close()


@pytest.fixture(scope="module")
def settings(program: Path, site: PortalSite, display: str) -> Settings:
    """Settings for the test's Chromium; root has no sandbox."""
    assert display
    return Settings(
        program=str(program),
        sandbox=os.geteuid() != 0,
        trusted=site.trusted,
        load_seconds=4.0,
        hang_seconds=1.0,
    )


@pytest.fixture
async def browser(settings: Settings) -> AsyncIterator[Chromium]:
    """Give a driver for whoever opens it in a way of their own."""
    browser = make(settings, SystemClock())
    yield browser
    await browser.close()


@pytest_asyncio.fixture(scope="module")
async def opened(settings: Settings, site: PortalSite) -> AsyncIterator[Visitor]:
    browser = make(settings, SystemClock())
    await browser.open(visit_of(site))
    async with Visitor(browser) as visitor:
        yield visitor
    await browser.close()


@pytest.fixture
async def visitor(opened: Visitor) -> Visitor:
    """Give the module's visitor, who saw all that was told before."""
    await opened.look_up()
    return opened
