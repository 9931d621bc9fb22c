"""Drawings of what a hand must do: flat, two tones, thick lines, on a sheet of 860 x 640 units."""

import logging
from collections.abc import Callable

from screens.paint.drawings import cards, hands, papers, people
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
}


def draw(name: str, brush: Brush) -> None:
    """Draw by name; an unknown one is logged and left out, its words remain."""
    drawing = DRAWINGS.get(name)
    if drawing is None:
        _logger.error("no drawing is called %s", name)
        return
    drawing(brush)
