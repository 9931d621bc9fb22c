"""The catalogue of failures, as the people who answer the phone read it."""

import tomllib
from collections.abc import Mapping
from datetime import UTC
from typing import Any

from kiosk.texts import Texts
from kiosk.texts.catalogues import load_texts
from tooling.places import CATALOGUES, ROOT

SOURCE = ROOT / "config" / "failures.toml"
LANGUAGES = {"de": "Deutsch: „{}“", "en": "English: “{}”"}

INTRODUCTION = """\
# Failures

Every way in which a step may not pass ([`config/failures.toml`](../config/failures.toml)). The
code is the small line at the foot of the failure page: a citizen reads it to the hotline, and the
hotline finds here what the citizen sees and what to look at. What became of data and money is told
on the page itself, from the state of the session.
"""


def failures_document() -> str:
    places = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    texts = load_texts(CATALOGUES, LANGUAGES, UTC)
    parts = [INTRODUCTION]
    for place in sorted(places):
        parts.append(f"## {place}\n")
        parts += [
            _section(f"{place}.{cause}", row, texts) for cause, row in sorted(places[place].items())
        ]
    return "\n".join(parts)


def _section(failure: str, row: Mapping[str, Any], texts: Mapping[str, Texts]) -> str:
    lines = [f"### `{failure}`\n"]
    for language, form in LANGUAGES.items():
        says = texts[language]
        what, now = says(f"failure.{failure}.what"), says(f"failure.{failure}.now")
        lines.append(f"- {form.format(f'{what} {now}')}")
    again = "yes" if row.get("retry", False) else "no"
    lines.append(f"- Citizen may try again: {again}")
    lines.append(f"- Technician: {row['technician']}\n")
    return "\n".join(lines)
