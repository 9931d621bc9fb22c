"""Whether what a service wants captured is captured, in the order and at the hours that the rules ask."""

from collections.abc import Mapping
from types import MappingProxyType

from kiosk.contracts.captures import CAPTURE_RENDITIONS, CaptureKind
from kiosk.domain.service import Availability, Service, StepKind
from kiosk.journeys.tables import DefinitionRefused, Table

TAKEN_BY = MappingProxyType(
    {
        CaptureKind.PHOTO: StepKind.PHOTO,
        CaptureKind.FINGER_RIGHT: StepKind.FINGERPRINTS,
        CaptureKind.FINGER_LEFT: StepKind.FINGERPRINTS,
        CaptureKind.SIGNATURE: StepKind.SIGNATURE,
    }
)


def read_renditions(table: Table) -> Mapping[CaptureKind, tuple[str, ...]]:
    """Answer which renditions a service keeps of a capture; of those it does not name, all."""
    rows = table.table("renditions")
    kept: dict[CaptureKind, tuple[str, ...]] = {}
    for key in rows.remaining():
        names = rows.texts(key)
        if key not in CAPTURE_RENDITIONS:
            there_are = ", ".join(CAPTURE_RENDITIONS)
            raise rows.refuse(key, f"is no capture with renditions to choose (those: {there_are})")
        kind = CaptureKind(key)
        known = CAPTURE_RENDITIONS[kind]
        if not names or len(set(names)) != len(names):
            raise rows.refuse(key, "must name each rendition to keep once")
        if unknown := [name for name in names if name not in known]:
            raise rows.refuse(key, f"'{unknown[0]}' is not one of: {', '.join(known)}")
        kept[kind] = names
    return MappingProxyType(kept)


def refuse_uncapturable(service: Service, file: str) -> None:
    """Raise DefinitionRefused, naming the key, where captures and the rest do not fit together."""

    def refuse(key: str, why: str) -> DefinitionRefused:
        return DefinitionRefused(f"{file}: {key}: {why}")

    taking = {TAKEN_BY[kind] for kind in service.captures}
    for index, step in enumerate(service.steps):
        if step.kind in TAKEN_BY.values() and step.kind not in taking:
            raise refuse(f"steps[{index}].kind", f"'{step.kind}' takes what 'captures' lacks")
    if not service.captures:
        return
    kinds = [step.kind for step in service.steps]
    for kind in service.captures:
        if TAKEN_BY[kind] not in kinds:
            raise refuse("captures", f"'{kind}' is wanted, but there is no step '{TAKEN_BY[kind]}'")
    if not service.leaves_case:
        raise refuse("captures", "a service that leaves no case has no place for captures")
    if service.availability is not Availability.STAFFED:
        # TR-03121-3 Vol. 2: self-service capture is observed by staff, who re-check it afterwards.
        raise refuse("availability", "captures are made only while the site is 'staffed'")
    fingers = [kind for kind in service.captures if TAKEN_BY[kind] is StepKind.FINGERPRINTS]
    if fingers == [CaptureKind.FINGER_LEFT, CaptureKind.FINGER_RIGHT]:
        raise refuse("captures", "the right finger comes before the left (TR-03121-3 Vol. 2)")
    if unwanted := [kind for kind in service.renditions if kind not in service.captures]:
        raise refuse(f"renditions.{unwanted[0]}", "the service does not want this capture")
