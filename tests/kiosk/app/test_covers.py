"""A service whose cases its destination would not take is refused before a citizen meets it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.app.memory import make_covers
from kiosk.app.site import load_site, load_wording
from kiosk.config.load import load_configuration
from kiosk.journeys.tables import DefinitionRefused

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
TABLE = """
[destinations.intake]
driver = "fit_connect"
token_url = "http://127.0.0.1:9/token"
submission_api = "http://127.0.0.1:9/api"
destination = "6c3a6d9f-3a55-4d4a-9b9e-0d8a41a6a6e2"
credentials = "keys_fit-connect.json"
[destinations.intake.services.fuehrungszeugnis]
identifier = "urn:x:y"
name = "Führungszeugnis"
schema = "https://schema.example/s"
"""


@pytest.fixture
def host(tmp_path: Path) -> Path:
    path = tmp_path / "terminal.toml"
    path.write_text(f'profile = "demo"\n[site]\nservices = ["fuehrungszeugnis"]\n{TABLE}', "utf-8")
    return path


def test_a_service_with_its_table_is_offered_and_covered(host: Path) -> None:
    configuration = load_configuration(host)
    (service,) = load_site(configuration, load_wording(configuration), NOW).services
    assert service.id == "fuehrungszeugnis"
    assert make_covers(configuration).keys() == {"intake"}


def test_a_service_without_is_refused_with_its_key(host: Path) -> None:
    services = '["fuehrungszeugnis", "meldebescheinigung"]'
    host.write_text(host.read_text("utf-8").replace('["fuehrungszeugnis"]', services), "utf-8")
    configuration = load_configuration(host)
    with pytest.raises(DefinitionRefused, match=r"destinations\.intake.*'meldebescheinigung'"):
        load_site(configuration, load_wording(configuration), NOW)
