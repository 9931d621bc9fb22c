"""What a misbehaving eID server sends to a service instead of its signed answer."""

from copy import deepcopy
from datetime import datetime, timedelta

from hardware.eid.lab.https import Delivery, Response
from hardware.eid.lab.service_misbehaviour import ServiceMisbehaviour
from hardware.eid_interface import markup, signing
from hardware.eid_interface.markup import Element
from hardware.eid_interface.names import SOAP, WSSE
from hardware.eid_interface.signing import Signer

PATH = "eID-Server/eID"
XML = "text/xml; charset=utf-8"
_ELSEWHERE = "https://localhost:9/"  # nobody serves the discard port
_HOUR = timedelta(hours=1)
_BOMB = (
    '<?xml version="1.0"?><!DOCTYPE e [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]><e>&i;</e>"
).encode()
_FAULT = (
    f'<soap:Envelope xmlns:soap="{SOAP}"><soap:Body><soap:Fault><faultcode>soap:Server</faultcode>'
    "<faultstring>The laboratory fails as it was told to.</faultstring></soap:Fault></soap:Body>"
    "</soap:Envelope>"
).encode()
_UNSIGNED_RESPONSES = {
    ServiceMisbehaviour.CUT: Response(200, delivery=Delivery.NOTHING),
    ServiceMisbehaviour.SILENT: Response(200, delivery=Delivery.SILENCE),
    ServiceMisbehaviour.DOWN: Response(503),
    ServiceMisbehaviour.FAULT: Response(500, _FAULT, XML),
    ServiceMisbehaviour.GARBAGE: Response(200, b"<soap:Envelope", XML),
    ServiceMisbehaviour.BOMB: Response(200, _BOMB, XML),
}
_MEGABYTES = 10


def respond(
    content: Element,
    signer: Signer,
    stranger: Signer,
    now: datetime,
    wrong: ServiceMisbehaviour | None,
) -> Response:
    """Answer `content` signed by `signer`, or what is wrong instead."""
    if wrong in _UNSIGNED_RESPONSES:
        return _UNSIGNED_RESPONSES[wrong]
    match wrong:
        case ServiceMisbehaviour.ELSEWHERE:
            return Response(307, location=_ELSEWHERE)
        case ServiceMisbehaviour.HUGE:
            padding = b"<!--" + b" " * (_MEGABYTES << 20) + b"-->"
            return Response(200, signing.seal(content, signer, now) + padding, XML)
        case ServiceMisbehaviour.STRANGER:
            signer = stranger
        case ServiceMisbehaviour.STALE:
            now -= _HOUR
        case ServiceMisbehaviour.EARLY:
            now += _HOUR
        case _:
            pass
    sealed = signing.seal(content, signer, now)
    match wrong:
        case ServiceMisbehaviour.UNSIGNED:
            sealed = _unsigned(sealed)
        case ServiceMisbehaviour.CHANGED:
            sealed = _changed(sealed)
        case ServiceMisbehaviour.WRAPPED:
            sealed = _wrapped(sealed)
        case _:
            pass
    delivery = Delivery.HALF if wrong is ServiceMisbehaviour.HALF else Delivery.WHOLE
    return Response(200, sealed, XML, delivery)


def _unsigned(sealed: bytes) -> bytes:
    envelope = markup.parse(sealed)
    header = markup.child(envelope, SOAP, "Header")
    header.remove(markup.child(header, WSSE, "Security"))
    return markup.write(envelope)


def _changed(sealed: bytes) -> bytes:
    envelope = markup.parse(sealed)
    _alter(markup.child(envelope, SOAP, "Body"))
    return markup.write(envelope)


def _wrapped(sealed: bytes) -> bytes:
    """Move the signed body into the header, where its reference still finds it; show another one."""
    envelope = markup.parse(sealed)
    body = markup.child(envelope, SOAP, "Body")
    other = deepcopy(body)
    other.attrib.clear()
    _alter(other)
    envelope.append(other)
    markup.add(markup.child(envelope, SOAP, "Header"), "urn:aside", "Aside").append(body)
    return markup.write(envelope)


def _alter(body: Element) -> None:
    leaf = next(element for element in body.iter() if not len(element) and element.text)
    leaf.text += "00"
