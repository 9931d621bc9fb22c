"""SOAP envelopes signed after WS-Security: Body and Timestamp, each as a whole (TR-03130-1, 3.5.2).

The policy of the guideline's WSDL: the certificate itself is never sent, only its issuer and serial
number; a timestamp; the body signed entire. XML Signature itself is the work of `signxml`.
"""

import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from lxml import etree
from signxml import methods
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod
from signxml.exceptions import SignXMLException
from signxml.signer import XMLSigner
from signxml.verifier import SignatureConfiguration, VerifyResult, XMLVerifier

from hardware.eid_interface import markup
from hardware.eid_interface.markup import Element, XmlRefused
from hardware.eid_interface.names import DS, SOAP, WSSE, WSU

FRESH = timedelta(seconds=300)
"""How long after its making a message is taken, whatever it says itself."""

AHEAD = timedelta(seconds=60)
"""How far the other end's clock may be ahead."""

PrivateKey: TypeAlias = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

_ID = markup.tagged(WSU, "Id")
# TR-03116-4, 4.3: no SHA-1, no DSA, and no secrets shared with whoever checks.
_STRONG = frozenset(
    {
        SignatureMethod.RSA_SHA256,
        SignatureMethod.RSA_SHA384,
        SignatureMethod.RSA_SHA512,
        SignatureMethod.SHA256_RSA_MGF1,
        SignatureMethod.SHA384_RSA_MGF1,
        SignatureMethod.SHA512_RSA_MGF1,
        SignatureMethod.ECDSA_SHA256,
        SignatureMethod.ECDSA_SHA384,
        SignatureMethod.ECDSA_SHA512,
    }
)
_DIGESTS = frozenset({DigestAlgorithm.SHA256, DigestAlgorithm.SHA384, DigestAlgorithm.SHA512})
_AT_CURVE_BITS = ((384, SignatureMethod.ECDSA_SHA256), (512, SignatureMethod.ECDSA_SHA384))
# What signxml, and lxml below it, raise over a signature that only looks like one.
_UNREADABLE = (
    SignXMLException,
    UnsupportedAlgorithm,
    etree.LxmlError,
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
)

# At its lowest level it logs every document that it takes into its hands.
logging.getLogger("signxml.processor").setLevel(logging.WARNING)


class SignatureRefused(Exception):
    """The message is not provably the other end's, whole and fresh; the text holds none of it."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Whoever signs; `key` belongs to `certificate`."""

    key: PrivateKey = field(repr=False)
    certificate: x509.Certificate


@dataclass(frozen=True, slots=True)
class Opened:
    """What was signed: the body's one element, parsed from the very octets that the signature holds.

    `signature` is the signature's value, by which a message that comes twice can be known.
    """

    content: Element = field(repr=False)
    signature: str = field(repr=False)


def seal(content: Element, signer: Signer, now: datetime) -> bytes:
    """Answer the envelope around `content`, signed, good for `FRESH` from `now`."""
    envelope = markup.make(SOAP, "Envelope", {"soap": SOAP})
    header = markup.add(envelope, SOAP, "Header")
    security = etree.SubElement(
        header, markup.tagged(WSSE, "Security"), nsmap={"wsse": WSSE, "wsu": WSU}
    )
    security.set(markup.tagged(SOAP, "mustUnderstand"), "1")
    timestamp = markup.add(security, WSU, "Timestamp")
    markup.add(timestamp, WSU, "Created", _stamp(now))
    markup.add(timestamp, WSU, "Expires", _stamp(now + FRESH))
    body = etree.SubElement(envelope, markup.tagged(SOAP, "Body"), nsmap={"wsu": WSU})
    body.append(content)
    identified = {"TS": timestamp, "B": body}
    for prefix, element in identified.items():
        element.set(_ID, f"{prefix}-{secrets.token_hex(16)}")
    xml_signer = XMLSigner(
        methods.detached,
        _method(signer.key),
        DigestAlgorithm.SHA256,
        CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
    )
    signature = xml_signer.sign(
        envelope,
        key=signer.key,
        reference_uri=[f"#{element.get(_ID)}" for element in identified.values()],
        key_info=_key_info(signer.certificate),
    )
    security.append(signature)
    return markup.write(envelope)


