"""The configuration: what is shipped loads, what is laid over it wins, what is wrong is refused by name."""

import dataclasses
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.config.hours import StaffedSwitch
from kiosk.config.layers import ConfigurationRefused
from kiosk.config.load import SHIPPED, load, load_configuration
from kiosk.config.model import Configuration, Orientation, Profile
from kiosk.config.printing import lines
from kiosk.contracts.devices import DeviceKind


@pytest.fixture
def host(tmp_path: Path) -> Path:
    return tmp_path / "terminal.toml"


def refusal(host: Path, text: str) -> str:
    host.write_text(text, "utf-8")
    with pytest.raises(ConfigurationRefused) as refused:
        load_configuration(host)
    return str(refused.value)


@pytest.mark.parametrize("profile", Profile)
def test_every_profile_loads_as_shipped(profile: Profile) -> None:
    configuration = load_configuration(profile=profile)
    assert configuration.profile is profile
    assert configuration.production is (profile is not Profile.DEMO)
    assert configuration.devices.keys() == set(DeviceKind) - {DeviceKind.CALL}


def test_every_profile_file_has_its_name_in_the_list() -> None:
    assert {file.stem for file in (SHIPPED / "profiles").glob("*.toml")} == set(Profile)


def test_shipped_services_are_those_that_exist() -> None:
    shipped = load_configuration(profile="terminal").site.services
    assert set(shipped) == {file.stem for file in (SHIPPED / "services").glob("*.toml")}


def test_shipped_destinations_have_their_keys() -> None:
    configuration = load_configuration(profile="terminal")
    assert configuration.destinations.keys() == configuration.store.authorities.keys()


def test_host_file_wins_over_profile_and_profile_over_shipped(host: Path) -> None:
    host.write_text('profile = "koffer"\n[site]\nterminal = "K-17"\n', "utf-8")
    configuration = load_configuration(host)
    assert configuration.site.terminal == "K-17"
    assert configuration.site.place == "Bürgerkoffer"
    assert configuration.site.town == "Stadt Musterstadt"
    assert configuration.display.orientation is Orientation.LANDSCAPE


def test_command_line_chooses_the_profile_over_the_host_file(host: Path) -> None:
    host.write_text('profile = "koffer"\n', "utf-8")
    assert load_configuration(host, profile="monitor").profile is Profile.MONITOR


def test_another_driver_starts_with_an_empty_table(host: Path, tmp_path: Path) -> None:
    host.write_text(
        '[destinations.intake]\ndriver = "other"\nurl = "https://example.org"\n', "utf-8"
    )
    assert dict(load_configuration(host).destinations["intake"]) == {
        "driver": "other",
        "url": "https://example.org",
    }
    same = tmp_path / "same.toml"
    same.write_text('[destinations.intake]\npath = "/srv/intake"\n', "utf-8")
    assert dict(load_configuration(same).destinations["intake"]) == {
        "driver": "folder",
        "path": "/srv/intake",
    }


