"""The display list: what a page consists of once it is laid out, ready to be painted.

Leaves are equal when they look alike, so that repainting touches only what has changed.
"""

from dataclasses import dataclass

from screens.geometry import Box
from screens.icons import IconStyle
from screens.typesetting import Typeset


@dataclass(frozen=True, slots=True)
class Surface:
    """A filled and outlined rectangle with round corners; `fill` or `edge` may be None."""

    box: Box
    fill: str | None
    edge: str | None = None
    edge_width: int = 0
    radius: int = 0


@dataclass(frozen=True, slots=True)
class Text:
    """Lines of text; `align` is "start", "centre" or "end"; `rtl` the paragraph's direction."""

    box: Box
    set: Typeset
    colour: str
    align: str = "start"
    rtl: bool = False


@dataclass(frozen=True, slots=True)
class Icon:
    box: Box
    character: str
    colour: str
    style: IconStyle = IconStyle.REGULAR


@dataclass(frozen=True, slots=True)
class Drawing:
    """A vector drawing by name, as large as the box allows; `colours` are role and colour pairs."""

    box: Box
    name: str
    colours: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Symbol:
    """A QR symbol, always dark on white with its quiet zone."""

    box: Box
    link: str


@dataclass(frozen=True, slots=True)
class Live:
    """The camera's picture, mirrored, filling the box."""

    box: Box
    radius: int
    ground: str


@dataclass(frozen=True, slots=True)
class Still:
    """One picture, by its handle, filling the box; a `whole` one is not cropped to it."""

    box: Box
    handle: str
    radius: int
    ground: str
    whole: bool = False


@dataclass(frozen=True, slots=True)
class HeadOutline:
    """The oval over the live picture with shoulders below, and the veil around it.

    `cover` of the veil hides what is under it; its corners are round on `ground`. A `dashed` outline
    is not filled as it should be yet.
    """

    box: Box
    veil: str
    cover: float
    colour: str
    radius: int
    ground: str
    dashed: bool


@dataclass(frozen=True, slots=True)
class HeldArc:
    """The share of the head's outline that is marked already, clockwise from the crown."""

    box: Box
    colour: str
    share: float


@dataclass(frozen=True, slots=True)
class Strokes:
    """The strokes of the signature pad, `width` pixels wide."""

    box: Box
    colour: str
    width: int


Leaf = Surface | Text | Icon | Drawing | Symbol | Live | Still | HeadOutline | HeldArc | Strokes
