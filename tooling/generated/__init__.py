"""Documents made from data, so that they cannot lag behind it; `./dev docs` writes them."""

from collections.abc import Mapping
from pathlib import Path

from tooling.generated.events import events_document
from tooling.generated.failures import failures_document
from tooling.generated.licences import licences_document
from tooling.places import ROOT

NOTICE = "<!-- Written by `./dev docs`; change its sources, not this file. -->\n"


def documents() -> Mapping[Path, str]:
    """Answer every generated document: where it belongs and what it must say."""
    made = {
        "events.md": events_document(),
        "failures.md": failures_document(),
        "licences.md": licences_document(),
    }
    return {ROOT / "docs" / name: NOTICE + content for name, content in made.items()}
