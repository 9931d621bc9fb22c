"""A maker's driver in a distribution of its own is found by its entry point, and used as any other."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.examining import examine
from hardware.failures import DeviceFailed
from hardware.fingerprint import FingerPosition, FingerprintFault, FingerprintScanner
from hardware.registry import DriverRefused, make_driver
from kiosk.contracts.devices import DeviceKind
from tests.fake_clock import FakeClock
from tests.hardware.watching import watching

KIND = DeviceKind.FINGERPRINT
MODULE = '''
"""Drives the glass of Acme by its library."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from hardware.examining import Finding
from hardware.failures import DeviceFailed
from hardware.fingerprint import FingerImage, FingerprintFault, FingerprintStatus
from hardware.latest import Latest


@dataclass(frozen=True, slots=True)
class Settings:
    port: str = ""
    brightness: int = 3


TEST_SETTINGS = frozenset({"brightness"})


class AcmeScanner:
    def __init__(self, settings):
        self._settings = settings

    async def capture(self, position, patience):
        if not self._settings.port:
            raise DeviceFailed(FingerprintFault.NOT_FOUND)
        return FingerImage(bytes(400 * 500), 400, 500, 500, "Acme Glass 2")

    async def cancel(self): ...

    def watch(self):
        return Latest(FingerprintStatus(name="Acme Glass 2")).watch()


def make(settings, clock):
    return AcmeScanner(settings)


def examine(settings, now):
    yield Finding(True, "Acme's library 4.2 is there.")
'''
ENTRY = "[buergerterminal.fingerprint]\nacme = acme_glass.driver\nbroken = acme_glass.missing\n"


@pytest.fixture
def _installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Install what Acme ships: a package, and what its wheel says of itself."""
    package, told = tmp_path / "acme_glass", tmp_path / "acme_glass-4.2.dist-info"
    package.mkdir()
    told.mkdir()
    (package / "__init__.py").write_text("", "utf-8")
    (package / "driver.py").write_text(MODULE, "utf-8")
    (told / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: acme-glass\nVersion: 4.2\n", "utf-8"
    )
    (told / "entry_points.txt").write_text(ENTRY, "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield
    for name in [name for name in sys.modules if name.split(".")[0] == "acme_glass"]:
        del sys.modules[name]


@pytest.mark.usefixtures("_installed")
async def test_it_is_used_by_its_name(clock: FakeClock) -> None:
    table = {"driver": "acme", "port": "usb:1"}
    scanner: FingerprintScanner = make_driver(KIND, table, clock)
    image = await scanner.capture(FingerPosition.RIGHT_INDEX, 5)
    assert (image.width, image.height, image.device) == (400, 500, "Acme Glass 2")
    async with watching(scanner.watch()) as statuses:
        assert (await anext(statuses)).name == "Acme Glass 2"
    assert [finding.sentence for finding in examine(KIND, table, clock.now())] == [
        "fingerprint: Acme's library 4.2 is there."
    ]


@pytest.mark.usefixtures("_installed")
async def test_its_own_settings_and_faults_are_its(clock: FakeClock) -> None:
    with pytest.raises(DriverRefused, match=r"no setting 'light' \(it has: brightness, port\)"):
        make_driver(KIND, {"driver": "acme", "light": 1}, clock)
    scanner: FingerprintScanner = make_driver(KIND, {"driver": "acme"}, clock)
    with pytest.raises(DeviceFailed) as failed:
        await scanner.capture(FingerPosition.RIGHT_INDEX, 5)
    assert failed.value.fault is FingerprintFault.NOT_FOUND


@pytest.mark.usefixtures("_installed")
def test_a_package_that_lacks_a_part_breaks_this_driver_alone(clock: FakeClock) -> None:
    with pytest.raises(DriverRefused, match=r"'broken' cannot be loaded .*: acme_glass\.missing"):
        make_driver(KIND, {"driver": "broken"}, clock)
    make_driver(KIND, {"driver": "acme"}, clock)


def test_without_its_package_there_is_no_such_driver(clock: FakeClock) -> None:
    with pytest.raises(DriverRefused, match="there is no driver 'acme'"):
        make_driver(KIND, {"driver": "acme"}, clock)
