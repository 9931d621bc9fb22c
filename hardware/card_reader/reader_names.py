"""Names of PC/SC readers: which of several slots is meant, and which must not be watched; pure."""

import re
from collections.abc import Iterable

_VIRTUAL = "Virtual PCD"  # vpcd's reader listens on the network
# Words by which makers tell the slots of one device apart: a SAM slot always holds a card.
_SECURITY_MODULE = re.compile(r"\bSAM\b", re.IGNORECASE)
_CONTACTLESS = re.compile(r"contactless|\bPICC\b|RFID|NFC|(?<![a-z])CL(?![a-z])", re.IGNORECASE)
_CONTACT = re.compile(r"\bcontact\b|\bICC\b", re.IGNORECASE)


def chosen(names: Iterable[str], wanted: str, *, allow_virtual: bool, before: str = "") -> str:
    """Answer the name of the slot to watch, empty where there is none.

    `wanted` is how the name begins, `*` in it stands for anything; empty for every reader. Of
    several the contactless one is taken, for the ID card has no contacts, and `before` is kept
    where nothing fits better.
    """
    pattern = re.compile(".*".join(map(re.escape, wanted.split("*"))))
    fitting = [
        name
        for name in names
        if pattern.match(name)
        and not _SECURITY_MODULE.search(name)
        and (allow_virtual or not is_virtual(name))
    ]
    return min(fitting, key=lambda name: (_rank(name), name != before), default="")


def is_virtual(name: str) -> bool:
    """Answer whether this is the reader of vpcd, whose card comes over the network."""
    return name.startswith(_VIRTUAL)


def _rank(name: str) -> int:
    if _CONTACTLESS.search(name):
        return 0
    return 2 if _CONTACT.search(name) else 1
