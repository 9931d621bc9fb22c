"""Judges whether a drawing may be passed on as a signature: never whether its letters are right.

A court's measure is a rendition in letters of at least the family name (JurPC Web-Dok. 80/2023); that
is the clerk's to see. Here only what nobody would take for writing is turned back.
"""

from kiosk.capture.signature.drawn import Drawn
from kiosk.capture.signature.profile import Checks

EMPTY = "signature.empty"
TWO_TOUCHES = "signature.two_touches"
AT_BORDER = "signature.at_border"
TOO_SHORT = "signature.too_short"
LINE = "signature.line"
RING = "signature.ring"
TOO_SMALL = "signature.too_small"
TOO_DENSE = "signature.too_dense"
PROBLEMS = (TWO_TOUCHES, AT_BORDER, TOO_SHORT, LINE, RING, TOO_SMALL, TOO_DENSE)


def judge(drawn: Drawn, checks: Checks, *, crowded: bool) -> str:
    """Answer the message id of the first problem, "" if there is none.

    `crowded` says that more than one thing touched the pad at once.
    """
    shares = sorted((drawn.width_share, drawn.height_share))
    ring = not checks.turns_of_a_ring.hold(drawn.turns) and not checks.ring_spread.hold(
        drawn.ring_spread
    )
    found = (
        (TWO_TOUCHES, crowded),
        (AT_BORDER, not checks.border_mm.hold(drawn.to_border)),
        (TOO_SHORT, not checks.path_mm.hold(drawn.path)),
        (LINE, not checks.path_ratio.hold(drawn.path_ratio)),
        (LINE, not checks.flatness.hold(drawn.flatness)),
        (TOO_SHORT, not checks.points.hold(drawn.points)),
        (TOO_SHORT, not checks.seconds.hold(drawn.seconds)),
        (RING, ring),
        (TOO_SMALL, not checks.smaller_share.hold(shares[0])),
        (TOO_SMALL, not checks.larger_share.hold(shares[1])),
        (TOO_DENSE, not checks.ink_share.hold(drawn.ink_share)),
    )
    return next((problem for problem, is_so in found if is_so), "")
