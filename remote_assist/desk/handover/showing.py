"""A claim as its page shows it: pictures, verdicts and tables, in the order of looking."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kiosk.store.listing import ListedCapture
from remote_assist.desk.handover import words
from remote_assist.desk.handover.opening import Document
from remote_assist.desk.handover.quality import IllFormed, Pad, Quality, Row, read_quality

# Media types that a browser shows.
PICTURES = ("image/jpeg", "image/png", "image/bmp")
QUALITY = "quality"
FINGERS = {"finger_right": "Rechter Zeigefinger", "finger_left": "Linker Zeigefinger"}
# TR-03121-3 Vol. 2, table of NFIQ 2.2 thresholds, index finger, enrolment; 255 is "not computed".
INDEX_LEAST, BEST, NOT_COMPUTED = 30, 100, 255
_SCORES = ("nfiq2", "quality")
_SAID_BY_TABLE = ("mandatory", "optional")
_SAID_BY_VERDICT = (*_SCORES, "nfiq2_threshold", "below_threshold")
GOOD, WARN, BAD, PLAIN = "good", "warn", "bad", "plain"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A sentence on a coloured pill; `tone` is one of the stylesheet's."""

    tone: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table of criteria."""

    id: str
    name: str
    mandatory: bool
    value: str
    limits: str
    verdict: Verdict


def shown(document: Document, quality: bytes | None, *, fingers: bool) -> Mapping[str, object]:
    """Answer what the page shows; `quality` is the photo's vector as it came, if one came."""
    read, ill = _read(quality)
    photo, signature = document.capture("photo"), document.capture("signature")
    return {
        "wish": words.WISHES.get(document.wish, document.wish),
        "photo": photo,
        "photo_pictures": _pictures(photo),
        # The gravest first; an alarm before all.
        "photo_verdicts": sorted(
            [*_pad(read, photo), *_photo_verdicts(read, ill)],
            key=lambda verdict: (BAD, WARN, GOOD, PLAIN).index(verdict.tone),
        ),
        "photo_remarks": _remarks(photo),
        "signature": signature,
        "signature_pictures": [
            (name, words.SIGNATURES.get(rendition, rendition))
            for name, rendition in _pictures(signature)
        ],
        "signature_remarks": _remarks(signature),
        "left": {
            kind: words.LEFT.get(reason, reason or words.LEFT["chosen"])
            for kind, reason in document.left.items()
        },
        "fingers": [_finger(kind, document) for kind in FINGERS],
        "finger_pictures": fingers,
        "lines": [_line(row) for row in read.rows] if read else [],
        "vector_remarks": list(_said(read)),
    }


def _read(content: bytes | None) -> tuple[Quality | None, str]:
    if content is None:
        return None, ""
    try:
        return read_quality(content), ""
    except IllFormed:
        return None, "Die Messwerte des Terminals sind nicht lesbar: Bild selbst prüfen"


def _photo_verdicts(quality: Quality | None, ill: str) -> Iterator[Verdict]:
    if quality is None:
        yield Verdict(WARN if ill else PLAIN, ill or "Keine Messwerte übermittelt")
        return
    needed = len({row.id for row in quality.rows if row.mandatory})
    wrong, besides = quality.failed(mandatory=True), quality.failed(mandatory=False)
    if wrong:
        ids = ", ".join(wrong)
        yield Verdict(BAD, f"{len(wrong)} von {needed} Pflichtkriterien nicht erfüllt: {ids}")
    else:
        yield Verdict(GOOD, f"Keines von {needed} Pflichtkriterien verletzt")
    if unseen := quality.unseen():
        yield Verdict(WARN, f"Pflichtkriterien nicht geprüft: {', '.join(unseen)}")
    if besides:
        yield Verdict(WARN, f"Weitere Kriterien nicht erfüllt: {', '.join(besides)}")


