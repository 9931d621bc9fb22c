"""Finger image records: ISO/IEC 19794-4:2005 with one plain print, as TR-03121 has them for chips.

TR-03121-3 Vol. 2, FM COD-FP-CHIP, prescribes this edition ("010") and gives the fields' values in
its table 5.8; the edition of 2011 ("020") has other headers, and 39794-4 does not come before 2027.
"""

import struct
from dataclasses import dataclass, field
from enum import IntEnum

from kiosk.capture.finger.prints import DPI

_GENERAL = struct.Struct(">4s4s6sHHBBHHHHBBH")
_FINGER = struct.Struct(">IBBBBBHHB")
_FORMAT, _VERSION = b"FIR\0", b"010\0"
_LEVEL_31 = 31  # 500 dpi, 8 bit, 200 grey levels of range
_PER_INCH = 1
_BITS = 8
_WSQ = 2
_ONE = 1
_QUALITY_UNDEFINED = 254  # this edition defines no quality; NFIQ 2 stands in the remarks
_LIVE_SCAN_PLAIN = 0
_LONGEST_SIDE = 0xFFFF


class RecordDamaged(ValueError):
    """These bytes are no finger image record of the kind that we write; the text says why."""


class FingerCode(IntEnum):
    """ISO/IEC 19794-4:2005, table 6."""

    RIGHT_INDEX = 2
    LEFT_INDEX = 7


@dataclass(frozen=True, slots=True)
class ImageRecord:
    """One print of one finger; `image` is a WSQ file of `width` x `height` pixels at 500 dpi.

    `device` is the scanner's number, given by its maker, 0 where there is none.
    """

    finger: FingerCode
    width: int
    height: int
    image: bytes = field(repr=False)
    device: int = 0


def write_record(record: ImageRecord) -> bytes:
    """Answer the record's bytes. Raises ValueError for sizes that the format cannot hold."""
    if not (0 < record.width <= _LONGEST_SIDE and 0 < record.height <= _LONGEST_SIDE):
        raise ValueError(f"{record.width} x {record.height} pixels fit in no finger image record")
    length = _GENERAL.size + _FINGER.size + len(record.image)
    general = _GENERAL.pack(
        _FORMAT,
        _VERSION,
        length.to_bytes(6, "big"),
        record.device,
        _LEVEL_31,
        _ONE,
        _PER_INCH,
        *(DPI,) * 4,
        _BITS,
        _WSQ,
        0,
    )
    finger = _FINGER.pack(
        _FINGER.size + len(record.image),
        record.finger,
        _ONE,
        _ONE,
        _QUALITY_UNDEFINED,
        _LIVE_SCAN_PLAIN,
        record.width,
        record.height,
        0,
    )
    return general + finger + record.image


def read_record(data: bytes) -> ImageRecord:
    """Answer what a record holds, every length and fixed field checked. Raises RecordDamaged."""
    if len(data) < _GENERAL.size + _FINGER.size:
        raise RecordDamaged(f"{len(data)} bytes are shorter than the headers")
    kind, version, length, device, *rest = _GENERAL.unpack_from(data)
    if (kind, version) != (_FORMAT, _VERSION):
        raise RecordDamaged("it is no finger image record of ISO/IEC 19794-4:2005")
    if int.from_bytes(length, "big") != len(data):
        raise RecordDamaged(f"it says {int.from_bytes(length, 'big')} bytes and has {len(data)}")
    if rest != [_LEVEL_31, _ONE, _PER_INCH, DPI, DPI, DPI, DPI, _BITS, _WSQ, 0]:
        raise RecordDamaged("it is not one finger in WSQ, 8 bit, 500 dpi")
    block, code, views, view, quality, impression, width, height, reserved = _FINGER.unpack_from(
        data, _GENERAL.size
    )
    if block != len(data) - _GENERAL.size:
        raise RecordDamaged("its finger's length is not that of the rest")
    if code not in tuple(FingerCode):
        raise RecordDamaged(f"finger {code} is no index finger")
    fixed = (views, view, quality, impression, reserved)
    if fixed != (_ONE, _ONE, _QUALITY_UNDEFINED, _LIVE_SCAN_PLAIN, 0):
        raise RecordDamaged("it is not one plain live view")
    if not width or not height:
        raise RecordDamaged("its image has no size")
    return ImageRecord(
        FingerCode(code), width, height, data[_GENERAL.size + _FINGER.size :], device
    )
