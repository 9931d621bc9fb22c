"""The ports of one terminal, as the registry made them from the configuration."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hardware.browser import Browser
from hardware.camera import Camera
from hardware.card_reader import CardReader
from hardware.document_printer import DocumentPrinter
from hardware.eid import EidClient
from hardware.fingerprint import FingerprintScanner
from hardware.identity import IdentityService
from hardware.keypad import Keypad
from hardware.pay_page import PayPages
from hardware.payment import PaymentTerminal
from hardware.printer import Printer
from hardware.registry import make_driver
from hardware.sensors import Sensors
from hardware.signature import SignaturePad
from hardware.speech import Speech
from kiosk.contracts.clock import Clock
from kiosk.contracts.devices import DeviceKind
from remote_assist.terminal import Call


@dataclass(frozen=True, slots=True)
class Devices:
    """Every device kind has a driver; what is not fitted has the driver `absent`."""

    camera: Camera
    fingerprint: FingerprintScanner
    signature: SignaturePad
    eid: EidClient
    identity: IdentityService
    card_reader: CardReader
    printer: Printer
    document_printer: DocumentPrinter
    payment: PaymentTerminal
    pay_page: PayPages
    speech: Speech
    keypad: Keypad
    sensors: Sensors
    browser: Browser
    call: Call

    def watched(self) -> Iterator[tuple[DeviceKind, object]]:
        """Yield every port with its kind."""
        for kind in DeviceKind:
            if hasattr(self, kind):
                yield kind, getattr(self, kind)


def make_devices(tables: Mapping[DeviceKind, Mapping[str, object]], clock: Clock) -> Devices:
    """Make the drivers that the configuration names; none is opened. Raises DriverRefused."""

    def port(kind: DeviceKind) -> object:
        return make_driver(kind, tables.get(kind, {"driver": "absent"}), clock)

    made = {kind.value: port(kind) for kind in DeviceKind if kind.value in Devices.__slots__}
    return Devices(**made)  # type: ignore[arg-type] # the registry answers the kind it was asked for
