"""A printout to print, and what can be read off its sheets."""

import io

import zxingcpp
from PIL import Image

from kiosk.contracts.printouts import Printout

PRINTOUT = Printout(
    town="Musterstadt",
    place="Bürgerterminal Rathaus, Foyer",
    title="Antrag auf ein Führungszeugnis",
    number="M7K4-92QX",
    rows=(("Familienname", "Mustermann"), ("Vornamen", "Erika"), ("Gebühr", "13,00 €")),
    link="https://termin.musterstadt.example/q/7Q2M9KX4T1B8Z0W5",
    notes=("Ihr Antrag ist verschlüsselt unterwegs.", "Der Code enthält keinen Namen."),
)


def codes_on(picture: bytes) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))]
