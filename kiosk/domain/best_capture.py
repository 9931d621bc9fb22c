"""Which of the photos taken are offered: the best-capture rule of TR-03121-3 Vol. 2."""

from kiosk.contracts.photo import Shot

OFFERED = 3


def best(shots: tuple[Shot, ...]) -> Shot | None:
    """Answer the best of the shots (in the order taken), None of none.

    Best has most mandatory criteria, then most optional ones, then is the newest.
    """
    return max(_ranked(shots), key=lambda ranked: ranked[0])[1] if shots else None


def offered(shots: tuple[Shot, ...]) -> tuple[Shot, ...]:
    """Answer what the citizen may choose from, in the order taken.

    At most three that meet all mandatory criteria; where none does, the best there is.
    """
    accepted = tuple(shot for shot in shots if shot.standing.accepted)
    if not accepted:
        only = best(shots)
        return () if only is None else (only,)
    ranks = sorted(rank for rank, _ in _ranked(accepted))[-OFFERED:]
    return tuple(shot for rank, shot in _ranked(accepted) if rank in ranks)


def _ranked(shots: tuple[Shot, ...]) -> list[tuple[tuple[int, int, int], Shot]]:
    return [
        ((shot.standing.mandatory, shot.standing.optional, order), shot)
        for order, shot in enumerate(shots)
    ]
