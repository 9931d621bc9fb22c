"""A measured figure beside its promise."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, and the most that it may be.

    The median decides: other work on the machine makes single samples slow, never fast. Where
    the samples are different things, such as pages, each is a median already and the `worst`
    decides. Where a promise is about nearly all, `percentile` says how many of a hundred.
    """

    name: str
    unit: str
    samples: tuple[float, ...]
    target: float
    worst: bool = False
    percentile: int = 50

    @property
    def value(self) -> float:
        if self.worst:
            return max(self.samples)
        if self.percentile == 50:  # noqa: PLR2004 - the median, for which one sample is enough
            return statistics.median(self.samples)
        return statistics.quantiles(self.samples, n=100)[self.percentile - 1]

    @property
    def met(self) -> bool:
        return self.value <= self.target

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "value": self.value, "met": self.met}


def table(figures: Iterable[Figure]) -> str:
    """Answer the figures as lines of text."""
    rows = [
        (
            figure.name,
            f"{_plain(figure.value)} {figure.unit}",
            f"{_plain(min(figure.samples))} … {_plain(max(figure.samples))}",
            f"≤ {_plain(figure.target)} {figure.unit}",
            "met" if figure.met else "MISSED",
        )
        for figure in figures
    ]
    heads = ("", "measured", "from … to", "promised", "")
    widths = [max(len(row[column]) for row in (heads, *rows)) for column in range(len(heads))]
    return "\n".join(_line(row, widths) for row in (heads, *rows))


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *figures, met = cells
    aligned = [cell.rjust(width) for cell, width in zip(figures, widths[1:], strict=False)]
    return ("  " + "  ".join((first.ljust(widths[0]), *aligned, met))).rstrip()


def _plain(value: float) -> str:
    digits = 0 if value >= 100 else 1 if value >= 10 else 2  # noqa: PLR2004 - three digits tell enough
    return f"{value:.{digits}f}"