def test_home_is_understood(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    store = load_configuration(profile="demo").store
    assert store.state_dir == tmp_path / ".local/state/buergerterminal-demo"


WRONG = [
    ("colour = 1", "colour: unknown key"),
    ('[site]\ntwon = "X"', "site.twon: unknown key"),
    ("[site]\ntown = 7", "site.town: must be a text, and is '7'"),
    ('[site]\ntown = ""', "site.town: must be one line of 1 to 60 characters"),
    ('[site]\ntown = "a\\nb"', "site.town: must be one line"),
    ('[site]\nterminal = "17 b"', "site.terminal: must be 1 to 16 letters"),
    ('[site]\ntime_zone = "Mars/Base"', "site.time_zone: 'Mars/Base' is no time zone"),
    ('[site]\ntime_zone = "../../etc/passwd"', "site.time_zone:"),
    ("[site]\nlanguages = []", "site.languages: at least one"),
    ('[site]\nlanguages = ["de", "de"]', "site.languages: one stands there twice"),
    ('[site]\nlanguages = ["Deutsch!"]', "site.languages[0]: must be a language tag"),
    ('[site]\nlanguages = "de"', "site.languages: must be a list"),
    ('site = "here"', "site: must be a table"),
    ('[site.staffed]\nswitch = "maybe"', "site.staffed.switch: 'maybe' is not one of: hours"),
    ('[site.staffed]\nmonday = ["8-12"]', "site.staffed.monday[0]: '8-12' is no span"),
    ('[site.staffed]\nmonday = ["12:00-08:00"]', "site.staffed.monday[0]: '12:00-08:00' ends"),
    ('[site.staffed]\nmonday = ["08:00-25:00"]', "site.staffed.monday[0]:"),
    ("[display]\nwidth = true", "display.width: must be a whole number"),
    ("[display]\nwidth = 1080.5", "display.width: must be a whole number"),
    ("[display]\nwidth = 10", "display.width: must be from 320 to 16384"),
    ('[display]\nfullscreen = "yes"', "display.fullscreen: must be true or false"),
    ('[devices.toaster]\ndriver = "hot"', "devices.toaster: 'toaster' is not one of: camera"),
    ('devices.camera = "v4l2"', "devices.camera: must be a table"),
    ('[store]\nstate_dir = "var"', "store.state_dir: 'var' is no absolute path"),
    ("[store]\ncapture_hours = 97", "store.capture_hours: must be from 1 to 96"),
    ('[store]\nreceipt_link = "http://x.example"', "store.receipt_link: must begin with https"),
    ("[timers]\nstill_there = 10", "timers.still_there: must be at least 20 seconds"),
    ("[timers]\nidle = 5", "timers.idle: must be at least 20 seconds"),
    ("[timers]\nstill_there = 45.5", "timers.still_there: must be a whole number"),
    ("[supervisor]\ncrashes = 0", "supervisor.crashes: must be from 1 to 100"),
    ('[capture]\nprofile = "../other"', "capture.profile: must be a profile's name or its whole"),
    ('[capture]\nmodels = "models"', "capture.models: 'models' is no absolute path"),
    ('[capture]\ndevice = "a\\nb"', "capture.device: must be one line of up to 60 characters"),
    ('[capture]\nofiq = "here"', "capture.ofiq: must be empty or the whole path of a folder"),
    ('[capture]\npad = "omitted"', "capture.pad: must be a table"),
    ("[capture]\nlamp = 1", "capture.lamp: unknown key"),
    ('profile = "garage"', "profile: 'garage' is not one of"),
    ("profile = 3", "profile: '3' is not one of"),
    ("town = ", "is no TOML"),
]


@pytest.mark.parametrize(("text", "says"), WRONG)
def test_what_is_wrong_is_refused_by_file_and_key(host: Path, text: str, says: str) -> None:
    sentence = refusal(host, text)
    assert sentence.startswith(f"{host}: ")
    assert says in sentence


def test_a_file_that_is_not_there_is_named(host: Path) -> None:
    with pytest.raises(ConfigurationRefused, match="there is no such file"):
        load_configuration(host)


def test_a_file_that_is_no_text_is_named(host: Path) -> None:
    host.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigurationRefused, match="is no TOML"):
        load_configuration(host)


REFUSED_IN_PRODUCTION = [
    ("[simulation]\nenabled = true", "simulation.enabled"),
    ("[simulation]\nstagehand = '127.0.0.1:9'", "simulation.stagehand"),
    ('[devices.camera]\ndriver = "simulated"', "devices.camera.driver"),
    ('[devices.eid]\ndriver = "replay"', "devices.eid.driver"),
    ('[devices.speech]\ndriver = "log"', "devices.speech.driver"),
    (
        '[devices.eid]\ndriver = "ausweisapp"\npreverification = false',
        "devices.eid.preverification",
    ),
    (
        '[devices.card_reader]\ndriver = "pcsc"\nreader = "Virtual PCD 00 00"',
        "devices.card_reader.reader",
    ),
    ('[devices.printer]\ndriver = "escpos_tcp"\naddress = "127.0.0.1:9100"', "devices.printer"),
    (
        '[devices.document_printer]\ndriver = "cups"\nqueue = "ipp://127.0.0.1:8631/ipp/print"',
        "devices.document_printer.queue",
    ),
    ('[devices.identity]\ndriver = "soap"\nurl = "http://eid.example"', "devices.identity.url"),
    ('profile = "demo"\nproduction = true', "profile"),
]


