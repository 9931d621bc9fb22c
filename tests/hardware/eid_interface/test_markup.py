"""XML from outside: whatever is hostile, oversized or ambiguous is refused, without a word of it."""

import pytest

from hardware.eid_interface import markup
from hardware.eid_interface.markup import LARGEST, XmlRefused

SECRET = "Mustermann"
LAUGHS = (
    f'<!DOCTYPE a [<!ENTITY b "{SECRET}{SECRET}">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("bcdefgh", "cdefghi", strict=True))
    + "]><a>&i;</a>"
)


def refused(document: bytes) -> str:
    with pytest.raises(XmlRefused) as caught:
        markup.parse(document)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    return str(caught.value)


@pytest.mark.parametrize(
    "document",
    [
        LAUGHS.encode(),
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>',
        b'<!DOCTYPE a SYSTEM "http://localhost:9/a.dtd"><a/>',
        b'<!DOCTYPE a [<!ENTITY % p SYSTEM "http://localhost:9/p"> %p;]><a/>',
        b"<a>&unknown;</a>",
        LAUGHS.encode("utf-16"),
        b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a+AD4-<a/>',
        b"",
        b"<a>",
        b"Mustermann",
        b"<a/><b/>",
        b"\xff\xfe\xfd",
        b"<a>\x00</a>",
        b'<a xmlns:x="y" x:z="1" x:z="2"/>',
        b"<a>" * 5000,
        b"<a>" + b" " * LARGEST + b"</a>",
        b"x" * (10 << 20),
    ],
    ids=lambda document: document[:30].decode("latin-1"),
)
def test_what_is_hostile_or_no_xml_is_refused_without_a_word_of_it(document: bytes) -> None:
    assert SECRET not in refused(document)


def test_the_largest_document_passes() -> None:
    shell = b"<a></a>"
    padded = shell.replace(b"><", b">" + b" " * (LARGEST - len(shell)) + b"<")
    assert len(padded) == LARGEST
    assert markup.parse(padded).tag == "a"


def test_a_comment_neither_cuts_nor_hides_text() -> None:
    root = markup.parse(b"<a><b>Muster<!-- -->mann</b></a>")
    assert markup.text(markup.child(root, "", "b")) == "Mustermann"


def test_instructions_within_a_text_are_refused() -> None:
    root = markup.parse(b"<a>Muster<?x y?>mann</a>")
    with pytest.raises(XmlRefused):
        markup.text(root)


def test_a_child_is_there_once_in_its_own_namespace() -> None:
    root = markup.parse(b'<a xmlns:x="urn:x"><b>1</b><x:b>2</x:b><c/><c/></a>')
    assert markup.text(markup.child(root, "", "b")) == "1"
    assert markup.text(markup.child(root, "urn:x", "b")) == "2"
    assert markup.optional(root, "", "d") is None
    for name in ("c", "d"):
        with pytest.raises(XmlRefused):
            markup.child(root, "", name)
    with pytest.raises(XmlRefused):
        markup.optional(root, "", "c")


def test_what_no_xml_can_hold_is_not_written() -> None:
    with pytest.raises(XmlRefused, match="Name has characters") as caught:
        markup.add(markup.make("", "a"), "", "Name", f"{SECRET}\x00")
    assert SECRET not in str(caught.value)
