"""A receipt to print, and what can be read off a slip."""

import io

import zxingcpp
from PIL import Image

from kiosk.contracts.receipts import Receipt

RECEIPT = Receipt(
    town="Musterstadt",
    place="Bürgerterminal Rathaus, Foyer",
    title="Führungszeugnis",
    number="M7K4-92QX",
    rows=(
        ("Datum", "21.11.2026, 10:12 Uhr"),
        ("Gebühr", "13,00 €"),
        ("Wird zugestellt an", "Ihre Meldeanschrift, per Post, in etwa zwei Wochen"),
    ),
    link="https://termin.musterstadt.example/q/7Q2M9KX4T1B8Z0W5",
    notes=("Mit diesem Code sehen Sie den Stand Ihres Antrags.", "Er enthält keinen Namen."),
)


def codes_on(slip: bytes) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(slip)))]
