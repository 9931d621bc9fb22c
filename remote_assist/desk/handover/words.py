"""What the clerk reads, in German: kinds of captures, quality, times."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk.store.listing import ListedCapture
from kiosk.store.stamps import moment
from remote_assist.desk.handover.opening import Document

ZONE = ZoneInfo("Europe/Berlin")
# Media types that a browser shows.
PICTURES = ("image/jpeg", "image/png", "image/bmp")
FINGERS = {"finger_right": "Rechter Zeigefinger", "finger_left": "Linker Zeigefinger"}
WISHES = {
    "id_card": "Personalausweis",
    "passport": "Reisepass",
    "both": "Personalausweis und Reisepass",
}
GOOD_ENOUGH = 60
_REMARKS = {"quality": "Qualität", "guidance": "Vorprüfung am Terminal"}
# As the terminal judges a picture (kiosk.capture.guidance).
_VALUES = {
    "good": "ohne Beanstandung",
    "too_dark": "zu dunkel",
    "too_bright": "zu hell",
    "moving": "bewegt",
    "blurred": "unscharf",
}


def clock_time(text: str) -> str:
    """Answer `21.11. um 14:05 Uhr` of a UTC text, in the office's time; the text itself if it is none."""
    try:
        local: datetime = moment(text).astimezone(ZONE)
    except ValueError:
        return text
    return f"{local:%d.%m. um %H:%M} Uhr"


def remark_words(name: str, value: object) -> str:
    word = _REMARKS.get(name, name)
    if name == "quality":
        return f"{word} {value} von 100"
    return f"{word}: {_VALUES.get(str(value), value)}"


def shown(document: Document, *, fingers: bool) -> Mapping[str, object]:
    """Answer what the page of a claim shows, in the order of looking."""
    return {
        "wish": WISHES.get(document.wish, document.wish),
        "photo": document.capture("photo"),
        "photo_pictures": _pictures(document.capture("photo")),
        "signature": document.capture("signature"),
        "signature_pictures": _pictures(document.capture("signature")),
        "fingers": [_finger(kind, document.capture(kind)) for kind in FINGERS],
        "finger_pictures": fingers,
    }


def _pictures(capture: ListedCapture | None) -> tuple[str, ...]:
    """Answer the files of a capture that a browser shows."""
    files = capture.files() if capture else ()
    return tuple(name for name, listed in files if listed.media_type in PICTURES)


def _finger(kind: str, listed: ListedCapture | None) -> Mapping[str, object]:
    quality = listed.remarks.get("quality") if listed else None
    score = quality if isinstance(quality, int) else None
    return {
        "kind": kind,
        "name": FINGERS[kind],
        "there": listed is not None,
        "pictures": _pictures(listed),
        "score": score,
        "good": score is not None and score >= GOOD_ENOUGH,
    }
