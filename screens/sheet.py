"""A page while it is laid out: collects what is painted, what is read, and what can be pressed."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from kiosk.presentation.page import Tone
from screens import icons, leaves
from screens.geometry import Box
from screens.icons import IconStyle
from screens.semantics import FOCUSABLE, Bounds, Node, Role
from screens.theme import Face, Theme
from screens.typesetting import Typeset, reads_from_right, typeset


class Plane(Protocol):
    """Takes strokes instead of presses (the signature area).

    Positions may lie outside, where a stroke leaves it; `crowd` tells of a second touch meanwhile.
    """

    def crowd(self) -> None: ...

    def begin(self, x: float, y: float) -> None: ...

    def extend(self, x: float, y: float) -> None: ...

    def finish(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Target:
    """Where a press does something. `id` is its node's."""

    id: str
    box: Box
    act: Callable[[], None]
    enabled: bool = True
    plane: Plane | None = None


class Sheet:
    """One laid-out page; boxes come in reading coordinates and leave mirrored where rtl asks."""

    def __init__(
        self, theme: Theme, *, focused: str = "", pressed: str = "", covered: bool = False
    ) -> None:
        self.theme = theme
        self.focused = focused
        self.pressed = pressed
        self.covered = covered
        self.leaves: list[leaves.Leaf] = []
        self.nodes: list[Node] = []
        self.targets: list[Target] = []
        self.hole: Box | None = None
        self._rings: list[leaves.Leaf] = []

    def finished(self) -> tuple[leaves.Leaf, ...]:
        """Answer everything to paint, the focus ring on top."""
        return (*self.leaves, *self._rings)

    def place(self, box: Box) -> Box:
        """Answer where a box in reading coordinates stands on the display."""
        return box.mirrored(self.theme.display.width) if self.theme.look.rtl else box

    def from_left(self, boxes: tuple[Box, ...]) -> tuple[Box, ...]:
        """Answer the boxes so that they run from the left on every page: digits, a keyboard."""
        if not self.theme.look.rtl:
            return boxes
        left, right = min(box.x for box in boxes), max(box.right for box in boxes)
        return tuple(Box(left + right - box.right, box.y, box.w, box.h) for box in boxes)

    # --- what is seen ---------------------------------------------------------------------------

    def surface(
        self,
        box: Box,
        fill: str | None,
        *,
        edge: str | None = None,
        edge_width: int | None = None,
        radius: int | None = None,
    ) -> None:
        width = self.theme.hair if edge_width is None else edge_width
        radius = self.theme.radius if radius is None else radius
        radius = min(radius, box.w // 2, box.h // 2)
        self.leaves.append(
            leaves.Surface(self.place(box), fill, edge, width if edge else 0, radius)
        )

    def panel(self, box: Box, fill: str, *, radius: int | None = None) -> None:
        """Draw a tinted box; where the theme asks for it, with a rim."""
        self.surface(box, fill, edge=self.theme.palette.rim, radius=radius)

    def text(
        self,
        box: Box,
        text: str,
        face: Face,
        colour: str,
        *,
        align: str = "start",
        valign: str = "top",
    ) -> int:
        """Set `text` into the box and answer its height."""
        block = typeset(text, face, box.w)
        self.put(box, block, colour, align=align, valign=valign)
        return block.height

    def put(
        self, box: Box, block: Typeset, colour: str, *, align: str = "start", valign: str = "top"
    ) -> None:
        shift = {"top": 0, "middle": (box.h - block.height) // 2, "bottom": box.h - block.height}
        stand = Box(box.x, box.y + shift[valign], box.w, block.height)
        rtl = self.theme.look.rtl
        if not rtl and reads_from_right("".join(block.lines)) and align == "centre":
            rtl = True
        if self.theme.look.rtl:
            align = {"start": "end", "end": "start"}.get(align, align)
        self.leaves.append(leaves.Text(self.place(stand), block, colour, align, rtl))

    def icon(self, box: Box, name: str, colour: str, style: IconStyle = IconStyle.REGULAR) -> None:
        """Draw an icon as large as the box is high."""
        sign = icons.character(name, rtl=self.theme.look.rtl)
        if sign:
            self.leaves.append(leaves.Icon(self.place(box), sign, colour, style))

    def leaf(self, leaf: leaves.Leaf) -> None:
        """Add a leaf of another kind; its box is in reading coordinates."""
        self.leaves.append(replace(leaf, box=self.place(leaf.box)))

    def drawing(self, box: Box, name: str, on: Tone | None = None) -> None:
        """Draw by name on the page, or on a surface `on` whose own text's colour then draws the lines."""
        colours = dict(self.theme.palette.drawing)
        if on is not None:
            colours |= self.theme.palette.drawing_on(on)
        self.leaf(leaves.Drawing(box, name, tuple(colours.items())))

    def leave_open(self, box: Box) -> None:
        """Leave this place to a window that is not ours."""
        self.hole = self.place(box)

    # --- what is read ---------------------------------------------------------------------------

    def node(
        self,
        node_id: str,
        role: Role,
        label: str,
        box: Box,
        *,
        spoken: str = "",
        language: str = "",
        state: str = "",
        private: bool = False,
        enabled: bool = True,
        text: tuple[str, ...] | None = None,
        read: bool = True,
        calm: bool = False,
        radius: int | None = None,
    ) -> None:
        """Add what is read; `text` are the visible texts it answers for, the label if not given."""
        place = self.place(box)
        height = self.theme.display.height
        bounds = Bounds(place.x, height - place.bottom, place.w, place.h)
        shown = (label,) if text is None else text
        self.nodes.append(
            Node(
                id=node_id, role=role, label=label, bounds=bounds, spoken=spoken,
                language=language, state=state, private=private, enabled=enabled,
                text=tuple(t for t in shown if t), read=read, calm=calm,
            )
        )  # fmt: skip
        if role in FOCUSABLE and node_id == self.focused:
            self._ring(box, radius)

    # --- what is pressed ------------------------------------------------------------------------

    def target(self, node_id: str, box: Box, act: Callable[[], None], *, enabled: bool) -> None:
        self.targets.append(Target(node_id, self.place(box), act, enabled))

    def plane(self, node_id: str, box: Box, plane: Plane) -> None:
        self.targets.append(Target(node_id, self.place(box), _nothing, enabled=True, plane=plane))

    def is_pressed(self, node_id: str) -> bool:
        return node_id == self.pressed

    def _ring(self, box: Box, radius: int | None) -> None:
        """Two colours, so that the ring is seen on every ground: 2.2 mm inside, 1.4 mm outside."""
        palette, theme = self.theme.palette, self.theme
        inner, outer = max(4, theme.px(2.0)), max(4, theme.px(1.4))
        stand = self.place(box)
        halo = Box(stand.x - outer, stand.y - outer, stand.w + 2 * outer, stand.h + 2 * outer)
        radius = min(theme.radius if radius is None else radius, stand.h // 2)
        self._rings += [
            leaves.Surface(halo, None, palette.halo, outer, radius + outer),
            leaves.Surface(stand, None, palette.ring, inner, radius),
        ]


def _nothing() -> None:
    """Do nothing: a plane acts on strokes, not on presses."""
