"""Device kinds and their condition, as terminal, agent and fleet server speak of them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class DeviceKind(StrEnum):
    CAMERA = "camera"
    FINGERPRINT = "fingerprint"
    SIGNATURE = "signature"
    EID = "eid"
    IDENTITY = "identity"
    CARD_READER = "card_reader"
    PRINTER = "printer"
    PAYMENT = "payment"
    PAY_PAGE = "pay_page"
    DOCUMENT_PRINTER = "document_printer"
    DOCUMENT_SCANNER = "document_scanner"
    SPEECH = "speech"
    KEYPAD = "keypad"
    SENSORS = "sensors"
    BROWSER = "browser"
    CALL = "call"


@dataclass(frozen=True, slots=True)
class DeviceCondition:
    """One device's state, level-triggered: `fault` is None while it works.

    `name` is what the device calls itself, empty where it does not; a card reader's ends with the
    numbers of reader and slot, as PC/SC gives them. `warnings` are what staff should see to before it
    becomes a fault: `printer.paper_low`.
    """

    kind: DeviceKind
    driver: str
    fault: str | None
    since: datetime
    name: str = ""
    warnings: tuple[str, ...] = ()
