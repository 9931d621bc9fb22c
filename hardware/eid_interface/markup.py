"""XML from the other end of a wire: parsed without DTD, entities, comments or excess; taken apart by name.

No sentence of an exception holds anything that stood in the document.
"""

from collections.abc import Iterator
from typing import Any, TypeAlias

from lxml import etree

LARGEST = 1 << 20
"""The most octets that a document may have; an answer of an eID server has some ten thousand."""

Element: TypeAlias = Any  # lxml carries no types
_DECLARATION = b"<!DOCTYPE"


class XmlRefused(ValueError):
    """The document is too large, hostile, no XML, or not of the form that was agreed on."""


def parse(document: bytes, largest: int = LARGEST) -> Element:
    """Answer the root element of at most `largest` octets. Raises XmlRefused."""
    if len(document) > largest:
        raise XmlRefused("The document is too large.")
    if _DECLARATION in document:
        raise XmlRefused("The document declares a type.")
    # A forced encoding: declared ones could hide a declaration from the look above.
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, remove_comments=True
    )
    try:
        return etree.fromstring(document, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise XmlRefused("The document is no XML.") from None


def child(parent: Element, namespace: str, name: str) -> Element:
    """Answer the one child of that name. Raises XmlRefused where there is none, or more."""
    found = optional(parent, namespace, name)
    if found is None:
        raise XmlRefused(f"{name} is missing.")
    return found


def optional(parent: Element, namespace: str, name: str) -> Element | None:
    """Answer the one child of that name, None where there is none. Raises XmlRefused."""
    found = list(parent.iterchildren(tagged(namespace, name)))
    if len(found) > 1:
        raise XmlRefused(f"{name} stands there more than once.")
    return found[0] if found else None


def text(element: Element) -> str:
    """Answer the text of an element that holds nothing else. Raises XmlRefused."""
    if len(element):
        raise XmlRefused(f"{local(element)} is no text.")
    return element.text or ""


def words(element: Element) -> str:
    """Answer the text without the white space around it. Raises XmlRefused."""
    return text(element).strip()


def elements(parent: Element) -> Iterator[Element]:
    return parent.iterchildren(etree.Element)  # type: ignore[no-any-return]  # lxml


def local(element: Element) -> str:
    return etree.QName(element).localname  # type: ignore[no-any-return]  # lxml


def tagged(namespace: str, name: str) -> str:
    return f"{{{namespace}}}{name}" if namespace else name


def make(namespace: str, name: str, prefixes: dict[str, str] | None = None) -> Element:
    return etree.Element(tagged(namespace, name), nsmap=prefixes)


def add(parent: Element, namespace: str, name: str, value: str | None = None) -> Element:
    """Append a child, with a text unless None. Raises XmlRefused for what no XML can hold."""
    element = etree.SubElement(parent, tagged(namespace, name))
    try:
        element.text = value
    except ValueError:
        raise XmlRefused(f"{name} has characters that no XML can hold.") from None
    return element


def write(root: Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")  # type: ignore[no-any-return]  # lxml
