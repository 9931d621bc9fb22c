"""A machine with a virtual card reader serves no real citizens."""

from pathlib import Path

import pytest

from kiosk.config.load import load_configuration
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
