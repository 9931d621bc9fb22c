"""The card issuer's PKI: who signs EF.CardSecurity, and the check of it (passive authentication)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_SECURITY_OBJECT = "0.4.0.127.0.7.3.2.1"  # id-SecurityObject
_DAYS = 20


@dataclass(frozen=True, slots=True)
class CardIssuer:
    """A country signing authority with one document signer (TR-03127: EF.CardSecurity)."""

    anchor: x509.Certificate
    signer: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def card_issuer(now: datetime) -> CardIssuer:
    root, signer = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    anchor = _x509("Kiosk TEST CSCA", root, None, root, now)
    return CardIssuer(
        anchor, _x509("Kiosk TEST Document Signer", signer, anchor, root, now), signer
    )


def sign_security_infos(issuer: CardIssuer, infos: bytes) -> bytes:
    """Answer the CMS SignedData that EF.CardSecurity holds (TR-03110-3, A.1.2.5)."""
    signer = asn1_x509.Certificate.load(issuer.signer.public_bytes(serialization.Encoding.DER))
    attributes = cms.CMSAttributes(
        [
            {"type": "content_type", "values": [_SECURITY_OBJECT]},
            {"type": "message_digest", "values": [hashlib.sha256(infos).digest()]},
        ]
    )
    identifier = {"issuer": signer.issuer, "serial_number": signer.serial_number}
    signed = cms.SignedData(
        {
            "version": "v3",
            "digest_algorithms": [{"algorithm": "sha256"}],
            "encap_content_info": {
                "content_type": _SECURITY_OBJECT,
                "content": cms.ParsableOctetString(infos),
            },
            "certificates": [signer],
            "signer_infos": [
                {
                    "version": "v1",
                    "sid": cms.SignerIdentifier({"issuer_and_serial_number": identifier}),
                    "digest_algorithm": {"algorithm": "sha256"},
                    "signed_attrs": attributes,
                    "signature_algorithm": {"algorithm": "sha256_ecdsa"},
                    "signature": issuer.key.sign(attributes.dump(), ec.ECDSA(hashes.SHA256())),
                }
            ],
        }
    )
    content = cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump()
    return bytes(content)


def verified_security_infos(anchor: x509.Certificate, card_security: bytes) -> bytes:
    """Answer the SecurityInfos after passive authentication.

    Raises ValueError or cryptography's InvalidSignature where a digest or signature is wrong.
    """
    signed = cms.ContentInfo.load(card_security)["content"]
    info = signed["signer_infos"][0]
    infos = bytes(signed["encap_content_info"]["content"].contents)
    signer = x509.load_der_x509_certificate(signed["certificates"][0].chosen.dump())
    signer.verify_directly_issued_by(anchor)
    attributes = info["signed_attrs"].untag()
    digest = next(
        item["values"][0].native for item in attributes if item["type"].native == "message_digest"
    )
    if hashlib.sha256(infos).digest() != digest:
        raise ValueError("The digest of EF.CardSecurity is wrong.")
    public = signer.public_key()
    if not isinstance(public, ec.EllipticCurvePublicKey):
        raise TypeError("The document signer's key is none of an elliptic curve.")
    public.verify(info["signature"].native, attributes.dump(), ec.ECDSA(hashes.SHA256()))
    return infos


def _x509(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: x509.Certificate | None,
    issuer_key: ec.EllipticCurvePrivateKey,
    now: datetime,
) -> x509.Certificate:
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "DE"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=_DAYS))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .sign(issuer_key, hashes.SHA256())
    )
