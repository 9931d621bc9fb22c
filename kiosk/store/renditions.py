"""What a capture's renditions and remarks must be like before they are sealed: told apart, and plain."""

import hashlib
import math
import re
import uuid
from collections.abc import Sequence

from kiosk.contracts.captures import Rendition, file_name
from kiosk.store.draft import SealedRendition

_WORD = re.compile(r"[a-z][a-z0-9_]{0,31}")
# A measure is told with so many places behind the point: finer ones mean nothing.
PLACES = 4


def check_names(kind: str, renditions: Sequence[Rendition]) -> None:
    """See that no two files of a capture could be taken for each other. Raises ValueError."""
    if not renditions:
        raise ValueError(f"a capture of {kind} has no renditions")
    names = {rendition.name for rendition in renditions}
    files = {file_name(kind, each.name, each.media_type) for each in renditions}
    if wrong := sorted(name for name in names if not _WORD.fullmatch(name)):
        raise ValueError(f"{kind}: a rendition cannot be named {wrong[0]!r}")
    if len(names) != len(renditions) or len(files) != len(renditions):
        raise ValueError(f"{kind}: two renditions have one name, or would be one file")


def listed_rendition(rendition: Rendition) -> SealedRendition:
    """Answer what the case document says of a rendition, under a new random id."""
    return SealedRendition(
        str(uuid.uuid4()),
        rendition.name,
        rendition.media_type,
        hashlib.sha256(rendition.content).hexdigest(),
        hashlib.sha512(rendition.content).hexdigest(),
        len(rendition.content),
    )


def size_class(size: int) -> str:
    """Answer about how large a capture is; its very size would be a trait of the picture."""
    for most, word in (
        (64 * 1024, "under_64_kb"),
        (1024**2, "under_1_mb"),
        (4 * 1024**2, "under_4_mb"),
    ):
        if size < most:
            return word
    return "more"


def plain(name: str, value: object) -> str | int | float | bool:
    """Answer a remark's value as it is told. Raises ValueError; its sentence holds no value."""
    match value:
        case bool() | int():
            return value
        case str():
            return str(value)
        case float() if math.isfinite(value):
            return round(value, PLACES)
        case _:
            raise ValueError(f"the remark '{name}' is no word and no finite number")
