"""Which of the photos taken are offered: the best-capture rule of TR-03121-3 Vol. 2."""

from kiosk.contracts.photo import Shot

OFFERED = 3
Rank = tuple[bool, int, int]


def best(shots: tuple[Shot, ...]) -> Shot | None:
    """Answer the best of the shots (in the order taken), None of none.

    Best has most mandatory criteria, then most optional ones, then is the newest.
    """
    return _ties(shots)[-1] if shots else None


def offered(shots: tuple[Shot, ...]) -> tuple[Shot, ...]:
    """Answer what the citizen may choose from, in the order taken.

    Those are the ties of the best, the newest three at most; where none meets all mandatory criteria,
    one: there is nothing to choose between photos that a clerk might refuse.
    """
    ties = _ties(shots)
    if not ties or not ties[-1].standing.accepted:
        return ties[-1:]
    return ties[-OFFERED:]


def _ties(shots: tuple[Shot, ...]) -> tuple[Shot, ...]:
    top = max((_rank(shot) for shot in shots), default=None)
    return tuple(shot for shot in shots if _rank(shot) == top)


def _rank(shot: Shot) -> Rank:
    standing = shot.standing
    return standing.accepted, standing.mandatory, standing.optional