@pytest.mark.parametrize(("text", "key"), REFUSED_IN_PRODUCTION)
def test_production_refuses_what_only_pretends(host: Path, text: str, key: str) -> None:
    sentence = refusal(host, text)
    assert sentence.startswith(f"{host}: {key}")
    host.write_text(f"production = false\n{text.replace('production = true', '')}", "utf-8")
    assert load_configuration(host).production is False


def test_production_takes_real_devices(host: Path) -> None:
    host.write_text(
        '[devices.printer]\ndriver = "escpos_tcp"\naddress = "192.0.2.7:9100"\n'
        '[devices.eid]\ndriver = "ausweisapp"\npreverification = true\n'
        '[devices.document_printer]\ndriver = "cups"\nqueue = "ipp://127.0.0.1:631/printers/a4"\n',
        "utf-8",
    )
    assert load_configuration(host).production is True


def test_hours_are_those_of_the_place(host: Path) -> None:
    host.write_text('[site.staffed]\nmonday = ["08:00-12:00", "14:00-24:00"]\n', "utf-8")
    site = load_configuration(host).site
    monday_summer = datetime(2026, 7, 6, tzinfo=UTC)
    assert not site.is_staffed(monday_summer.replace(hour=5, minute=59))
    assert site.is_staffed(monday_summer.replace(hour=6))
    assert not site.is_staffed(monday_summer.replace(hour=10))
    assert site.is_staffed(monday_summer.replace(hour=21, minute=59))
    assert not site.is_staffed(monday_summer.replace(hour=22))


@pytest.mark.parametrize(
    ("switch", "staffed"), [(StaffedSwitch.STAFFED, True), (StaffedSwitch.UNSTAFFED, False)]
)
def test_the_switch_overrules_the_hours(switch: StaffedSwitch, *, staffed: bool) -> None:
    site = load_configuration(profile="terminal").site
    overruled = dataclasses.replace(site, staffed=dataclasses.replace(site.staffed, switch=switch))
    assert overruled.is_staffed(datetime(2026, 7, 6, 9, tzinfo=UTC)) is staffed


def test_what_is_printed_loads_again_and_is_the_same(host: Path, tmp_path: Path) -> None:
    host.write_text(
        '[site]\ntown = "Bad \\"X\\" # Ä"\n[site.staffed]\nfriday = ["08:00-12:00"]\n', "utf-8"
    )
    loaded = load(host)
    again = tmp_path / "again.toml"
    again.write_text("\n".join(lines(loaded.layers, changed=False)), "utf-8")
    assert load_configuration(again) == loaded.configuration


def test_changed_shows_only_what_differs_and_who_said_it(host: Path) -> None:
    host.write_text('[site]\ntown = "Neustadt"\ntime_zone = "Europe/Berlin"\n', "utf-8")
    shown = list(lines(load(host).layers, changed=True))
    assert f'town = "Neustadt"  # {host}' in shown
    assert not any("time_zone" in line for line in shown)


def test_the_tree_is_frozen() -> None:
    configuration = load_configuration(profile="terminal")
    with pytest.raises(dataclasses.FrozenInstanceError):
        configuration.production = False  # type: ignore[misc]
    with pytest.raises(TypeError):
        configuration.devices[DeviceKind.CAMERA] = {}  # type: ignore[index]
    assert isinstance(configuration, Configuration)
