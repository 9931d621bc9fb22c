"""A machine with a virtual card reader serves no real citizens."""

from pathlib import Path

import pytest

from kiosk.config.load import load_configuration
from kiosk.config.production import test_settings as settings_for_tests
from kiosk.config.production import virtual_readers


@pytest.fixture
def readers(tmp_path: Path) -> Path:
    (tmp_path / "libccidtwin").write_text("# a reader on a serial line\n", "utf-8")
    return tmp_path


def test_a_virtual_reader_is_named(readers: Path) -> None:
    (readers / "vpcd").write_text('FRIENDLYNAME "Virtual PCD"\nLIBPATH /x/libifdvpcd.so\n', "utf-8")
    (sentence,) = virtual_readers(load_configuration(profile="terminal"), readers)
    assert str(readers / "vpcd") in sentence
    assert virtual_readers(load_configuration(profile="demo"), readers) == ()


def test_a_machine_without_one_is_fine(readers: Path) -> None:
    production = load_configuration(profile="terminal")
    assert virtual_readers(production, readers) == ()
    assert virtual_readers(production, readers / "missing") == ()


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ('[devices.eid]\ndriver = "ausweisapp"\nreplay = "10.0.0.1:9"', "devices.eid.replay"),
        (
            '[devices.card_reader]\ndriver = "pcsc"\nallow_virtual = true',
            "devices.card_reader.allow_virtual",
        ),
    ],
)
def test_what_a_driver_keeps_for_tests_is_named(tmp_path: Path, table: str, key: str) -> None:
    host = tmp_path / "terminal.toml"
    host.write_text(table, "utf-8")
    ((found, _),) = settings_for_tests(load_configuration(host))
    assert found == key
    host.write_text(f"production = false\n{table}", "utf-8")
    assert list(settings_for_tests(load_configuration(host))) == []


@pytest.mark.parametrize("profile", ["terminal", "koffer", "monitor"])
def test_no_shipped_profile_is_set_up_for_tests(profile: str) -> None:
    assert list(settings_for_tests(load_configuration(profile=profile))) == []
