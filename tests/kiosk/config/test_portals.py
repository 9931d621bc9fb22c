"""Portals in the configuration: wrong ones are refused by file and key, and what is not fitted is not listed."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.app.site import load_site, load_wording
from kiosk.config.layers import ConfigurationRefused
from kiosk.config.load import load_configuration
from kiosk.config.model import Configuration

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
SERVICE = "fuehrungszeugnis-bund"
FITTED = '[devices.browser]\ndriver = "chromium"\n'


def configured(folder: Path, text: str) -> Configuration:
    host = folder / "terminal.toml"
    host.write_text(text, "utf-8")
    return load_configuration(host)


def listed(configuration: Configuration) -> bool:
    site = load_site(configuration, load_wording(configuration), NOW)
    return SERVICE in [service.id for service in site.services]


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ('start = "http://portal.example/"\nhosts = ["portal.example"]', "portals.town.start: "),
        ('start = "https://portal.example/"\nhosts = ["other.example"]', "portals.town.start: "),
        ('start = "https://portal.example/"\nhosts = ["*.example"]', "portals.town.hosts[0]: "),
        ('start = "https://portal.example/"\nhosts = "portal.example"', "portals.town.hosts: "),
        ('start = "https://portal.example/"', "portals.town.hosts: is missing"),
        ('start = "https://a.example/"\nhosts = ["a.example"]\nx = 1', "portals.town.x: unknown"),
        ('start = "https://localhost/"\nhosts = ["localhost"]', "is this machine itself"),
        ('start = "https://127.0.0.1/"\nhosts = ["127.0.0.1"]', "is this machine itself"),
    ],
)
def test_a_wrong_portal_is_refused_by_file_and_key(tmp_path: Path, table: str, told: str) -> None:
    with pytest.raises(ConfigurationRefused) as refused:
        configured(tmp_path, f"[portals.town]\n{table}\n")
    assert told in str(refused.value)
    assert str(refused.value).startswith(str(tmp_path / "terminal.toml"))


def test_a_visit_is_counted_in_minutes(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationRefused, match=r"timers\.portal: must be at least 60"):
        configured(tmp_path, "[timers]\nportal = 59\n")


def test_it_is_listed_where_a_browser_is_fitted(tmp_path: Path) -> None:
    assert listed(configured(tmp_path, FITTED))
    assert not listed(configured(tmp_path, ""))


def test_it_is_not_listed_where_its_portal_is_unknown(tmp_path: Path) -> None:
    assert not listed(replace(configured(tmp_path, FITTED), portals={}))


def test_pages_are_as_large_on_every_display(tmp_path: Path) -> None:
    texts = {}
    for pixel in (0.135, 0.277):
        configuration = configured(tmp_path, f"[display]\nmm_per_px = {pixel}\n")
        site = load_site(configuration, load_wording(configuration), NOW)
        texts[pixel] = 16 * site.portal_zoom * pixel
    assert all(6.5 < millimetres < 6.8 for millimetres in texts.values()), texts
