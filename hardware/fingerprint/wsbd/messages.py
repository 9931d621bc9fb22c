"""WS-BD's documents: the result that every operation answers, and the configuration that one is told."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field

from hardware.eid_interface.markup import (
    Element,
    XmlRefused,
    add,
    make,
    optional,
    parse,
    tagged,
    words,
    write,
)
from hardware.fingerprint.wsbd.names import INSTANCE, LARGEST, NAMESPACE, SCHEMA, Status

_PREFIXES = {"wsbd": NAMESPACE, "xsi": INSTANCE, "xs": SCHEMA}
MOST_ITEMS = 500

Values = Mapping[str, str | int]


class NoAnswer(ValueError):
    """What came is no result of WS-BD; the sentence holds nothing of it."""


@dataclass(frozen=True, slots=True)
class Result:
    """`metadata` holds simple values as text; of a service's parameters their default values."""

    status: Status
    session: str = ""
    captures: tuple[str, ...] = ()
    metadata: Values = field(default_factory=dict)
    bad_fields: tuple[str, ...] = ()
    data: bytes = field(default=b"", repr=False)


def read_result(document: bytes) -> Result:
    """Answer the result that the document holds. Raises NoAnswer."""
    try:
        root = parse(document, LARGEST)
        if root.tag != tagged(NAMESPACE, "result"):
            raise NoAnswer("The document is no result.")
        return Result(
            _status(_text(root, "status")),
            _text(root, "sessionId"),
            _texts(root, "captureIds"),
            _dictionary(optional(root, NAMESPACE, "metadata")),
            _texts(root, "badFields"),
            _octets(_text(root, "sensorData")),
        )
    except XmlRefused as refused:
        raise NoAnswer(str(refused)) from None


def write_result(result: Result) -> bytes:
    root = _root("result")
    _add(root, "status", result.status)
    if result.bad_fields:
        _add_all(root, "badFields", result.bad_fields)
    if result.captures:
        _add_all(root, "captureIds", result.captures)
    if result.metadata:
        _add_items(_add(root, "metadata"), result.metadata)
    if result.data:
        _add(root, "sensorData", base64.b64encode(result.data).decode())
    if result.session:
        _add(root, "sessionId", result.session)
    return write(root)


def read_configuration(document: bytes) -> Values:
    """Answer the parameters that a client sets. Raises NoAnswer."""
    try:
        root = parse(document, LARGEST)
        if root.tag != tagged(NAMESPACE, "configuration"):
            raise NoAnswer("The document is no configuration.")
        return _dictionary(root)
    except XmlRefused as refused:
        raise NoAnswer(str(refused)) from None


def write_configuration(values: Values) -> bytes:
    root = _root("configuration")
    _add_items(root, values)
    return write(root)


def _status(word: str) -> Status:
    try:
        return Status(word)
    except ValueError:
        raise NoAnswer("The status is none of the standard's.") from None


def _octets(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except ValueError:  # also of letters beyond ASCII
        raise NoAnswer("The sensor's data is no base64.") from None


def _text(parent: Element, name: str) -> str:
    found = optional(parent, NAMESPACE, name)
    return "" if found is None else words(found)


def _texts(parent: Element, name: str) -> tuple[str, ...]:
    found = optional(parent, NAMESPACE, name)
    if found is None:
        return ()
    return tuple(words(element) for element in found.iterchildren(tagged(NAMESPACE, "element")))


def _dictionary(parent: Element | None) -> Values:
    values: dict[str, str | int] = {}
    for item in () if parent is None else parent.iterchildren(tagged(NAMESPACE, "item")):
        value = optional(item, NAMESPACE, "value")
        if value is not None and len(value):
            value = optional(value, NAMESPACE, "defaultValue")
        if value is not None and not len(value):
            values[_text(item, "key")] = words(value)
        if len(values) > MOST_ITEMS:
            raise NoAnswer("The dictionary does not end.")
    return values


def _root(name: str) -> Element:
    return make(NAMESPACE, name, _PREFIXES)


def _add(parent: Element, name: str, text: str | None = None) -> Element:
    return add(parent, NAMESPACE, name, text)


def _add_all(parent: Element, name: str, texts: tuple[str, ...]) -> None:
    array = _add(parent, name)
    for text in texts:
        _add(array, "element", text)


def _add_items(parent: Element, values: Values) -> None:
    for key, told in values.items():
        item = _add(parent, "item")
        _add(item, "key", key)
        value = _add(item, "value", str(told))
        value.set(tagged(INSTANCE, "type"), "xs:integer" if type(told) is int else "xs:string")
