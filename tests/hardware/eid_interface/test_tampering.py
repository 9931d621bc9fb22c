"""What somebody between the ends, who has no key, may do to a sealed message: nothing that counts."""

from collections.abc import Callable
from copy import deepcopy

import pytest
from signxml import methods
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod
from signxml.signer import XMLSigner

from hardware.eid_interface import markup, signing
from hardware.eid_interface.markup import Element
from hardware.eid_interface.names import SOAP
from tests.hardware.eid_interface.envelopes import ID, SERVICE, content, refused
from tests.hardware.eid_interface.parties import NOW, signer

Attack = Callable[[Element], None]


def parts(envelope: Element) -> tuple[Element, Element, Element]:
    header, body = envelope
    return header, header[0], body


def forged(body: Element) -> Element:
    """Answer another body that says what nobody signed."""
    other = deepcopy(body)
    other[0][0].text = "forged"
    return other


def change_the_text(envelope: Element) -> None:
    parts(envelope)[2][0][0].text = "forged"


def change_the_time(envelope: Element) -> None:
    parts(envelope)[1][0][1].text = "2036-11-21T09:00:00Z"


def add_to_the_body(envelope: Element) -> None:
    parts(envelope)[2].append(content("forged"))


def add_an_attribute(envelope: Element) -> None:
    parts(envelope)[2][0].set("forged", "1")


def wrap_in_header(envelope: Element) -> None:
    header, _, body = parts(envelope)
    other = forged(body)
    del other.attrib[ID]
    envelope.append(other)
    markup.add(header, "urn:aside", "Aside").append(body)


def wrap_in_header_with_another_id(envelope: Element) -> None:
    header, _, body = parts(envelope)
    other = forged(body)
    other.set(ID, "another")
    envelope.append(other)
    markup.add(header, "urn:aside", "Aside").append(body)


def wrap_with_the_same_id(envelope: Element) -> None:
    header, _, body = parts(envelope)
    envelope.append(forged(body))
    markup.add(header, "urn:aside", "Aside").append(body)


def wrap_with_a_plain_id(envelope: Element) -> None:
    header, _, body = parts(envelope)
    other = forged(body)
    other.set("ID", other.attrib.pop(ID))
    envelope.append(other)
    markup.add(header, "urn:aside", "Aside").append(body)


def wrap_within_the_body(envelope: Element) -> None:
    body = parts(envelope)[2]
    other = forged(body)
    other.set(ID, "another")
    envelope.append(other)
    other.append(body)


def a_second_body(envelope: Element) -> None:
    other = forged(parts(envelope)[2])
    other.set(ID, "another")
    envelope.append(other)


def a_body_first(envelope: Element) -> None:
    other = forged(parts(envelope)[2])
    other.set(ID, "another")
    envelope.insert(1, other)


def a_second_header(envelope: Element) -> None:
    envelope.insert(0, markup.make(SOAP, "Header"))


def the_timestamp_aside(envelope: Element) -> None:
    header, security, _ = parts(envelope)
    other = deepcopy(security[0])
    other.set(ID, "another")
    other[1].text = "2036-11-21T09:00:00Z"
    markup.add(header, "urn:aside", "Aside").append(security[0])
    security.insert(0, other)


def a_second_timestamp(envelope: Element) -> None:
    security = parts(envelope)[1]
    other = deepcopy(security[0])
    other.set(ID, "another")
    security.insert(0, other)


def another_security(envelope: Element) -> None:
    header, security, _ = parts(envelope)
    header.insert(0, deepcopy(security))


def no_signature(envelope: Element) -> None:
    parts(envelope)[1].remove(parts(envelope)[1][1])


def a_signature_elsewhere(envelope: Element) -> None:
    header, security, _ = parts(envelope)
    header.append(security[1])


def a_second_signature(envelope: Element) -> None:
    security = parts(envelope)[1]
    security.insert(1, deepcopy(security[1]))


def one_reference_less(envelope: Element) -> None:
    signed_info = parts(envelope)[1][1][0]
    signed_info.remove(signed_info[-1])


def the_same_reference_twice(envelope: Element) -> None:
    signed_info = parts(envelope)[1][1][0]
    signed_info[-1] = deepcopy(signed_info[-2])


def an_empty_signature(envelope: Element) -> None:
    parts(envelope)[1][1][1].text = None


def a_stranger_s_signature(envelope: Element) -> None:
    stranger = markup.parse(signing.seal(content("forged"), signer(name="service"), NOW))
    envelope[:] = stranger[:]


def a_key_of_the_attacker(envelope: Element) -> None:
    stranger = signer()
    security = parts(envelope)[1]
    references = [f"#{security[0].get(ID)}", f"#{parts(envelope)[2].get(ID)}"]
    security.remove(security[1])
    change_the_text(envelope)
    made = XMLSigner(
        methods.detached,
        SignatureMethod.ECDSA_SHA256,
        DigestAlgorithm.SHA256,
        CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
    ).sign(envelope, key=stranger.key, cert=[stranger.certificate], reference_uri=references)
    security.append(made)


def a_shared_secret(envelope: Element) -> None:
    security = parts(envelope)[1]
    references = [f"#{security[0].get(ID)}", f"#{parts(envelope)[2].get(ID)}"]
    security.remove(security[1])
    change_the_text(envelope)
    made = XMLSigner(methods.detached, SignatureMethod.HMAC_SHA256).sign(
        envelope, key=b"known", reference_uri=references
    )
    security.append(made)


ATTACKS: list[Attack] = [
    change_the_text,
    change_the_time,
    add_to_the_body,
    add_an_attribute,
    wrap_in_header,
    wrap_in_header_with_another_id,
    wrap_with_the_same_id,
    wrap_with_a_plain_id,
    wrap_within_the_body,
    a_second_body,
    a_body_first,
    a_second_header,
    the_timestamp_aside,
    a_second_timestamp,
    another_security,
    no_signature,
    a_signature_elsewhere,
    a_second_signature,
    one_reference_less,
    the_same_reference_twice,
    an_empty_signature,
    a_stranger_s_signature,
    a_key_of_the_attacker,
    a_shared_secret,
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_whoever_has_no_key_changes_nothing(attack: Attack) -> None:
    envelope = markup.parse(signing.seal(content(), SERVICE, NOW))
    before = markup.write(envelope)
    attack(envelope)
    assert markup.write(envelope) != before
    refused(markup.write(envelope))
