"""The failure catalogue: every way in which a step may not pass, and what follows."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from kiosk.domain.state import FailureRule
from kiosk.journeys.tables import read_table


def load_failures(path: Path) -> Mapping[str, FailureRule]:
    """Answer the rules by failure id. The file holds a table for each place, a table for each cause.

    `[place.cause]` with `retry` (may the citizen try again) and `technician` (what staff should
    know). Raises DefinitionRefused.
    """
    rules: dict[str, FailureRule] = {}
    top = read_table(path)
    for place in top.remaining():
        causes = top.table(place)
        for cause in causes.remaining():
            row = causes.table(cause)
            failure = f"{place}.{cause}"
            rules[failure] = FailureRule(failure, row.flag("retry", default=False))
            if not row.text("technician").strip():
                raise row.refuse("technician", "says nothing")
            row.done()
        causes.done()
    top.done()
    return MappingProxyType(rules)
