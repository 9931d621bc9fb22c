"""The rows that tell what was caught, and who was refused; dark and light skin apart."""

import statistics
from collections import Counter
from collections.abc import Iterable, Sequence

from kiosk.bench.capture.citizens import Visit
from kiosk.bench.capture.situations import Expected, Severity
from kiosk.bench.capture.watching import DARK, Seen
from kiosk.bench.figures import Figure

ALLOWED_SECONDS = 30.0
BONA_FIDE_PERCENT = 98.0


def situations(seen: Sequence[Seen], title: str = "Photo: one thing wrong, or nothing") -> str:
    """Answer a row for each situation: how many were told right, and what else was told."""
    rows = [
        f"## {title}",
        "",
        "| situation | level | light skin | dark skin | told instead |",
        "|---|---|---|---|---|",
    ]
    rows += [
        _row(situation, [one for one in seen if one.situation is situation])
        for situation in dict.fromkeys(one.situation for one in seen)
    ]
    return "\n".join(rows)


def visits(came: Sequence[Visit]) -> str:
    """Answer how many citizens had an accepted photo in time, and how long it took them."""
    rows = [
        "## Photo: citizens who mean well",
        "",
        "| skin | n | accepted in time | seconds, median | longest |",
        "|---|---|---|---|---|",
    ]
    for name, group in (
        ("light", [visit for visit in came if visit.person not in DARK]),
        ("dark", [visit for visit in came if visit.person in DARK]),
    ):
        if group:
            good = sum(_in_time(visit) for visit in group)
            times = [visit.seconds for visit in group]
            rows.append(
                f"| {name} | {len(group)} | {good} | {statistics.median(times):.1f} "
                f"| {max(times):.1f} |"
            )
    return "\n".join(rows)


def figures(seen: Sequence[Seen], came: Sequence[Visit]) -> tuple[Figure, ...]:
    """Answer the promises of the photo as shares of a hundred."""
    return (
        Figure("severe defects not caught, of 100", "", (_wrong(seen, Severity.SEVERE),), 0.0),
        Figure("good variations refused, of 100", "", (_wrong(seen, Severity.NONE),), 0.0),
        Figure(
            f"citizens without a photo within {ALLOWED_SECONDS:.0f} s, of 100", "",
            (100 * (1 - statistics.mean(map(_in_time, came))),), 100 - BONA_FIDE_PERCENT,
        ),
    )  # fmt: skip


def _row(situation: Expected, group: list[Seen]) -> str:
    parts = (
        [one for one in group if not one.dark],
        [one for one in group if one.dark],
    )
    light, dark = (f"{sum(one.right for one in part)} of {len(part)}" for part in parts)
    instead = Counter(
        f"{one.told.word}{' and a photo' if one.shutter else ''}" for one in group if not one.right
    )
    told = ", ".join(f"{word} {count}" for word, count in instead.most_common())
    return f"| {situation.name} | {situation.severity} | {light} | {dark} | {told} |"


def _wrong(seen: Iterable[Seen], severity: Severity) -> float:
    rows = [one for one in seen if one.situation.severity is severity]
    return 100 * sum(not one.right for one in rows) / max(1, len(rows))


def _in_time(visit: Visit) -> bool:
    return visit.accepted and visit.seconds <= ALLOWED_SECONDS
