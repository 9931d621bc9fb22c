"""Chooses the one instruction that helps most now, calmly; a pure step from history to history."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kiosk.capture.face.instructions import Instruction, MarkId
from kiosk.capture.face.judging import Finding, Findings, State
from kiosk.capture.face.profile import LiveCheck, Profile

__all__ = ["History", "Instruction", "coach"]

TURNS = 3
"""Looks within which everything is looked at, some of it in turns."""
LONGEST_FRESH = 4.0
"""Seconds; who looks more rarely than that has not looked."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that fails: since when, when it was last looked at, and what would help."""

    since: float
    looked: float
    instruction: Instruction


@dataclass(frozen=True, slots=True)
class History:
    """What was told until now, and what led to it; times are the caller's clock in seconds.

    `good` says that all holds in this very picture, `held` for how long it has, less the blinks.
    """

    instruction: Instruction = Instruction.STARTING
    told: float = float("-inf")
    good: bool = False
    held: float = 0.0
    looked: float | None = None
    troubles: Mapping[str, Trouble] = field(default_factory=dict)
    passed: Mapping[str, float] = field(default_factory=dict)

    def marks(self, profile: Profile) -> tuple[tuple[MarkId, bool], ...]:
        """Answer each mark and whether all that makes it was seen and holds."""
        return tuple(
            (mark, bool(checks) and all(self._holds(check) for check in checks))
            for mark in MarkId
            if (checks := [check for check in profile.live if check.mark is mark])
        )

    def _holds(self, check: LiveCheck) -> bool:
        return check.name not in self.troubles and check.name in self.passed


def coach(findings: Findings, before: History, taken: float, profile: Profile) -> History:
    """Answer the history after these findings (of `observe`), of a picture taken at `taken`.

    One instruction at a time: the first in the profile's order that has failed long enough. One
    that was told stays until the value is well inside the threshold, and nothing replaces it
    before it could be read. What was not looked at counts as it was for a while. GOOD stands when
    nothing fails and all that must have been seen was.
    """
    by_name = {row.name: row for row in findings.rows}
    troubles: dict[str, Trouble] = {}
    passed: dict[str, float] = {}
    for check in profile.live:
        trouble, seen = _followed(check, by_name.get(check.name), before, taken, profile)
        if trouble is not None:
            troubles[check.name] = trouble
        if seen is not None:
            passed[check.name] = seen
    blocking = [
        troubles[check.name]
        for check in profile.live
        if check.name in troubles and _blocks(check, troubles[check.name], taken)
    ]
    needed = {check.name for check in profile.live if check.needed}
    good = not blocking and needed <= passed.keys()
    # By when it was last looked at: one look at a blink is no trouble, however rare looks are.
    ripe = [one for one in blocking if one.looked - one.since >= profile.process.failing]
    wanted = ripe[0].instruction if ripe else _unasked(before, good=good)
    settled = taken - before.told >= profile.process.settled
    changes = wanted is not before.instruction and settled
    return History(
        instruction=wanted if changes else before.instruction,
        told=taken if changes else before.told,
        good=good,
        held=_held(
            before,
            taken,
            good=good,
            reset=bool(ripe) or not needed <= passed.keys() | troubles.keys(),
        ),
        looked=taken,
        troubles=troubles,
        passed=passed,
    )


def _followed(
    check: LiveCheck, finding: Finding | None, before: History, taken: float, profile: Profile
) -> tuple[Trouble | None, float | None]:
    """Answer the check's trouble now, if any, and when it was last seen to hold, if lately."""
    known = before.troubles.get(check.name)
    seen = before.passed.get(check.name)
    fresh = _fresh(before, taken, profile)
    if finding is None or finding.state is State.NOT_EVALUATED or finding.value is None:
        return (
            known if known is not None and taken - known.looked <= fresh else None,
            seen if seen is not None and taken - seen <= fresh else None,
        )
    if finding.state is State.FAILED:
        return _failing(check, finding, known, taken), None
    if known is not None and not _comfortable(check, finding.value, profile):
        return Trouble(known.since, taken, known.instruction), None
    return None, taken


def _fresh(before: History, taken: float, profile: Profile) -> float:
    """Answer for how long what was seen holds: on a machine that looks rarely, until its turn comes again."""
    fresh = profile.process.fresh
    if before.looked is None:
        return fresh
    return max(fresh, min(TURNS * (taken - before.looked), LONGEST_FRESH))


def _failing(check: LiveCheck, finding: Finding, known: Trouble | None, taken: float) -> Trouble:
    since = taken if known is None else known.since
    return Trouble(since, taken, finding.instruction or check.below)


def _comfortable(check: LiveCheck, value: float, profile: Profile) -> bool:
    """Whether a value that passes again lies inside its thresholds by the hysteresis."""
    low, high = check.minimum, check.maximum
    margin = check.margin(profile.process)
    return (low is None or value >= low + margin) and (high is None or value <= high - margin)


def _blocks(check: LiveCheck, trouble: Trouble, taken: float) -> bool:
    return not check.patience or taken - trouble.since < check.patience


def _unasked(before: History, *, good: bool) -> Instruction:
    """Answer what to tell while nothing fails for long: GOOD once all is well, else as before."""
    return Instruction.GOOD if good else before.instruction


def _held(before: History, taken: float, *, good: bool, reset: bool) -> float:
    if reset or before.looked is None:
        return 0.0
    return before.held + (taken - before.looked if good and before.good else 0.0)
