"""The managed policy: what must be in force, how it is found out, what the doctor says."""

import dataclasses
import json
import os
from pathlib import Path

import pytest

from hardware.browser import BrowserFault, policy
from hardware.browser.chromium import TEST_SETTINGS, make
from hardware.browser.process import sweep
from hardware.browser.run import Settings
from hardware.examining import Finding
from hardware.registry import DriverRefused, make_driver
from kiosk.contracts.devices import DeviceKind
from tests.fake_clock import FakeClock
from tests.hardware.watching import watching


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    (tmp_path / "buergerterminal.json").write_text(policy.shipped(), "utf-8")
    return tmp_path


def test_the_shipped_file_puts_all_in_force(installed: Path) -> None:
    assert policy.lacking(installed) == ()


def test_without_a_file_all_is_lacking(tmp_path: Path) -> None:
    assert set(policy.lacking(tmp_path)) == set(json.loads(policy.shipped()))
    assert policy.lacking(tmp_path / "nowhere") == policy.lacking(tmp_path)


def test_a_file_that_says_otherwise_is_seen(installed: Path) -> None:
    (installed / "other.json").write_text('{"PrintingEnabled": true, "HomepageLocation": "x"}')
    assert policy.lacking(installed) == ("PrintingEnabled",)


@pytest.mark.parametrize("text", ["", "{", "[1]", "\xff"])
def test_a_file_that_is_none_changes_nothing(installed: Path, text: str) -> None:
    (installed / "broken.json").write_bytes(text.encode("latin-1"))
    assert policy.lacking(installed) == ()


def test_the_policy_shuts_what_must_be_shut() -> None:
    said = json.loads(policy.shipped())
    assert {"*", "chrome://*", "devtools://*"} <= set(said["URLBlocklist"])
    assert not [url for url in said["URLAllowlist"] if url.startswith(("chrome", "file", "data"))]
    assert said["DownloadRestrictions"] == 3
    assert not any(
        said[name]
        for name in (
            *("PrintingEnabled", "AllowFileSelectionDialogs", "PasswordManagerEnabled"),
            *("SSLErrorOverrideAllowed", "AudioCaptureAllowed", "VideoCaptureAllowed"),
        )
    )


def test_the_doctor_names_the_program_that_is_missing() -> None:
    told = list(policy.examine("no-such-browser", sandbox=False, policy=False))
    assert told == [Finding(False, "no-such-browser is missing; install Debian's chromium.")]
    assert next(policy.examine("true", sandbox=False, policy=False)).fine


def test_the_doctor_names_what_is_not_in_force() -> None:
    if not policy.lacking():
        pytest.skip("this machine's Chromium is shut in by our policy")
    found = [one for one in policy.examine("true", sandbox=False, policy=True) if not one.fine]
    assert len(found) == 1
    assert "URLBlocklist" in found[0].sentence


@pytest.mark.parametrize(
    ("settings", "fault"),
    [
        (Settings(program="no-such-browser"), BrowserFault.NOT_INSTALLED),
        (Settings(program="true", policy=True), BrowserFault.NOT_LOCKED),
        (Settings(program="true", policy=False), None),
    ],
)
async def test_what_can_be_foreseen_is_the_condition(
    settings: Settings, fault: BrowserFault | None, clock: FakeClock
) -> None:
    if fault is BrowserFault.NOT_LOCKED and not policy.lacking():
        pytest.skip("this machine's Chromium is shut in by our policy")
    browser = make(settings, clock)
    async with watching(browser.watch()) as statuses:
        assert (await anext(statuses)).fault is fault


def test_what_tests_need_is_a_test_setting() -> None:
    fields = {field.name for field in dataclasses.fields(Settings)}
    assert fields >= TEST_SETTINGS
    assert {"sandbox", "policy", "trusted"} == TEST_SETTINGS


@pytest.mark.parametrize("name", ["start_seconds", "load_seconds", "hang_seconds"])
def test_times_must_pass(clock: FakeClock, name: str) -> None:
    with pytest.raises(DriverRefused, match=name):
        make_driver(DeviceKind.BROWSER, {"driver": "chromium", name: 0}, clock)


def test_only_profiles_of_the_dead_are_swept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path))
    dead, living, other = (
        tmp_path / name for name in ("portal-999999999-a", f"portal-{os.getpid()}-b", "else-1-c")
    )
    for folder in (dead, living, other):
        (folder / "Default").mkdir(parents=True)
    sweep()
    assert (dead.exists(), living.exists(), other.exists()) == (False, True, True)
