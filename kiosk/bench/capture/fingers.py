"""Lays drawn fingers on a glass, well and badly, and sees what becomes of each kind, and how fast."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy import uint8
from numpy.typing import NDArray

from hardware.fingerprint.synthetic import DPI, SIZE, Contact, impression, side_by_side
from kiosk.bench.figures import Figure
from kiosk.capture.finger.examiner import FingerExaminer
from kiosk.capture.finger.findings import Finding, hint
from kiosk.capture.finger.rules import FingerRules, read_rules
from kiosk.capture.finger.taking import take
from kiosk.clock import SystemClock

ACCEPTED = "accepted"
FIRST_SEED = 2000
JUDGING_MS, BONA_FIDE_PERCENT = 300.0, 98.0
MILLISECONDS = 1000
Draw = Callable[[int], NDArray[uint8]]


@dataclass(frozen=True, slots=True)
class Way:
    """How fingers come to lie; `right` are the outcomes that are right for it."""

    name: str
    draw: Draw
    right: frozenset[str]


@dataclass(slots=True)
class Outcome:
    """What became of `n` fingers: how often each thing was told, scores, and milliseconds to judge one."""

    way: Way
    n: int
    told: Counter[str] = field(default_factory=Counter)
    scores: list[int] = field(default_factory=list)
    judged_ms: list[float] = field(default_factory=list)

    @property
    def right(self) -> float:
        """Answer the share of right outcomes, 0 to 1."""
        return sum(self.told[outcome] for outcome in self.way.right) / self.n


def _well(seed: int) -> NDArray[uint8]:
    """Draw a finger as people lay them who follow the picture: aside, turned, harder or softer."""
    chance = np.random.default_rng(seed)
    contact = Contact(
        pressure=chance.uniform(0.35, 0.75),
        moisture=chance.uniform(0.35, 0.65),
        shift_x=chance.uniform(-1.5, 1.5),
        shift_y=chance.uniform(-2, 2),
        degrees=chance.uniform(-10, 10),
    )
    return impression(seed, contact)


def _as(contact: Contact) -> Draw:
    return lambda seed: impression(seed, contact)


def _noise(seed: int) -> NDArray[uint8]:
    return np.random.default_rng(seed).integers(0, 256, (SIZE, SIZE)).astype(uint8)


WAYS = (
    Way("well laid", _well, frozenset({ACCEPTED})),
    Way("hardly touching", _as(Contact(pressure=0.0)), frozenset({Finding.LIGHT})),
    # Few dry ones suffice after all: NFIQ 2 decides, and 30 is the guideline's.
    Way("dry", _as(Contact(pressure=0.4, moisture=0.05)), frozenset({Finding.LIGHT, ACCEPTED})),
    Way("wet", _as(Contact(pressure=0.9, moisture=1.0)), frozenset({Finding.WET})),
    Way("the tip alone", _as(Contact(part=0.35)), frozenset({Finding.PARTIAL})),
    Way("half of it", _as(Contact(part=0.5)), frozenset({Finding.PARTIAL})),
    Way("half beside the glass", _as(Contact(shift_x=8.0)), frozenset({Finding.PARTIAL})),
    Way(
        "two fingers",
        lambda seed: side_by_side(seed, seed + 5000),
        frozenset({Finding.SEVERAL}),
    ),
    Way("noise", _noise, frozenset({Finding.UNREADABLE})),
)


async def lay(ways: Iterable[Way] = WAYS, n: int = 100) -> tuple[Outcome, ...]:
    """Lay `n` fingers in each way, and judge them with a worker as a session does."""
    examiner, rules = FingerExaminer(SystemClock(), patience=30), read_rules()
    try:
        await examiner.warm()
        return tuple([await _laid(way, n, examiner, rules) for way in ways])
    finally:
        await examiner.close()


async def _laid(way: Way, n: int, examiner: FingerExaminer, rules: FingerRules) -> Outcome:
    clock, outcome = SystemClock(), Outcome(way, n)
    for seed in range(FIRST_SEED, FIRST_SEED + n):
        pixels = way.draw(seed).tobytes()
        began = clock.monotonic()
        taken = take(pixels, SIZE, SIZE, DPI, rules)
        if taken.image is None:
            outcome.told[str(taken.finding)] += 1
            continue
        examination = await examiner.examine(taken.image)
        outcome.judged_ms.append((clock.monotonic() - began) * MILLISECONDS)
        outcome.scores.append(examination.score)
        outcome.told[str(hint(taken.contact, examination.score, rules) or ACCEPTED)] += 1
    return outcome


def figures(outcomes: Iterable[Outcome]) -> tuple[Figure, ...]:
    """Answer the promises: judged within 300 ms (TR-03121-3), at most 2 of 100 wrongly told."""
    laid = tuple(outcomes)
    times = tuple(time for outcome in laid for time in outcome.judged_ms)
    wrong = tuple(100 * (1 - outcome.right) for outcome in laid)
    return (
        Figure("a print found and judged", "ms", times, JUDGING_MS),
        Figure("prints wrongly told, of 100", "", wrong, 100 - BONA_FIDE_PERCENT, worst=True),
    )


def table(outcomes: Iterable[Outcome]) -> str:
    """Answer the outcomes as rows of Markdown."""
    rows = ["| laid | n | told | NFIQ 2, lowest, median, highest |", "|---|---|---|---|"]
    for outcome in outcomes:
        told = ", ".join(f"{name} {count}" for name, count in outcome.told.most_common())
        scores = sorted(outcome.scores)
        span = f"{scores[0]}, {scores[len(scores) // 2]}, {scores[-1]}" if scores else "not judged"
        rows.append(f"| {outcome.way.name} | {outcome.n} | {told} | {span} |")
    return "\n".join(rows)
