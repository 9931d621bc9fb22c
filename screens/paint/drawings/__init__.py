"""Drawings of what a hand must do: flat, two tones, thick lines, on a sheet of 860 x 640 units."""

import logging
from collections.abc import Callable

from screens.paint.drawings import arrows, cards, faces, fingertips, hands, papers, people
from screens.paint.vector import Brush

_logger = logging.getLogger(__name__)

DRAWINGS: dict[str, Callable[[Brush], None]] = {
    "card_on_reader": cards.card_on_reader,
    "card_take": cards.card_take,
    "card_moved": cards.card_moved,
    "reader_pinpad": cards.reader_pinpad,
    "pin_letter": papers.pin_letter,
    "puk_letter": papers.puk_letter,
    "receipt": papers.receipt,
    "take_paper": papers.take_paper,
    "hourglass": papers.hourglass,
    "finger_on_glass_right": hands.finger_on_glass_right,
    "finger_on_glass_left": hands.finger_on_glass_left,
    "sign": hands.sign,
    "pay_card": hands.pay_card,
    "face_outline": people.face_outline,
    "clerk": people.clerk,
    "arms": people.arms,
    **{
        drawing.__name__: drawing
        for drawing in (
            *(faces.stand, faces.alone, faces.closer, faces.back, faces.left, faces.right),
            *(faces.up, faces.down, faces.straight, faces.turn, faces.chin_up, faces.chin_down),
            *(faces.eyes, faces.look, faces.mouth, faces.still, faces.light, faces.wall),
            *(fingertips.press, fingertips.lighter, fingertips.wipe, fingertips.middle),
            *(fingertips.single, arrows.arrow_left, arrows.arrow_right, arrows.arrow_up),
            arrows.arrow_down,
        )
    },
}


def draw(name: str, brush: Brush) -> None:
    """Draw by name; an unknown one is logged and left out, its words remain."""
    drawing = DRAWINGS.get(name)
    if drawing is None:
        _logger.error("no drawing is called %s", name)
        return
    drawing(brush)
