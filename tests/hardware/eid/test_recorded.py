"""The pure machine walks every recorded conversation again and ends as it must."""

import json
from collections.abc import Iterator

import pytest

from hardware.eid.ausweisapp.commands import encode
from hardware.eid.ausweisapp.decoding import decode
from hardware.eid.ausweisapp.messages import AuthEnded
from hardware.eid.ausweisapp.state import Phase
from hardware.eid.replay.recording import FOLDER, Event, Said, Trigger, load, versions
from hardware.eid.replay.scenes import SCENES, Scene
from kiosk.contracts.eid import Broken, Finished
from tests.hardware.eid.walking import DIGITS, walked

WORKFLOW = ("RUN_", "SET_PIN", "SET_NEW", "SET_CAN", "SET_PUK", "SET_ACC", "GET_CERT", "ACC", "CAN")
ENDINGS: dict[str, Finished | Broken] = {
    "inserted": Finished(),
    "lying": Finished(),
    "long_way": Finished(),
    "two_tries": Finished(),
    "one_try": Finished(),
    "activate": Finished(),
    "unblock": Finished(),
    "deactivated": Broken("eid.deactivated"),
    "deactivated_lying": Broken("eid.deactivated"),
    "puk_used_up": Broken("eid.puk_used_up"),
    "removed_at_pin": Broken("eid.card_removed"),
    "removed": Broken("eid.card_removed"),
    "pulled_at_pace": Broken("eid.card_removed"),
    "unreachable": Broken("eid.provider_unreachable"),
    "untrusted": Broken("eid.provider_certificate"),
    "refused": Broken("eid.provider_refused"),
    "other_card": Finished(),
    "required_only": Finished(),
}
PARTICULAR: dict[str, Finished | Broken] = {
    "auth_pulled": Broken("eid.card_removed"),
    "change_pulled": Broken("eid.pin_uncertain"),
    "change_refused": Broken("eid.pin_not_changed"),
}


def expected(name: str) -> Finished | Broken:
    ending = _expected(name)
    ok = isinstance(ending, Finished) and name.startswith("auth")
    return Finished("https://localhost/") if ok else ending


def _expected(name: str) -> Finished | Broken:
    for endings, key in ((PARTICULAR, name), (ENDINGS, name.partition("_")[2]), (ENDINGS, name)):
        if key in endings:
            return endings[key]
    return Broken("eid.cancelled")


@pytest.mark.parametrize("version", versions())
def test_every_scene_is_recorded_and_no_other(version: str) -> None:
    assert set(load(version)) == {scene.name for scene in SCENES if scene.plays_in(version)}


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
@pytest.mark.parametrize("version", versions())
def test_the_machine_says_what_was_said_and_ends_as_it_must(version: str, scene: Scene) -> None:
    if not scene.plays_in(version):
        pytest.skip("This version knows no such message.")
    recorded = load(version)[scene.name]
    told = walked(scene, recorded)
    if told.dialogue.phase is Phase.SETTLING:
        told.expire()
    assert told.prompts[-1] == expected(scene.name)
    sent = [str(json.loads(encode(command))["cmd"]) for command in told.commands]
    assert sent == list(commands(recorded))


@pytest.mark.parametrize("version", versions())
def test_a_cancelled_authentication_comes_with_an_address_that_nobody_follows(version: str) -> None:
    recorded = load(version)["auth_cancelled"]
    said = [event.message for event in recorded if isinstance(event, Said)]
    ended = next(message for message in said if "result" in message)
    assert ended["url"]
    decoded = decode(json.dumps(ended))
    assert isinstance(decoded, AuthEnded)
    assert (decoded.ok, decoded.refresh) == (False, "")
    told = walked(next(scene for scene in SCENES if scene.name == "auth_cancelled"), recorded)
    assert told.prompts[-1] == Broken("eid.cancelled")


@pytest.mark.parametrize("version", versions())
def test_success_comes_with_the_address_at_which_a_portal_goes_on(version: str) -> None:
    recorded = load(version)["auth_lying"]
    scene = next(scene for scene in SCENES if scene.name == "auth_lying")
    assert walked(scene, recorded).prompts[-1] == Finished("https://localhost/")


@pytest.mark.parametrize("version", versions())
def test_success_claimed_for_a_pin_that_was_not_changed_is_not_believed(version: str) -> None:
    """The card was pulled right after the old PIN; both versions answer `success: true`."""
    recorded = load(version)["change_pulled_at_pace"]
    said = [event.message for event in recorded if isinstance(event, Said)]
    claimed = [message.get("success") for message in said if message["msg"] == "CHANGE_PIN"]
    scene = next(scene for scene in SCENES if scene.name == "change_pulled_at_pace")
    assert walked(scene, recorded).prompts[-1] == Broken("eid.card_removed")
    if version == "1.26.2":
        assert claimed[-1] is True


def test_the_recordings_hold_no_digits_and_no_person() -> None:
    for path in FOLDER.rglob("*.jsonl"):
        text = path.read_text("utf-8")
        for private in (*DIGITS.values(), "Mustermann", "Erika", "Gabler", "Heidestr"):
            assert f'"{private}' not in text, path.name


def commands(events: list[Event]) -> Iterator[str]:
    for event in events:
        if isinstance(event, Trigger):
            name = event.name.partition(":")[0]
            if name.startswith(WORKFLOW) and name != "SET_API_LEVEL":
                yield name
