"""Signed envelopes: what is used is what was signed, by whom, and now; nothing else passes."""

import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from signxml import methods
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod
from signxml.signer import XMLSigner

from hardware.eid_interface import markup, signing
from hardware.eid_interface.markup import Element
from hardware.eid_interface.names import DS, SOAP, WSSE
from hardware.eid_interface.signing import AHEAD, FRESH, PrivateKey, SignatureRefused, Signer
from tests.hardware.eid_interface.envelopes import (
    ID,
    SERVICE,
    TRUSTED,
    content,
    name,
    refused,
)
from tests.hardware.eid_interface.parties import NOW, signer

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    "key",
    [
        rsa.generate_private_key(65537, 2048),
        ec.generate_private_key(ec.SECP256R1()),
        ec.generate_private_key(ec.BrainpoolP384R1()),
        ec.generate_private_key(ec.SECP521R1()),
    ],
    ids=["RSA", "P-256", "brainpoolP384r1", "P-521"],
)
def test_what_one_end_seals_the_other_one_opens(key: PrivateKey) -> None:
    one = signer(key)
    sealed = signing.seal(content(), one, NOW)
    opened = signing.unseal(sealed, [one.certificate], NOW)
    assert markup.text(opened.content[0]) == "Größe <&>"
    assert opened.signature.encode() in sealed


def test_the_certificate_is_named_and_never_sent() -> None:
    sealed = signing.seal(content(), SERVICE, NOW)
    root = markup.parse(sealed)
    (serial,) = root.iter(markup.tagged(DS, "X509IssuerSerial"))
    assert serial[0].text == "CN=service"
    assert serial[1].text == str(SERVICE.certificate.serial_number)
    assert not list(root.iter(markup.tagged(DS, "X509Certificate")))
    assert not list(root.iter(markup.tagged(WSSE, "BinarySecurityToken")))


def test_one_of_two_certificates_may_have_signed() -> None:
    other = signer(name="next year's")
    sealed = signing.seal(content(), SERVICE, NOW)
    assert signing.unseal(sealed, [other.certificate, SERVICE.certificate], NOW)
    with pytest.raises(SignatureRefused):
        signing.unseal(sealed, [other.certificate], NOW)
    with pytest.raises(SignatureRefused):
        signing.unseal(sealed, [], NOW)


def test_a_certificate_that_has_run_out_signs_nothing() -> None:
    old, before = signer(days=-1), NOW - timedelta(days=20)
    assert signing.unseal(signing.seal(content(), old, before), [old.certificate], before)
    with pytest.raises(SignatureRefused):
        signing.unseal(signing.seal(content(), old, NOW), [old.certificate], NOW)


@pytest.mark.parametrize(
    ("later", "fresh"),
    [
        (-AHEAD - SECOND, False),
        (-AHEAD, True),
        (timedelta(0), True),
        (FRESH - SECOND, True),
        (FRESH, False),
        (timedelta(days=1), False),
    ],
)
def test_a_message_is_good_for_its_time(later: timedelta, *, fresh: bool) -> None:
    sealed = signing.seal(content(), SERVICE, NOW)
    if fresh:
        assert name(sealed, NOW + later) == "Größe <&>"
    else:
        refused(sealed, NOW + later)


def signed_by_hand(
    change: Callable[[Element], None],
    *,
    wanted: tuple[str, ...] = ("TS", "B"),
    algorithm: SignatureMethod = SignatureMethod.ECDSA_SHA256,
    digest: DigestAlgorithm = DigestAlgorithm.SHA256,
    by: Signer = SERVICE,
) -> bytes:
    """Answer an envelope that was changed before the service itself signed it."""
    envelope = markup.parse(signing.seal(content(), by, NOW))
    security = envelope[0][0]
    security.remove(security[1])
    change(envelope)
    references = [
        f"#{element.get(ID)}"
        for element in (security[0], envelope[1])
        if str(element.get(ID)).startswith(wanted)
    ]

    class Lenient(XMLSigner):
        def check_deprecated_methods(self) -> None:
            """Sign with SHA-1 too: it is the reader that must refuse it."""

    made = Lenient(
        methods.detached,
        algorithm,
        digest,
        CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
    ).sign(envelope, key=by.key, cert=[by.certificate], reference_uri=references)
    security.append(made)
    return markup.write(envelope)


def nothing(_envelope: Element) -> None:
    pass


