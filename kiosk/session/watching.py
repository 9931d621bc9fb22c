"""Watches every device for the length of the session and tells the machine what changed."""

from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

from hardware.card_reader import CardReaderStatus
from hardware.document_printer import DocumentPrinterStatus
from hardware.eid import EidStatus
from hardware.keypad import Key, KeypadStatus
from hardware.printer import PrinterStatus
from kiosk.contracts.devices import DeviceKind
from kiosk.domain.events import CallMoved, CardSeen, DeviceChanged, HeadsetSeen, RehearsalSeen
from kiosk.session.workplace import Workplace
from remote_assist.terminal import CallStatus


def watch_all(
    place: Workplace,
    died: Callable[[], None],
    press: Callable[[Key], object],
    instead: Mapping[DeviceKind, object],
) -> None:
    """Start a watcher for each device, and the keypad's keys to `press`.

    `instead` names who speaks for a device of that kind: whoever knows more of it than its driver.
    """
    for kind, port in place.devices.watched():
        place.worker(_watch(place, kind, instead.get(kind, port)), died)
    place.worker(_keys(place, press), died)


async def _watch(place: Workplace, kind: DeviceKind, port: Any) -> None:
    statuses: AsyncIterator[Any] = port.watch()
    known: tuple[str | None, str, tuple[str, ...]] = (None, "", ())
    async for status in statuses:
        fault = None if status.fault is None else str(status.fault)
        if kind is DeviceKind.CALL:
            _tell_call(place, status)
            continue
        # A device that is gone keeps the name by which staff know it.
        name = (status.reader if isinstance(status, CardReaderStatus) else "") or known[1]
        told = (fault, name, _warnings(status))
        if told != known:
            known = told
            place.feed(DeviceChanged(kind, *told))
        _tell_more(place, status)


def _warnings(status: object) -> tuple[str, ...]:
    """Answer what staff should see to before it becomes a fault."""
    match status:
        case PrinterStatus(paper_low=True):
            return ("printer.paper_low",)
        case DocumentPrinterStatus(paper_low=paper, toner_low=toner):
            low = (("document_printer.paper_low", paper), ("document_printer.toner_low", toner))
            return tuple(name for name, told in low if told)
        case _:
            return ()


def _tell_more(place: Workplace, status: object) -> None:
    match status:
        case CardReaderStatus(card_present=present, other_card=other):
            place.feed(CardSeen(present, other))
        case KeypadStatus(headset=plugged):
            place.feed(HeadsetSeen(plugged))
        case EidStatus(rehearsal=on):
            place.feed(RehearsalSeen(on))
        case _:
            pass


def _tell_call(place: Workplace, status: CallStatus) -> None:
    fault = None if status.fault is None else str(status.fault)
    place.feed(CallMoved(str(status.phase), status.position, status.clerk, fault))


async def _keys(place: Workplace, press: Callable[[Key], object]) -> None:
    async for key in place.devices.keypad.keys():
        press(key)