def unseal(document: bytes, trusted: Sequence[x509.Certificate], now: datetime) -> Opened:
    """Answer what one of the `trusted` signed no longer than `FRESH` ago.

    Raises SignatureRefused, and XmlRefused for a document that is no XML to begin with.
    """
    envelope = markup.parse(document)
    try:
        header, body = _parts(envelope)
        security = markup.child(header, WSSE, "Security")
        timestamp = markup.child(security, WSU, "Timestamp")
        signature = markup.child(security, DS, "Signature")
        value = markup.words(markup.child(signature, DS, "SignatureValue"))
    except XmlRefused:
        raise SignatureRefused("The message is not signed as agreed.") from None
    results = _verified(envelope, trusted, now)
    signed_timestamp = _signed(results, timestamp)
    signed_body = _signed(results, body)
    _check_time(signed_timestamp, now)
    contents = list(markup.elements(signed_body))
    if len(contents) != 1:
        raise SignatureRefused("The signed body does not hold one thing.")
    return Opened(contents[0], value)


def _parts(envelope: Element) -> tuple[Element, Element]:
    if envelope.tag != markup.tagged(SOAP, "Envelope"):
        raise SignatureRefused("The document is no SOAP envelope.")
    return markup.child(envelope, SOAP, "Header"), markup.child(envelope, SOAP, "Body")


def _verified(
    envelope: Element, trusted: Sequence[x509.Certificate], now: datetime
) -> list[VerifyResult]:
    expected = SignatureConfiguration(
        location=f"./{markup.tagged(SOAP, 'Header')}/{markup.tagged(WSSE, 'Security')}/",
        expect_references=True,  # however many; each is looked at below
        signature_methods=_STRONG,
        digest_algorithms=_DIGESTS,
        verification_time=now,
        ignore_ambiguous_key_info=False,
    )
    for certificate in trusted:
        try:
            results = XMLVerifier().verify(envelope, x509_cert=certificate, expect_config=expected)
        except _UNREADABLE:
            continue  # another one's signature, or a certificate that has run out
        return results if isinstance(results, list) else [results]
    raise SignatureRefused("No trusted certificate fits the signature.")


def _signed(results: Sequence[VerifyResult], element: Element) -> Element:
    """Answer the signed form of an element that stands where it belongs."""
    found = [
        result.signed_data
        for result in results
        if result.signed_xml is not None
        and result.signed_xml.tag == element.tag
        and result.signed_xml.get(_ID) == element.get(_ID) is not None
    ]
    if len(found) != 1:
        raise SignatureRefused("What should be signed is not.")
    return markup.parse(found[0])


def _check_time(timestamp: Element, now: datetime) -> None:
    try:
        created = _time(markup.child(timestamp, WSU, "Created"))
        expires = markup.optional(timestamp, WSU, "Expires")
        end = created + FRESH if expires is None else min(created + FRESH, _time(expires))
    except (ValueError, OverflowError):
        raise SignatureRefused("The timestamp is none.") from None
    if not created - AHEAD <= now < end:
        raise SignatureRefused("The message is not of this time.")


def _time(element: Element) -> datetime:
    time = datetime.fromisoformat(markup.words(element))
    if time.tzinfo is None:
        raise ValueError("A time without zone.")
    return time


def _stamp(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def _method(key: PrivateKey) -> SignatureMethod:
    if isinstance(key, rsa.RSAPrivateKey):
        return SignatureMethod.RSA_SHA256
    for bits, method in _AT_CURVE_BITS:
        if key.curve.key_size < bits:
            return method
    return SignatureMethod.ECDSA_SHA512


def _key_info(certificate: x509.Certificate) -> Element:
    info = markup.make(DS, "KeyInfo", {"ds": DS, "wsse": WSSE})
    reference = markup.add(info, WSSE, "SecurityTokenReference")
    data = markup.add(reference, DS, "X509Data")
    serial = markup.add(data, DS, "X509IssuerSerial")
    markup.add(serial, DS, "X509IssuerName", certificate.issuer.rfc4514_string())
    markup.add(serial, DS, "X509SerialNumber", str(certificate.serial_number))
    return info
