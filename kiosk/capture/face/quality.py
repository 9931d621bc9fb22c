"""Writes down what was found of a photo, for the clerk and for evaluating: the quality vector."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from kiosk.capture.face.assessing import Assessment
from kiosk.capture.face.judging import Finding, Tally
from kiosk.capture.face.model_files import PACKAGE
from kiosk.capture.face.ofiq import components
from kiosk.capture.face.profile import Profile
from kiosk.capture.pad import PadResult
from kiosk.contracts.captures import Rendition

FORMAT = "buergerterminal-photo-quality/1"
_DIGITS = 4
# What measures, judges and writes; a package that is not installed as one has no version to tell.
_SOFTWARE = ("buergerterminal", "opencv-python", "numpy", "pillow")


def quality(
    assessed: Assessment,
    profile: Profile,
    pad: PadResult,
    device: str,
    second_opinion: Mapping[str, float] | None = None,
) -> Rendition:
    """Answer the vector as JSON: every criterion with its value, and who says so.

    `device` names the camera as the configuration does; `second_opinion` are scalars of OFIQ
    itself, where an operator has installed it.
    """
    told = judgement(assessed, profile) | {"pad": _pad(pad), "device": device or "not named"}
    if second_opinion is not None:
        told["ofiq"] = {name: round(value, _DIGITS) for name, value in second_opinion.items()}
    content = json.dumps(told, ensure_ascii=False, allow_nan=False, indent=1)
    return Rendition("quality", "application/json", content.encode())


def judgement(assessed: Assessment, profile: Profile) -> dict[str, object]:
    """Answer the part of the vector that the picture alone decides."""
    return {
        "format": FORMAT,
        "profile": {"name": profile.name, "version": profile.version},
        "accepted": assessed.accepted,
        "flawless": assessed.findings.flawless,
        "mandatory": _tally(assessed.mandatory),
        "optional": _tally(assessed.optional),
        "criteria": [_row(row) for row in assessed.findings.rows],
        "software": dict(software()),
        "ofiq_style": {
            name: {"raw": round(one.raw, _DIGITS), "scalar": one.scalar}
            for name, one in components(assessed.measures).items()
        },
    }


@cache
def software() -> Mapping[str, str]:
    """Answer the versions of what measures, judges and writes."""
    found = {"models": PACKAGE}
    for package in _SOFTWARE:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def _row(row: Finding) -> dict[str, object]:
    entry: dict[str, object] = {
        "id": row.id,
        "name": row.name,
        "state": str(row.state),
        "mandatory": row.mandatory,
    }
    for name, number in (
        ("value", row.value),
        ("minimum", row.minimum),
        ("maximum", row.maximum),
    ):
        if number is not None:
            entry[name] = round(number, _DIGITS)
    if row.unit:
        entry["unit"] = row.unit
    if row.reason is not None:
        entry["reason"] = str(row.reason)
    return entry


def _tally(tally: Tally) -> dict[str, int]:
    return {"passed": tally.passed, "failed": tally.failed, "of": tally.of}


def _pad(result: PadResult) -> dict[str, object]:
    told: dict[str, object] = {
        "state": str(result.state),
        "driver": f"{result.driver} {result.version}",
        "certified": result.certified or "no",
        "picture": result.picture,
        "alarm": result.alarm,
    }
    if result.score is not None:
        told["score"] = result.score
    if result.omission is not None:
        told["omission"] = str(result.omission)
    if result.signs:
        told["signs"] = {name: round(value, _DIGITS) for name, value in result.signs.items()}
    return told
