"""What is told of a photo beside its picture: in words and counts, never in figures of a face."""

from dataclasses import dataclass
from enum import StrEnum


class KeptOn(StrEnum):
    """What the citizen keeps on for the photo; the clerk is told that, never why.

    A head covering may stay on for religious or medical reasons (PAuswV § 7). Which of the two it is
    stays unasked: it would be of a special category (GDPR Art. 9), and the clerk sees the person.
    """

    HEAD_COVERING = "head_covering"
    GLASSES = "glasses"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a shot stands among others (TR-03121-3 Vol. 2, best capture).

    `mandatory` and `optional` count the criteria that it meets, `accepted` says that it meets all
    mandatory ones, `findings` are text ids `photo.guidance.…` of what would mend those that it does
    not, the gravest first.
    """

    mandatory: int
    optional: int
    accepted: bool
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shot:
    """`handle` names the picture in the session's memory."""

    handle: str
    standing: Standing
