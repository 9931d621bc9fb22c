"""Which services can be had now, and why not: closed hours and broken devices, told before the start."""

from collections.abc import Mapping

from kiosk.contracts.devices import DeviceKind
from kiosk.contracts.paying import PayWay
from kiosk.domain.service import Availability, Service, StepKind
from kiosk.domain.state import Session

NEEDED: Mapping[StepKind, tuple[DeviceKind, ...]] = {
    StepKind.IDENTIFY: (DeviceKind.CARD_READER, DeviceKind.EID, DeviceKind.IDENTITY),
    StepKind.MANAGE_PIN: (DeviceKind.CARD_READER, DeviceKind.EID),
    StepKind.PORTAL: (DeviceKind.BROWSER, DeviceKind.CARD_READER, DeviceKind.EID),
    StepKind.PHOTO: (DeviceKind.CAMERA,),
    StepKind.FINGERPRINTS: (DeviceKind.FINGERPRINT,),
    StepKind.SIGNATURE: (DeviceKind.SIGNATURE,),
}


def obstacle(session: Session, service: Service) -> str:
    """Answer a message id that says why the service cannot be started now, "" if it can.

    A dead receipt printer is no obstacle: the symbol on the screen does as well. A dead finger
    scanner is none either: fingers are left to the counter.
    """
    if service.availability is Availability.STAFFED and not session.site.staffed:
        return "offer.only_staffed_hours"
    kinds = {kind for step in service.steps for kind in NEEDED.get(step.kind, ())}
    kinds.discard(DeviceKind.FINGERPRINT)
    for kind in DeviceKind:
        if kind in kinds and kind in session.faults:
            return f"offer.broken.{kind}"
    pays = any(step.kind is StepKind.PAY for step in service.steps) and service.fee_cents > 0
    if pays and not ways_to_pay(session, service):
        return f"offer.broken.{DeviceKind.PAYMENT}"
    return ""


def ways_to_pay(session: Session, service: Service) -> tuple[PayWay, ...]:
    """Answer the ways that the service allows and that work here now, the first one foremost."""
    works = {
        PayWay.CARD: DeviceKind.PAYMENT not in session.faults,
        PayWay.PAY_PAGE: DeviceKind.PAY_PAGE not in session.faults,
        PayWay.INVOICE: session.site.account is not None,
    }
    return tuple(way for way in service.ways if works[way])
