"""What can be wanting for judging photos: the profile, the detection of attacks, OFIQ's opinion."""

from collections.abc import Iterator
from pathlib import Path

from hardware.examining import Finding
from kiosk.capture.face.profile import ProfileRefused, load_profile
from kiosk.capture.pad.examining import PadFailed, PadRefused, make_pad
from kiosk.config.model import Capture, Configuration
from kiosk.contracts.devices import DeviceKind


def photo(configuration: Configuration) -> Iterator[Finding]:
    """Look whether a terminal with a camera can judge its photos, and who certified what."""
    if configuration.devices[DeviceKind.CAMERA].get("driver") == "absent":
        return
    wanted = configuration.capture
    try:
        profile = load_profile(wanted.profile)
        yield Finding(True, f"capture.profile: {profile.name} {profile.version} is in order.")
    except ProfileRefused as refused:
        yield Finding(False, f"capture.profile: {refused}")
    yield _pad(wanted)
    if wanted.ofiq:
        yield _second_opinion(Path(wanted.ofiq))


def _pad(wanted: Capture) -> Finding:
    try:
        pad = make_pad(wanted.pad)
    except (PadRefused, PadFailed) as wrong:
        return Finding(False, f"{wrong}.")
    if pad.name == "omitted":
        return Finding(
            None, "capture.pad: nothing looks whether a face is a person's; the clerk is told so."
        )
    if not pad.certified:
        return Finding(None, f"capture.pad: driver '{pad.name}' is there, certified by nobody.")
    return Finding(True, f"capture.pad: driver '{pad.name}' is there ({pad.certified}).")


def _second_opinion(folder: Path) -> Finding:
    from kiosk.capture.face.second_opinion import NoSecondOpinion, SecondOpinion  # noqa: PLC0415 - loads OpenCV

    try:
        SecondOpinion(folder)
    except NoSecondOpinion as missing:
        return Finding(False, f"{missing}.")
    return Finding(True, f"capture.ofiq: OFIQ answers with the models of {folder}.")
