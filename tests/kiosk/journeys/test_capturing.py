"""What a service wants captured is data, and a definition that does not fit together is refused by key."""

from pathlib import Path

import pytest

from kiosk.contracts.captures import CaptureKind, Rendition
from kiosk.domain.effects import SealCapture
from kiosk.journeys.services import load_services
from kiosk.journeys.tables import DefinitionRefused
from tests.terminal import CONFIG

NAME = "ausweis-vorerfassung"
GOOD = (CONFIG / "services" / f"{NAME}.toml").read_text("utf-8")
ALL = 'captures = ["photo", "finger_right", "finger_left", "signature"]'


def load(folder: Path, old: str, new: str) -> None:
    assert old in GOOD
    (folder / f"{NAME}.toml").write_text(GOOD.replace(old, new, 1), "utf-8")
    (service,) = load_services(folder, frozenset({"handover"}), lambda _message: True)
    assert service.id == NAME


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (ALL, 'captures = ["photo", "photo"]', "captures"),
        (ALL, 'captures = ["photo", "iris"]', "captures: 'iris' is not one of"),
        (ALL, ALL.replace('"signature"', "").replace(", ]", "]"), "takes what 'captures' lacks"),
        (
            ALL,
            'captures = ["photo", "finger_left", "finger_right", "signature"]',
            "captures: the right finger comes before the left",
        ),
        ('[[steps]]\nkind = "photo"\n', "", "captures: 'photo' is wanted, but there is no step"),
        ('[[steps]]\nkind = "fingerprints"\n', "", "'finger_right' is wanted, but there is no"),
        ('availability = "staffed"', 'availability = "always"', "availability: captures are made"),
        ("[fee]", '[renditions]\nphoto = ["thumbnail"]\n[fee]', "renditions.photo: 'thumbnail'"),
        ("[fee]", "[renditions]\nphoto = []\n[fee]", "renditions.photo: must name"),
        ("[fee]", '[renditions]\nphoto = ["chip", "chip"]\n[fee]', "renditions.photo: "),
        ("[fee]", '[renditions]\nsignature = ["x"]\n[fee]', "renditions.signature: is no capture"),
        ("[fee]", '[renditions]\nphoto = "chip"\n[fee]', "renditions.photo: must be"),
    ],
)
def test_captures_that_do_not_fit_together_are_refused_by_key(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    with pytest.raises(DefinitionRefused) as refused:
        load(tmp_path, old, new)
    assert told in str(refused.value)
    assert str(refused.value).startswith(f"{NAME}.toml: ")


def test_renditions_of_a_capture_that_is_not_wanted_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DefinitionRefused, match=r"renditions\.finger_left: the service does not"):
        load(
            tmp_path,
            ALL,
            ALL.replace('"finger_left", ', "") + '\n[renditions]\nfinger_left = ["wsq"]',
        )


def test_a_service_keeps_what_it_names_and_all_where_it_names_nothing(tmp_path: Path) -> None:
    load(tmp_path, "[fee]", '[renditions]\nphoto = ["chip", "interchange"]\n[fee]')
    (service,) = load_services(tmp_path, frozenset({"handover"}), lambda _message: True)
    made = tuple(Rendition(name, "image/jpeg", b"") for name in ("interchange", "chip", "quality"))
    for kind, names in (
        (CaptureKind.PHOTO, ["interchange", "chip"]),
        (CaptureKind.SIGNATURE, ["interchange", "chip", "quality"]),
    ):
        effect = SealCapture(kind, "", "", kept=service.renditions.get(kind, ()))
        assert [each.name for each in effect.wanted(made)] == names
