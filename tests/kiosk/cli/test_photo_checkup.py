"""`kiosk doctor` on photos: profile, detection of attacks and OFIQ, and who certified what."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kiosk.cli.photo_checkup import photo
from kiosk.config.load import load_configuration
from kiosk.config.model import Configuration
from kiosk.contracts.devices import DeviceKind


def terminal(camera: str = "opencv", **changed: Any) -> Configuration:
    shipped = load_configuration(profile="terminal")
    devices = {**shipped.devices, DeviceKind.CAMERA: {"driver": camera}}
    return replace(shipped, devices=devices, capture=replace(shipped.capture, **changed))


def found(configuration: Configuration) -> list[tuple[bool | None, str]]:
    return [(finding.fine, finding.sentence) for finding in photo(configuration)]


def test_as_shipped_the_profile_is_in_order_and_nothing_looks_for_attacks() -> None:
    assert found(terminal()) == [
        (True, "capture.profile: tr03121-gid-7.0 1 is in order."),
        (None, "capture.pad: nothing looks whether a face is a person's; the clerk is told so."),
    ]


def test_without_a_camera_nothing_is_asked() -> None:
    assert found(terminal("absent", profile="nothing")) == []


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"profile": "nothing"}, "nothing.toml: cannot be read"),
        ({"pad": {"driver": "magic"}}, "capture.pad: there is no driver 'magic'."),
        ({"ofiq": "/nowhere"}, "capture.ofiq: "),
    ],
)
def test_what_is_wanting_is_named(changed: dict[str, Any], sentence: str) -> None:
    assert [said for fine, said in found(terminal(**changed)) if fine is False and sentence in said]


def test_an_indicator_is_said_to_be_certified_by_nobody() -> None:
    said = found(terminal(pad={"driver": "indicator"}))
    assert (None, "capture.pad: driver 'indicator' is there, certified by nobody.") in said


def test_the_models_of_ofiq_are_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ofiq.py").write_text(
        "class OFIQError(Exception): ...\nclass OFIQ:\n    def __init__(self, folder): ...\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "ofiq", raising=False)
    assert (True, "capture.ofiq: OFIQ answers with the models of /opt/ofiq.") in found(
        terminal(ofiq="/opt/ofiq")
    )
    monkeypatch.delitem(sys.modules, "ofiq")
