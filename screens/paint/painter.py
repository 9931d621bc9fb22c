"""Paints display lists: what stayed the same is kept, what is new is made, leaf by leaf."""

from collections.abc import Iterator
from functools import lru_cache

from kivy.graphics import Color, InstructionGroup, Rectangle
from kivy.graphics.texture import Texture

from screens import leaves
from screens.geometry import Box
from screens.images import ImageSource
from screens.paint import masks
from screens.paint.drawings import draw
from screens.paint.head import held_arc, outline_strokes, veil
from screens.paint.ink import StrokeInk
from screens.paint.pictures import LivePicture, still
from screens.paint.symbol import draw_symbol
from screens.paint.vector import Brush
from screens.palette import rgb
from screens.typesetting import baseline, icon_font, label, measure, text_font, visual


@lru_cache(512)
def line_texture(text: str, font: str, size: int) -> Texture:
    """Answer one finished line as a white texture, to be tinted where it is drawn."""
    data = label(font, size).pixels(text)
    texture = Texture.create(size=(data.width, data.height), colorfmt="rgba")  # type: ignore[attr-defined]  # Kivy's image data
    texture.blit_data(data)
    texture.flip_vertical()
    return texture


class Painter:
    """Owns one group of instructions; `paint` brings it to a new display list."""

    def __init__(self, height: int, images: ImageSource) -> None:
        self.group = InstructionGroup()
        self.live = LivePicture(images)
        self.ink = StrokeInk()
        self.made = 0
        self._height = height
        self._images = images
        self._painted: dict[leaves.Leaf, InstructionGroup] = {}
        self._begun: dict[leaves.Leaf, InstructionGroup] = {}

    def paint(self, sheet: tuple[leaves.Leaf, ...], ground: str) -> Iterator[None]:
        """Make what is missing, yielding after each piece, then show it all at once."""
        for leaf in sheet:
            if leaf not in self._painted and leaf not in self._begun:
                group = InstructionGroup()
                if isinstance(leaf, leaves.Drawing):
                    yield from self._drawing(group, leaf)
                elif isinstance(leaf, leaves.HeadOutline):
                    self._veil(group, leaf)
                    yield
                    yield from outline_strokes(group, leaf, self._height)
                else:
                    self._make(group, leaf)
                self._begun[leaf] = group
                self.made += 1
                yield
        painted = {leaf: self._painted.get(leaf) or self._begun[leaf] for leaf in sheet}
        if not any(isinstance(leaf, leaves.Live) for leaf in sheet):
            self.live.hide()
        self._painted, self._begun = painted, {}
        self.group.clear()
        self.group.add(Color(*rgb(ground)))
        self.group.add(Rectangle(pos=(0, 0), size=(8192, 8192)))
        seen: set[leaves.Leaf] = set()
        for leaf in sheet:
            if leaf not in seen:
                seen.add(leaf)
                self.group.add(painted[leaf])

    def _make(self, group: InstructionGroup, leaf: leaves.Leaf) -> None:
        match leaf:
            case leaves.Surface():
                self._surface(group, leaf)
            case leaves.Text():
                self._text(group, leaf)
            case leaves.Icon():
                self._icon(group, leaf)
            case leaves.Symbol():
                x, y, w, _h = self._place(leaf.box)
                draw_symbol(group, leaf.link, x, y, int(w))
            case leaves.Live():
                picture = InstructionGroup()
                group.add(picture)
                self.live.show(picture, *self._place(leaf.box))
                self._round(group, leaf.box, leaf.radius, leaf.ground)
            case leaves.Still():
                place = self._place(leaf.box)
                still(group, self._images, leaf.handle, place, whole=leaf.whole)
                if leaf.radius:
                    self._round(group, leaf.box, leaf.radius, leaf.ground)
            case leaves.HeldArc():
                held_arc(group, leaf, self._height)
            case leaves.Strokes():
                self.ink.place(*self._place(leaf.box)[:2], leaf.colour, leaf.width)
                group.add(self.ink.group)

    def _place(self, box: Box) -> tuple[float, float, float, float]:
        return box.x, self._height - box.bottom, box.w, box.h

    def _surface(self, group: InstructionGroup, leaf: leaves.Surface) -> None:
        place = self._place(leaf.box)
        for colour, outline in ((leaf.fill, False), (leaf.edge, True)):
            if colour is None:
                continue
            group.add(Color(*rgb(colour)))
            if not outline and leaf.radius == 0:
                group.add(Rectangle(pos=place[:2], size=place[2:]))
                continue
            mask = masks.ring(leaf.radius, leaf.edge_width) if outline else masks.disc(leaf.radius)
            masks.stretched(group, mask, *place)

    def _text(self, group: InstructionGroup, leaf: leaves.Text) -> None:
        group.add(Color(*rgb(leaf.colour)))
        face = leaf.set.face
        font = text_font(face.weight)
        drop = baseline(face) - round(label(font, face.size).get_ascent())
        for index, line in enumerate(leaf.set.lines):
            if not line.strip():
                continue
            texture = line_texture(visual(line, rtl=leaf.rtl), font, face.size)
            free = leaf.box.w - measure(line, face.weight, face.size)
            x = leaf.box.x + {"start": 0, "centre": free // 2, "end": free}[leaf.align]
            top = leaf.box.y + index * face.line + drop
            group.add(
                Rectangle(
                    pos=(x, self._height - top - texture.height),
                    size=texture.size,
                    texture=texture,
                )
            )

    def _icon(self, group: InstructionGroup, leaf: leaves.Icon) -> None:
        texture = line_texture(leaf.character, icon_font(leaf.style), leaf.box.h)
        group.add(Color(*rgb(leaf.colour)))
        x = leaf.box.x + (leaf.box.w - texture.width) // 2
        y = self._height - leaf.box.y - (leaf.box.h + texture.height) // 2
        group.add(Rectangle(pos=(x, y), size=texture.size, texture=texture))

    def _drawing(self, group: InstructionGroup, leaf: leaves.Drawing) -> Iterator[None]:
        x, y, w, h = self._place(leaf.box)
        width, height = 860, 640
        scale = min(w / width, h / height)
        origin = (x + (w - width * scale) / 2, y + h - (h - height * scale) / 2)
        brush = Brush(group, dict(leaf.colours), origin, scale, patient=True)
        draw(leaf.name, brush)
        yield from brush.strokes()

    def _round(self, group: InstructionGroup, box: Box, radius: int, ground: str) -> None:
        """Cover the corners of a picture with the ground's colour."""
        group.add(Color(*rgb(ground)))
        masks.stretched(group, masks.corners(radius), *self._place(box))

    def _veil(self, group: InstructionGroup, leaf: leaves.HeadOutline) -> None:
        veil(group, leaf, self._height)
        self._round(group, leaf.box, leaf.radius, leaf.ground)
