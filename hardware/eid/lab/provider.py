"""The laboratory's service provider: its names, and its certificate's description (TR-03110-4, 2.2.6)."""

import hashlib

from hardware.eid.lab import tlv

_PLAIN_FORMAT = bytes.fromhex("04007f00070301030101")  # id-plainFormat
_TERMS = """Name, Anschrift und E-Mail-Adresse des Diensteanbieters:
Musterstadt (Test)
Rathausplatz 1
12345 Musterstadt
buergerterminal@musterstadt.example

Geschäftszweck:
Anmeldung am Bürgerterminal (Test)

Zuständige Stelle für den Datenschutz:
Muster-Aufsicht
"""


def description(origin: str, tls_certificate: bytes) -> bytes:
    """Answer the certificate description; clients compare origin and TLS certificate with it."""
    digest = tlv.encode(0x04, hashlib.sha256(tls_certificate).digest())
    return tlv.encode(
        0x30,
        tlv.encode(0x06, _PLAIN_FORMAT),
        _text(1, "Kiosk Test DVCA"),
        _ascii(2, "https://dvca.example"),
        _text(3, "Musterstadt (Test)"),
        _ascii(4, origin + "/"),
        _text(5, _TERMS.replace("\n", "\r\n")),
        tlv.encode(0xA7, tlv.encode(0x31, digest)),
    )


def _text(number: int, value: str) -> bytes:
    return tlv.encode(0xA0 + number, tlv.encode(0x0C, value.encode()))


def _ascii(number: int, value: str) -> bytes:
    return tlv.encode(0xA0 + number, tlv.encode(0x13, value.encode()))
