"""Longer texts: paragraphs under a small heading, cut so that each piece fits a part of the page."""

from kiosk.presentation.page import Prose
from screens.geometry import Box
from screens.semantics import Role
from screens.sheet import Sheet
from screens.theme import Fit, Theme, Type
from screens.typesetting import Typeset, typeset
from screens.widgets.block import BlockWidget, Place, Strip

_MOST_LINES = 6  # of a paragraph in one piece: a part of the page holds more in every text size


class ProseWidget(BlockWidget[Prose]):
    """Paragraphs in full width; each piece is read on the part of the page where it stands."""

    place = Place.OFFERS

    def strips(self, theme: Theme, width: int, fit: Fit) -> list[Strip]:
        heading = typeset(self.block.heading, theme.face(Type.LABEL), width)

        def draw(sheet: Sheet, box: Box) -> None:
            sheet.put(box, heading, sheet.theme.palette.ink)
            sheet.node(f"{self.name}.heading", Role.HEADING, self.block.heading, box)

        strips = [Strip(heading.height, draw, gap=9.0, leads=True)]
        face = theme.face(Type.TEXT, fit)
        for number, paragraph in enumerate(self.block.paragraphs):
            whole = typeset(paragraph, face, width)
            pieces = [
                Typeset(whole.face, whole.lines[at : at + _MOST_LINES], whole.width)
                for at in range(0, len(whole.lines), _MOST_LINES)
            ]
            for index, piece in enumerate(pieces):
                strips.append(self._strip(f"{self.name}.{number}.{index}", piece, first=not index))
        return strips

    def _strip(self, name: str, piece: Typeset, *, first: bool) -> Strip:
        def draw(sheet: Sheet, box: Box) -> None:
            sheet.put(box, piece, sheet.theme.palette.ink)
            sheet.node(name, Role.TEXT, " ".join(piece.lines), box)

        return Strip(piece.height, draw, gap=4.5 if first else 0.0)
