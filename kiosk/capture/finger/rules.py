"""The thresholds of `config/capture/fingers.toml`, read strictly."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from types import MappingProxyType

from kiosk.capture.finger.prints import QUALITY_UNKNOWN

SHIPPED = Path(__file__).resolve().parents[3] / "config" / "capture" / "fingers.toml"
FINGERS = ("thumb", "index", "middle", "ring", "little")
BEST = 100


class RulesRefused(Exception):
    """The file is wrong; the sentence names file and key."""


@dataclass(frozen=True, slots=True)
class ContactRules:
    """What is one finger, flat on the glass; the file says what each figure is."""

    second_finger_mm2: float
    widest_mm: float
    roundest_pair: float
    least_mm2: float
    least_aspect: float
    most_cut: float
    least_clarity: float


@dataclass(frozen=True, slots=True)
class HintRules:
    """From where on a print is too light, or too wet."""

    light_ink: float
    light_contrast: float
    wet_ink: float


@dataclass(frozen=True, slots=True)
class FingerRules:
    """`nfiq2` is the least score by finger; `same_finger` the Bozorth3 score of one finger."""

    nfiq2: Mapping[str, int]
    same_finger: int
    contact: ContactRules
    hints: HintRules

    @property
    def threshold(self) -> int:
        """Answer the least NFIQ 2 of the one finger that is taken here."""
        return self.nfiq2["index"]

    def is_good(self, score: int) -> bool:
        return score != QUALITY_UNKNOWN and score >= self.threshold

    def is_same(self, score: int | None) -> bool:
        return score is not None and score >= self.same_finger


def read_rules(path: Path = SHIPPED) -> FingerRules:
    """Answer the rules. Raises RulesRefused."""
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RulesRefused(f"{path.name}: {error}") from error
    wanted = {
        "nfiq2": FINGERS,
        "uniqueness": ("same_finger",),
        "contact": tuple(field.name for field in fields(ContactRules)),
        "hints": tuple(field.name for field in fields(HintRules)),
    }
    if unknown := sorted(set(content) - set(wanted)):
        raise RulesRefused(f"{path.name}: there is no table '{unknown[0]}'")
    read = {
        table: _numbers(path.name, table, content.get(table), names)
        for table, names in wanted.items()
    }
    for finger, least in read["nfiq2"].items():
        if not least.is_integer() or least > BEST:
            raise RulesRefused(f"{path.name}: nfiq2.{finger}: must be a whole number, 0 to {BEST}")
    return FingerRules(
        MappingProxyType({finger: int(least) for finger, least in read["nfiq2"].items()}),
        int(read["uniqueness"]["same_finger"]),
        ContactRules(**read["contact"]),
        HintRules(**read["hints"]),
    )


def _numbers(file: str, name: str, table: object, wanted: tuple[str, ...]) -> dict[str, float]:
    """Answer the table's figures, each there, none unknown, and a source named."""
    if not isinstance(table, dict):
        raise RulesRefused(f"{file}: table '{name}' is missing")
    if unknown := sorted(set(table) - {*wanted, "source"}):
        raise RulesRefused(f"{file}: {name} has no key '{unknown[0]}'")
    if not isinstance(table.get("source"), str) or not table["source"]:
        raise RulesRefused(f"{file}: {name}.source: must say where the figures are from")
    for key in wanted:
        value = table.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise RulesRefused(f"{file}: {name}.{key}: must be a number, 0 or more")
    return {key: float(table[key]) for key in wanted}