def test_a_signature_made_elsewhere_is_taken() -> None:
    assert name(signed_by_hand(nothing)) == "Größe <&>"
    assert name(signed_by_hand(nothing, digest=DigestAlgorithm.SHA512)) == "Größe <&>"


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [
        (rsa.generate_private_key(65537, 2048), SignatureMethod.RSA_SHA1),
        (rsa.generate_private_key(65537, 2048), SignatureMethod.RSA_SHA224),
        (ec.generate_private_key(ec.SECP256R1()), SignatureMethod.ECDSA_SHA1),
    ],
)
def test_weak_algorithms_are_refused(key: PrivateKey, algorithm: SignatureMethod) -> None:
    weak = signer(key)
    strong = SignatureMethod.RSA_SHA256 if "RSA" in algorithm.name else SignatureMethod.ECDSA_SHA256
    assert signing.unseal(
        signed_by_hand(nothing, algorithm=strong, by=weak), [weak.certificate], NOW
    )
    with pytest.raises(SignatureRefused):
        signing.unseal(
            signed_by_hand(nothing, algorithm=algorithm, by=weak), [weak.certificate], NOW
        )


@pytest.mark.parametrize("digest", [DigestAlgorithm.SHA1, DigestAlgorithm.SHA224])
def test_a_weak_digest_is_refused(digest: DigestAlgorithm) -> None:
    refused(signed_by_hand(nothing, digest=digest))


def test_body_and_timestamp_must_both_be_signed() -> None:
    refused(signed_by_hand(nothing, wanted=("TS",)))
    refused(signed_by_hand(nothing, wanted=("B",)))


def expires(text: str) -> Callable[[Element], None]:
    def change(envelope: Element) -> None:
        envelope[0][0][0][1].text = text

    return change


@pytest.mark.parametrize(
    ("text", "fresh"),
    [
        ("2026-11-21T09:00:01+00:00", True),
        ("2026-11-21T10:00:01.5+01:00", True),
        ("2036-11-21T09:00:00Z", True),
        ("2026-11-21T09:00:00Z", False),
        ("2026-11-21T09:00:01", False),
        ("tomorrow", False),
        ("", False),
        ("99999-01-01T00:00:00Z", False),
    ],
)
def test_the_end_that_the_sender_set_counts(text: str, *, fresh: bool) -> None:
    sealed = signed_by_hand(expires(text))
    if fresh:
        assert name(sealed) == "Größe <&>"
        refused(sealed, NOW + FRESH)
    else:
        refused(sealed)


def test_a_message_without_an_end_is_good_for_its_time_too() -> None:
    def no_end(envelope: Element) -> None:
        envelope[0][0][0].remove(envelope[0][0][0][1])

    assert name(signed_by_hand(no_end), NOW + FRESH - SECOND) == "Größe <&>"
    refused(signed_by_hand(no_end), NOW + FRESH)


def test_an_unsigned_comment_changes_no_text() -> None:
    sealed = signing.seal(content("Mustermann"), SERVICE, NOW)
    assert name(sealed.replace(b"Mustermann", b"Muster<!-- x -->mann")) == "Mustermann"


def test_what_surrounds_the_signed_parts_is_free_to_be_there() -> None:
    envelope = markup.parse(signing.seal(content(), SERVICE, NOW))
    markup.add(envelope[0], "http://www.w3.org/2005/08/addressing", "MessageID", "urn:uuid:1")
    assert name(markup.write(envelope)) == "Größe <&>"


@pytest.mark.parametrize(
    "document",
    [b"<a/>", b"", f'<s:Envelope xmlns:s="{SOAP}"/>'.encode(), b"<!DOCTYPE a><a/>"],
)
def test_what_is_no_envelope_is_refused(document: bytes) -> None:
    refused(document)


@pytest.mark.parametrize("count", [0, 2])
def test_a_body_holds_one_thing(count: int) -> None:
    def change(envelope: Element) -> None:
        envelope[1][:] = [content() for _ in range(count)]

    refused(signed_by_hand(change))


def test_nothing_of_a_message_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        name(signing.seal(content("Mustermann"), SERVICE, NOW))
    assert "Mustermann" not in caplog.text


def test_a_signature_is_another_one_each_time() -> None:
    one, two = (signing.seal(content(), SERVICE, NOW) for _ in range(2))
    assert (
        signing.unseal(one, TRUSTED, NOW).signature != signing.unseal(two, TRUSTED, NOW).signature
    )


def test_a_signer_hides_its_key() -> None:
    assert "key" not in repr(SERVICE)
