"""What the event log is told beyond the steps' own words: devices, help, passed and skipped steps."""

from kiosk.domain.effects import Record
from kiosk.domain.events import CallMoved, CallPressed, DeviceChanged, Event, HangUpPressed
from kiosk.domain.state import Session
from kiosk.domain.timekeeping import IN_CALL, in_call


def told(before: Session, event: Event) -> tuple[Record, ...]:
    """Answer the records that an event deserves at any stage."""
    match event:
        case DeviceChanged(kind, None) if kind in before.faults:
            return (Record("device.recovered", (("device", str(kind)),)),)
        case DeviceChanged(kind, str(fault)) if before.faults.get(kind) != fault:
            return (Record("device.failed", (("device", str(kind)), ("fault", fault))),)
        case CallPressed():
            return (Record("help.called"),)
        case HangUpPressed() if in_call(before):
            return (Record("help.ended", (("outcome", "hung_up"),)),)
        case CallMoved(phase, fault=fault) if in_call(before) and phase not in IN_CALL:
            outcome = "failed" if fault else "clerk_left"
            return (Record("help.ended", (("outcome", outcome),)),)
        case _:
            return ()
