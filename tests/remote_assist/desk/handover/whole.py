"""A whole pre-capture in real files: photo of a doll, prints as BMP, signatures for two documents."""

import io
import json
from functools import lru_cache

from PIL import Image, ImageDraw

from hardware.signature.recorded import signature
from kiosk.capture.signature.rendering import picture, rendition
from kiosk.capture.signature.shape import Size
from kiosk.contracts.captures import Document, Remarks, Rendition

Captures = dict[str, tuple[tuple[Rendition, ...], Remarks]]

CRITERIA = (
    ("1.1", "yaw", "passed", False, 1.25, -5, 5, "degrees", None),
    ("1.3", "roll", "passed", True, -3.5, -8, 8, "degrees", None),
    ("2.1", "neutral_expression", "not_evaluated", False, None, None, None, "", "no_model"),
    ("2.2", "mouth_closed", "failed", True, 0.092, None, 0.05, "lips' gap", None),
    ("3.1", "eyes_open", "passed", False, 0.31, 0.2, None, "lids' gap", None),
    ("4.1", "background_plain", "failed", False, 7.25, None, 6, "", None),
    ("5.1", "image_height", "passed", True, 1600, 1600, 1600, "pixels", None),
    ("7.2", "focus", "passed", True, 61.0, 40, None, "", None),
    ("9.9", "something_new", "surprising", False, 1.0, None, None, "", None),
)
_NAMES = ("id", "name", "state", "mandatory", "value", "minimum", "maximum", "unit", "reason")


def vector(**more: object) -> bytes:
    """Answer a quality vector as terminals write it."""
    rows = [dict(zip(_NAMES, row, strict=True)) for row in CRITERIA]
    told = {
        "profile": {"name": "tr03121-gid-7.0", "version": "1"},
        "criteria": rows,
        "pad": {"state": "omitted"},
        "device": "USB camera 1d6b:0102",
        "software": {"buergerterminal": "0.1.0", "opencv-python": "5.0.0.93"},
    }
    return json.dumps(told | more).encode()


@lru_cache
def photo_files() -> tuple[Rendition, ...]:
    face = Image.new("RGB", (1244, 1600), "#C8C8C8")
    pen = ImageDraw.Draw(face)
    pen.ellipse((120, 1280, 1124, 2300), fill="#2B3A55")
    pen.rectangle((490, 1080, 754, 1400), fill="#C58F6B")
    pen.ellipse((322, 260, 922, 1240), fill="#4A3325")
    pen.ellipse((352, 380, 892, 1225), fill="#D9A582")
    for left in (455, 695):
        pen.ellipse((left, 680, left + 94, 730), fill="#FFFFFF")
        pen.ellipse((left + 26, 682, left + 70, 726), fill="#3B2A20")
    pen.arc((520, 960, 724, 1050), 20, 160, fill="#8A4B3C", width=14)
    return (
        Rendition("interchange", "image/jpeg", _encoded(face, "JPEG", quality=100, subsampling=0)),
        Rendition(
            "production", "image/jp2", _encoded(face.resize((622, 800)), "JPEG2000", **_rate(20))
        ),
        Rendition("chip", "image/jp2", _encoded(face.resize((622, 800)), "JPEG2000", **_rate(90))),
    )


@lru_cache
def finger_files(seed: int) -> tuple[Rendition, ...]:
    rings = Image.radial_gradient("L").resize((240, 300)).point(lambda level: level * seed % 256)
    return (
        Rendition("raw", "image/bmp", _encoded(rings, "BMP")),
        Rendition("wsq", "image/x-wsq", b"\xff\xa0" + bytes([seed]) * 9000),
        Rendition("record", "application/octet-stream", b"FIR\x00010\x00" + bytes([seed]) * 9000),
    )


def signature_files() -> tuple[Rendition, ...]:
    strokes = signature(100, 40)
    return tuple(
        rendition(document, picture(strokes, size, 5.0))
        for document, size in (
            (Document.ID_CARD, Size(900, 132)),
            (Document.PASSPORT, Size(630, 188)),
        )
    )


def captures(quality: bytes | None = None) -> Captures:
    """Answer all four captures of a citizen who applies for ID card and passport."""
    told = Rendition("quality", "application/json", vector() if quality is None else quality)
    device: Remarks = {"device": "Beispiel FS-1", "attempts": 3, "encoder": "NBIS 5.0"}
    return {
        "photo": ((*photo_files(), told), {"kept_on": "glasses", "shutter": "auto", "shots": 3}),
        "finger_right": (
            finger_files(25),
            {"nfiq2": 62, "nfiq2_threshold": 30, "pad": "omitted", **device},
        ),
        "finger_left": (finger_files(31), {"nfiq2": 22, **device}),
        "signature": (signature_files(), {"device": "Beispiel Pad"}),
    }


def _rate(ratio: int) -> dict[str, object]:
    return {"quality_mode": "rates", "quality_layers": [ratio]}


def _encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()