def _pad(quality: Quality | None, photo: ListedCapture | None) -> Iterator[Verdict]:
    """Yield what attack detection said; that it said nothing, too (TR-03121-3 Vol. 2, PAD-FI-APP1)."""
    pad: Pad | None = quality.pad if quality else None
    if pad is None:
        if photo is not None:
            yield Verdict(WARN, "Täuschungserkennung: keine Angabe")
        return
    judged = photo.rendition("interchange") if photo else None
    if pad.picture and judged is not None and pad.picture != judged.sha256:
        yield Verdict(BAD, "Die Täuschungserkennung gilt für ein anderes Bild")
    elif pad.alarm:
        said = f": Wert {words.number(pad.score)} von 1" if pad.score is not None else ""
        yield Verdict(BAD, f"Verdacht auf Täuschung{said}. Vergleichen Sie genau")
    elif pad.score is not None:
        yield Verdict(
            PLAIN, f"Täuschungserkennung: {words.number(pad.score)} (0 echt, 1 Täuschung)"
        )
    elif pad.state == "omitted":
        yield Verdict(WARN, "Täuschungserkennung: nicht durchgeführt")
    else:
        yield Verdict(WARN, f"Täuschungserkennung: {pad.state}")


def _said(quality: Quality | None) -> Iterator[str]:
    """Yield what else the vector says, as it says it."""
    if quality is None:
        return
    for name, value in quality.more.items():
        if name not in _SAID_BY_TABLE:
            yield f"{words.VECTOR.get(name, name)}: {value}"
    for name, value in (quality.pad.more if quality.pad else {}).items():
        told = words.OMISSIONS.get(value, value)
        yield f"Täuschungserkennung, {words.VECTOR.get(name, name)}: {told}"


def _line(row: Row) -> Line:
    tones = {"passed": GOOD, "failed": BAD if row.mandatory else WARN}
    state = words.STATES.get(row.state, row.state)
    reason = words.REASONS.get(row.reason, row.reason)
    unit = words.UNITS.get(row.unit, "")
    more = "; ".join(f"{name}: {value}" for name, value in row.more.items())
    return Line(
        row.id,
        words.CRITERIA.get(row.name, row.name) + (f" ({more})" if more else ""),
        row.mandatory,
        "" if row.value is None else words.number(row.value) + unit,
        _limits(row),
        Verdict(tones.get(row.state, PLAIN), reason or state),
    )


def _limits(row: Row) -> str:
    match row.minimum, row.maximum:
        case None, None:
            return ""
        case None, float(most):
            return f"bis {words.number(most)}"
        case float(least), None:
            return f"ab {words.number(least)}"
        case float(least), float(most) if least == most:
            return words.number(least)
        case least, most:
            return f"{words.number(least or 0)} bis {words.number(most or 0)}"


def _finger(kind: str, document: Document) -> Mapping[str, object]:
    capture = document.capture(kind)
    return {
        "kind": kind,
        "name": FINGERS[kind],
        "pictures": [name for name, _ in _pictures(capture)],
        "verdict": _finger_verdict(kind, capture, document),
        "remarks": _remarks(capture, without=_SAID_BY_VERDICT),
    }


def _finger_verdict(kind: str, capture: ListedCapture | None, document: Document) -> Verdict:
    if capture is None:
        reason = document.left.get(kind, "")
        why = words.LEFT.get(reason, reason)
        return Verdict(WARN, f"am Schalter aufnehmen{f' ({why})' if why else ''}")
    score = next(
        (number for name in _SCORES if (number := _whole(capture, name)) is not None), None
    )
    least = _whole(capture, "nfiq2_threshold") or INDEX_LEAST
    if score is None:
        return Verdict(PLAIN, "aufgenommen, ohne Messwert")
    if score == NOT_COMPUTED:
        return Verdict(WARN, "Qualität nicht messbar: am Schalter neu aufnehmen")
    if score >= least:
        return Verdict(GOOD, f"gut: NFIQ 2 {score} von {BEST}, verlangt {least}")
    return Verdict(WARN, f"zu schwach: NFIQ 2 {score}, verlangt {least}. Bester Versuch")


def _whole(capture: ListedCapture, name: str) -> int | None:
    value = capture.remarks.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _pictures(capture: ListedCapture | None) -> list[tuple[str, str]]:
    """Answer file and rendition of what a browser shows, the first of them to be shown big."""
    files = capture.files() if capture else ()
    return [(name, listed.name) for name, listed in files if listed.media_type in PICTURES]


def _remarks(capture: ListedCapture | None, without: tuple[str, ...] = ()) -> list[str]:
    told = capture.remarks if capture else {}
    return [words.remark_words(name, value) for name, value in told.items() if name not in without]
