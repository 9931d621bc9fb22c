"""From the scanner's image to a print that can be judged: brought to 500 dpi, looked at, cut out."""

from dataclasses import dataclass

from kiosk.capture.finger.findings import Finding, refused
from kiosk.capture.finger.prints import Print
from kiosk.capture.finger.rules import FingerRules
from kiosk.capture.finger.segmentation import Contact, at_500_dpi, cut_out, look


@dataclass(frozen=True, slots=True)
class Taken:
    """`image` is None where `finding` says why there is no print of one finger."""

    contact: Contact
    image: Print | None = None
    finding: Finding | None = None


def take(pixels: bytes, width: int, height: int, dpi: int, rules: FingerRules) -> Taken:
    """Answer the finger in an 8 bit grey image, row-major. Raises ValueError for what is no image.

    Some 15 ms for a glass of 20 x 20 mm.
    """
    image = at_500_dpi(pixels, width, height, dpi)
    contact = look(image)
    finding = refused(contact, rules.contact)
    if finding is not None:
        return Taken(contact, finding=finding)
    return Taken(contact, cut_out(image, contact.fingers[0]))
