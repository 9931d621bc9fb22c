"""Finds the shipped catalogues; compiles one on the spot where its compiled form is missing or old."""

import gettext
import io
from collections.abc import Iterable, Mapping
from datetime import tzinfo
from pathlib import Path

from kiosk.texts import Texts

DOMAIN = "kiosk"
FALLBACK = "de"


def load_texts(folder: Path, languages: Iterable[str], zone: tzinfo) -> Mapping[str, Texts]:
    """Answer the texts by language tag; a text that a language lacks is given in German.

    Raises FileNotFoundError for a language without a catalogue.
    """
    german = _catalogue(folder, FALLBACK)
    texts = {}
    for language in languages:
        catalogue = german if language == FALLBACK else _catalogue(folder, language)
        if catalogue is not german:
            catalogue.add_fallback(german)
        texts[language] = Texts(language, catalogue, zone)
    return texts


def source(folder: Path, language: str) -> Path:
    return folder / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def compile_all(folder: Path) -> tuple[Path, ...]:
    """Compile every catalogue of the folder; answer the files written."""
    written = []
    for po in sorted(folder.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        compiled = po.with_suffix(".mo")
        compiled.write_bytes(_compiled(po))
        written.append(compiled)
    return tuple(written)


def _catalogue(folder: Path, language: str) -> gettext.GNUTranslations:
    po = source(folder, language)
    mo = po.with_suffix(".mo")
    if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
        with mo.open("rb") as file:
            return gettext.GNUTranslations(file)
    return gettext.GNUTranslations(io.BytesIO(_compiled(po)))


def _compiled(po: Path) -> bytes:
    from babel.messages import mofile, pofile  # noqa: PLC0415 - only where nothing was compiled

    with po.open("rb") as file:
        catalogue = pofile.read_po(file, locale=po.parent.parent.name)
    out = io.BytesIO()
    mofile.write_mo(out, catalogue)
    return out.getvalue()
