"""Judges measures by a profile: what holds, what does not, and what nothing here can see. All pure."""

from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.capture.face.crop import reach
from kiosk.capture.face.instructions import Instruction
from kiosk.capture.face.measures import Measures
from kiosk.capture.face.profile import Criterion, LiveCheck, Profile
from kiosk.capture.face.values import VALUES, Sight


class State(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    NOT_EVALUATED = "not_evaluated"


class Reason(StrEnum):
    """Why something was not evaluated."""

    NO_FACE = "no_face"
    NOT_SEEN = "not_seen"
    """Not looked at in this picture, or too little of it is in sight."""
    NO_MODEL = "no_model"
    """Nothing here can measure it; people look."""
    NO_THRESHOLD = "no_threshold"
    """Measured and told; nobody has agreed on what is enough."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one row of the profile. `id` is TR-03121's, a live check's is its name.

    `minimum` and `maximum` are the thresholds, both included; `instruction` is what a citizen can
    do about a failed one.
    """

    id: str
    name: str
    state: State
    mandatory: bool
    value: float | None = field(default=None, repr=False)  # a figure of a face is for no log
    minimum: float | None = None
    maximum: float | None = None
    reason: Reason | None = None
    instruction: Instruction | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """Criteria by their ids: how many of `of` passed and failed; the rest were not evaluated."""

    passed: int
    failed: int
    of: int


@dataclass(frozen=True, slots=True)
class Findings:
    """Findings in the profile's order; several rows of one id are one criterion."""

    rows: tuple[Finding, ...]

    @property
    def failed(self) -> tuple[Finding, ...]:
        """What failed, mandatory criteria first."""
        wrong = [row for row in self.rows if row.state is State.FAILED]
        return tuple(sorted(wrong, key=lambda row: not row.mandatory))

    @property
    def instructions(self) -> tuple[Instruction, ...]:
        """What would help, each once, mandatory criteria first."""
        told = (row.instruction for row in self.failed)
        return tuple(dict.fromkeys(instruction for instruction in told if instruction is not None))

    @property
    def accepted(self) -> bool:
        """Whether every mandatory criterion is known to hold."""
        tally = self.tally(mandatory=True)
        return tally.passed == tally.of

    @property
    def flawless(self) -> bool:
        """Whether, as TR-03121 has it, every criterion holds that has a result at all."""
        return self.accepted and not self.failed

    def tally(self, *, mandatory: bool) -> Tally:
        """Count mandatory or optional criteria. One passed if a row of it did and none failed."""
        states: dict[str, set[State]] = {}
        for row in self.rows:
            if row.mandatory is mandatory:
                states.setdefault(row.id, set()).add(row.state)
        failed = sum(State.FAILED in found for found in states.values())
        passed = sum(
            State.PASSED in found and State.FAILED not in found for found in states.values()
        )
        return Tally(passed, failed, len(states))


def judge(measures: Measures, profile: Profile) -> Findings:
    """Judge a finished picture by every criterion of the profile (TR-03121-3 Vol. 2 table 5.2)."""
    sight = Sight(measures)
    return Findings(tuple(_criterion(row, sight) for row in profile.criteria))


def observe(
    measures: Measures,
    profile: Profile,
    movement: float | None = None,
    enlargement: float | None = None,
) -> Findings:
    """Judge a live picture by what must hold before the shutter goes off.

    `movement` is that of the face since the picture before, in distances of the eyes;
    `enlargement` a still's pixels for one of the live picture (else the profile's).
    """
    sight = Sight(measures, movement=movement)
    if measures.face is not None:
        size = (measures.width, measures.height)
        larger = profile.process.enlargement if enlargement is None else enlargement
        sight = Sight(measures, reach(measures.face.geometry, size, profile.crop, larger), movement)
    return Findings(tuple(_live(check, sight) for check in profile.live))


def _criterion(row: Criterion, sight: Sight) -> Finding:
    value = VALUES[row.measure](sight) if row.measure else None
    reason = _reason(row, value, sight)
    return Finding(
        id=row.id,
        name=row.name,
        state=State.NOT_EVALUATED if reason else _state(value, row.minimum, row.maximum),
        mandatory=row.mandatory,
        value=value,
        minimum=row.minimum,
        maximum=row.maximum,
        reason=reason,
        instruction=_instruction(value, row),
        unit=row.unit,
    )


def _live(check: LiveCheck, sight: Sight) -> Finding:
    value = VALUES[check.measure](sight)
    return Finding(
        id=check.name,
        name=check.name,
        state=_state(value, check.minimum, check.maximum),
        mandatory=not check.patience,
        value=value,
        minimum=check.minimum,
        maximum=check.maximum,
        reason=_unseen(sight) if value is None else None,
        instruction=_instruction(value, check),
    )


def _reason(row: Criterion, value: float | None, sight: Sight) -> Reason | None:
    if not row.measure:
        return Reason.NO_MODEL
    if value is None:
        return _unseen(sight)
    return Reason.NO_THRESHOLD if row.reported else None


def _unseen(sight: Sight) -> Reason:
    return Reason.NO_FACE if sight.measures.face is None else Reason.NOT_SEEN


def _state(value: float | None, minimum: float | None, maximum: float | None) -> State:
    if value is None:
        return State.NOT_EVALUATED
    low = minimum is not None and value < minimum
    high = maximum is not None and value > maximum
    return State.FAILED if low or high else State.PASSED


def _instruction(value: float | None, row: Criterion | LiveCheck) -> Instruction | None:
    if value is None or row.minimum is row.maximum is None:
        return None
    if row.minimum is not None and value < row.minimum:
        return row.below
    if row.maximum is not None and value > row.maximum:
        return row.above
    return None
