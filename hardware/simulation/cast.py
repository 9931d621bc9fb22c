"""Who plays in the simulated world: a simulator for every device that one wishes for."""

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from hardware.camera.simulator import CameraSimulator
from hardware.document_printer.simulator import DocumentPrinterSimulator
from hardware.document_scanner.simulator import DocumentScannerSimulator
from hardware.eid.lab.laboratory import Laboratory, availability
from hardware.eid.replay.rehearsal import Rehearsal
from hardware.fingerprint.simulator import FingerprintSimulator
from hardware.keypad.simulator import KeypadSimulator
from hardware.pay_page.simulator import PayPageSimulator
from hardware.payment.simulator import PaymentSimulator
from hardware.printer.simulator import PrinterSimulator
from hardware.sensors.simulator import SensorsSimulator
from hardware.simulation.acts import Simulator
from hardware.simulation.eid_lab_stage import EidLabStage
from hardware.simulation.eid_stage import EidStage
from hardware.simulation.portal_end import PortalEnd
from hardware.simulation.portal_end import missing as portal_missing
from kiosk.contracts.clock import Clock
from kiosk.contracts.devices import DeviceKind

Table = Mapping[str, object]
# How long another laboratory on this machine may take to end.
LAB_PATIENCE = 10.0
REPLAYED = "The ID card is rehearsed with recorded messages; no AusweisApp runs."


class EidChoice(StrEnum):
    """The real eID client with a test card, recorded messages, or whichever can run here."""

    AUTO = "auto"
    LAB = "lab"
    REPLAY = "replay"


class Miscast(Exception):
    """A wish cannot be granted here; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """`camera` is a picture, video or device to use in place of the simulated camera.

    Slips that the printer prints are kept as PNG in `slips`, if given.
    """

    camera: str = ""
    eid: EidChoice = EidChoice.AUTO
    slips: Path | None = None


@dataclass(frozen=True, slots=True)
class Cast:
    """Simulators by name, tables of what needs none, and what a person should know of it."""

    simulators: Mapping[str, Simulator]
    tables: Mapping[str, Table]
    notes: tuple[str, ...]


def cast(wishes: Wishes, clock: Clock) -> Cast:
    """Choose who plays. Raises Miscast."""
    missing = availability() if wishes.eid is not EidChoice.REPLAY else None
    if wishes.eid is EidChoice.LAB and missing:
        raise Miscast(missing)
    rehearsed = wishes.eid is EidChoice.REPLAY or missing is not None
    left_out = None if rehearsed else portal_missing()
    simulators: dict[str, Simulator] = {}
    if rehearsed:
        simulators[DeviceKind.EID] = EidStage(Rehearsal(clock), LAB_PATIENCE)
    else:
        laboratory = Laboratory(clock)
        simulators[DeviceKind.EID] = EidLabStage(laboratory, LAB_PATIENCE)
        if left_out is None:
            simulators[DeviceKind.BROWSER] = PortalEnd(laboratory, clock)
    tables: dict[str, Table] = {DeviceKind.SIGNATURE: {"driver": "touch"}}
    if wishes.camera:
        tables[DeviceKind.CAMERA] = {"driver": "opencv", "source": _source(wishes.camera)}
    else:
        simulators[DeviceKind.CAMERA] = CameraSimulator(clock)
    simulators |= {
        DeviceKind.DOCUMENT_SCANNER: DocumentScannerSimulator(),
        DeviceKind.PRINTER: PrinterSimulator(wishes.slips),
        DeviceKind.DOCUMENT_PRINTER: DocumentPrinterSimulator(wishes.slips),
        DeviceKind.PAYMENT: PaymentSimulator(clock),
        DeviceKind.PAY_PAGE: PayPageSimulator(),
        DeviceKind.FINGERPRINT: FingerprintSimulator(clock),
        DeviceKind.KEYPAD: KeypadSimulator(),
        DeviceKind.SENSORS: SensorsSimulator(),
        DeviceKind.CALL: _call(),
    }
    notes = (missing, REPLAYED if rehearsed else None, left_out)
    return Cast(simulators, tables, tuple(note for note in notes if note))


def _source(camera: str) -> str:
    """Answer the camera as its driver wants it: a URL, or a whole path."""
    if "://" in camera:
        return camera
    path = Path(camera).expanduser().absolute()
    if not path.exists():
        raise Miscast(f"There is no camera, picture or video '{camera}'.")
    return str(path)


def _call() -> Simulator:
    # The call is a layer above the devices; as the registry does, its module is found by name.
    module = importlib.import_module("remote_assist.terminal.simulator")
    simulator: Simulator = module.CallSimulator()
    return simulator
