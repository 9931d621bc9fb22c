"""One finger's image as everything behind the scanner takes it: 500 dpi, 8 bit grey, ridges dark."""

from dataclasses import dataclass, field

DPI = 500
QUALITY_UNKNOWN = 255
"""NFIQ 2's own word for a quality that could not be computed (TR-03121-3, QA: error code 255)."""


@dataclass(frozen=True, slots=True)
class Print:
    """Row-major grey levels, `width` x `height` pixels at 500 dots per inch.

    Raises ValueError if the sizes do not fit.
    """

    pixels: bytes = field(repr=False)
    width: int
    height: int

    def __post_init__(self) -> None:
        if self.width < 1 or self.height < 1 or len(self.pixels) != self.width * self.height:
            raise ValueError(f"{len(self.pixels)} bytes are no {self.width} x {self.height} image")
