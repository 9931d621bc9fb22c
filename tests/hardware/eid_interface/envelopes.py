"""Envelopes that the service sealed, and the looks that a reader takes at them."""

from datetime import datetime

import pytest

from hardware.eid_interface import markup, signing
from hardware.eid_interface.markup import Element, XmlRefused
from hardware.eid_interface.names import WSU
from hardware.eid_interface.signing import SignatureRefused
from tests.hardware.eid_interface.parties import NOW, signer

SERVICE = signer(name="service")
TRUSTED = [SERVICE.certificate]
ID = markup.tagged(WSU, "Id")


def content(text: str = "Größe <&>") -> Element:
    root = markup.make("urn:x", "told", {"x": "urn:x"})
    markup.add(root, "urn:x", "name", text)
    return root


def name(document: bytes, now: datetime = NOW) -> str:
    opened = signing.unseal(document, TRUSTED, now)
    return markup.text(markup.child(opened.content, "urn:x", "name"))


def refused(document: bytes, now: datetime = NOW) -> None:
    with pytest.raises((SignatureRefused, XmlRefused)) as caught:
        signing.unseal(document, TRUSTED, now)
    assert "Größe" not in str(caught.value)
