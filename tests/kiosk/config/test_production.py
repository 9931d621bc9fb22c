"""A machine or a configuration that is set up for tests serves no real citizens."""

import socket
from pathlib import Path

import pytest

from kiosk.config.layers import ConfigurationRefused
from kiosk.config.load import load_configuration, read, refusals
from kiosk.config.production import TABLES, VPCD_PORTS, found_for_tests
from kiosk.config.production import test_settings as settings_for_tests

NOTHING: tuple[Path, ...] = ()
HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n"


@pytest.fixture
def readers(tmp_path: Path) -> Path:
    folder = tmp_path / "reader.conf.d"
    folder.mkdir()
    (folder / "libccidtwin").write_text("# a reader on a serial line\n", "utf-8")
    return folder


@pytest.fixture
def production(tmp_path: Path) -> Path:
    """A terminal without a card reader: pcscd is not asked for what it has."""
    host = tmp_path / "terminal.toml"
    host.write_text('[devices.card_reader]\ndriver = "absent"\n', "utf-8")
    return host


def test_a_declared_virtual_reader_is_named(readers: Path, production: Path) -> None:
    (readers / "vpcd").write_text('FRIENDLYNAME "Virtual PCD"\nLIBPATH /x/libifdvpcd.so\n', "utf-8")
    (sentence,) = found_for_tests(load_configuration(production), readers, NOTHING)
    assert str(readers / "vpcd") in sentence
    assert "remove" in sentence
    assert list(found_for_tests(load_configuration(profile="demo"), readers, NOTHING)) == []


@pytest.mark.parametrize("port", VPCD_PORTS)
@pytest.mark.parametrize("address", ["00000000", "0" * 32])
def test_a_virtual_reader_that_listens_is_named(
    readers: Path, production: Path, tmp_path: Path, port: int, address: str
) -> None:
    table = tmp_path / "tcp"
    row = f"   0: {address}:{port:04X} {address}:0000 {{}} 00000000:00000000 00:0 0 0 0 1\n"
    configuration = load_configuration(production)
    table.write_text(HEAD + row.format("01"), "utf-8")
    assert list(found_for_tests(configuration, readers, (table,))) == [], "no more than connected"
    table.write_text(HEAD + row.format("0A"), "utf-8")
    (sentence,) = found_for_tests(configuration, readers, (table, tmp_path / "tcp6"))
    assert str(port) in sentence


def test_a_real_listener_stands_in_the_kernels_table(readers: Path, production: Path) -> None:
    try:
        server = socket.create_server(("127.0.0.1", VPCD_PORTS[1]))
    except OSError:
        pytest.skip("a virtual reader listens there already")
    with server:
        assert any(
            str(VPCD_PORTS[1]) in sentence
            for sentence in found_for_tests(load_configuration(production), readers, TABLES)
        )


def test_a_machine_without_one_is_fine(readers: Path, production: Path) -> None:
    configuration = load_configuration(production)
    assert list(found_for_tests(configuration, readers, NOTHING)) == []
    assert list(found_for_tests(configuration, readers / "missing", NOTHING)) == []


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


@pytest.mark.parametrize(
    ("profile", "table", "key"),
    [
        ("terminal", '[devices.eid]\ndriver = "ausweisapp"\npreverification = false', "devices.eid.preverification"),
        ("koffer", '[devices.eid]\ndriver = "ausweisapp"\npreverification = false', "devices.eid.preverification"),
        ("terminal", '[devices.eid]\ndriver = "ausweisapp"\ncan_allowed = true', "devices.eid.can_allowed"),
        ("terminal", '[devices.card_reader]\ndriver = "pcsc"\nreader = "Simulator"', "devices.card_reader.reader"),
        ("monitor", '[devices.card_reader]\ndriver = "pcsc"\nreader = "Virtual PCD 00"', "devices.card_reader.reader"),
    ],
)  # fmt: skip
def test_what_makes_the_eid_untrue_is_refused(
    tmp_path: Path, profile: str, table: str, key: str
) -> None:
    host = tmp_path / "terminal.toml"
    host.write_text(f'profile = "{profile}"\n{table}', "utf-8")
    with pytest.raises(ConfigurationRefused, match=rf"{host}: {key}: "):
        load_configuration(host)
    host.write_text(f'profile = "{profile}"\nproduction = false\n{table}', "utf-8")
    load_configuration(host)


@pytest.mark.parametrize("profile", ["koffer", "monitor"])
def test_reading_by_the_can_is_allowed_where_staff_sit(tmp_path: Path, profile: str) -> None:
    host = tmp_path / "terminal.toml"
    host.write_text(
        f'profile = "{profile}"\n[devices.eid]\ndriver = "ausweisapp"\ncan_allowed = true', "utf-8"
    )
    load_configuration(host)


def test_all_that_is_refused_can_be_listed(tmp_path: Path) -> None:
    host = tmp_path / "terminal.toml"
    host.write_text(
        '[devices.eid]\ndriver = "ausweisapp"\npreverification = false\ncan_allowed = true\n'
        "[simulation]\nenabled = true",
        "utf-8",
    )
    sentences = list(refusals(read(host)))
    assert len(sentences) == 3
    assert all(sentence.startswith(f"{host}: ") for sentence in sentences)


@pytest.mark.parametrize("profile", ["terminal", "koffer", "monitor"])
def test_no_shipped_profile_is_set_up_for_tests(profile: str) -> None:
    assert list(settings_for_tests(load_configuration(profile=profile))) == []
    assert list(refusals(read(profile=profile))) == []


@pytest.mark.parametrize(
    ("address", "why"),
    [("http://127.0.0.1:8000/token", "this machine itself"), ("http://x.example/t", "encrypted")],
)
def test_cases_of_citizens_go_to_no_simulated_destination(
    tmp_path: Path, address: str, why: str
) -> None:
    host = tmp_path / "terminal.toml"
    host.write_text(f'[destinations.intake]\ndriver = "x"\ntoken_url = "{address}"\n', "utf-8")
    with pytest.raises(ConfigurationRefused, match=f"destinations.intake.token_url.*{why}"):
        load_configuration(host)
    host.write_text(f"production = false\n{host.read_text('utf-8')}", "utf-8")
    load_configuration(host)
