"""Driver `escpos_tcp`: a receipt printer on the network that speaks ESC/POS (raw port 9100).

A printer that does not answer GS ( H (process id) within the first test slip needs
`proof = "paper_sensor"`. Letters outside `code_pages` (numbers of ESC t, see the printer's manual)
are printed as the nearest ones.
"""

import codecs
from collections.abc import Mapping
from dataclasses import dataclass, field

from hardware.printer import Printer
from hardware.printer.escpos.driver import EscPosPrinter, Patience, Proof
from hardware.printer.escpos.link import Address
from hardware.printer.escpos.slip import Paper
from kiosk.contracts.clock import Clock

_WIDTHS = (384, 512, 576)  # dots of 58 mm paper, of 80 mm at 180 dpi and at 203 dpi
_LAST_CODE_PAGE = 255


def _code_pages() -> dict[str, int]:
    return {"CP1252": 16, "CP866": 17, "CP852": 18, "CP858": 19}


@dataclass(frozen=True, slots=True)
class Settings:
    """`address` is `host:port`, `width` the printable dots; the rest are seconds.

    Raises ValueError, naming the key.
    """

    address: str = "127.0.0.1:9100"
    width: int = 576
    proof: Proof = "process_id"
    code_pages: Mapping[str, int] = field(default_factory=_code_pages)
    connect_patience: float = 3.0
    answer_patience: float = 2.0
    slip_patience: float = 20.0
    poll: float = 2.0
    longest_pause: float = 10.0

    def __post_init__(self) -> None:
        host, _, port = self.address.rpartition(":")
        if not host or not port.isdecimal():
            raise ValueError(f"'address' must be host:port, not '{self.address}'")
        if self.width not in _WIDTHS:
            raise ValueError(f"'width' must be one of {_WIDTHS}, not {self.width}")
        if self.proof not in ("process_id", "paper_sensor"):
            raise ValueError(f"'proof' must be 'process_id' or 'paper_sensor', not '{self.proof}'")
        _check(self.code_pages)
        for key in (
            "connect_patience", "answer_patience", "slip_patience", "poll", "longest_pause"
        ):  # fmt: skip
            if not getattr(self, key) > 0:
                raise ValueError(f"'{key}' must be seconds above 0")


def _check(code_pages: Mapping[str, int]) -> None:
    if not code_pages:
        raise ValueError("'code_pages' must name at least one")
    for name, number in code_pages.items():
        try:
            codecs.lookup(name)
        except LookupError:
            raise ValueError(f"'code_pages': there is no code page '{name}'") from None
        if not 0 <= number <= _LAST_CODE_PAGE:
            raise ValueError(f"'code_pages': '{name}' must have a number up to {_LAST_CODE_PAGE}")


def make(settings: Settings, clock: Clock) -> Printer:
    host, _, port = settings.address.rpartition(":")
    return EscPosPrinter(
        Address(host, int(port)),
        Paper(settings.width, settings.code_pages),
        settings.proof,
        Patience(
            connect=settings.connect_patience,
            answer=settings.answer_patience,
            slip=settings.slip_patience,
            poll=settings.poll,
            longest_pause=settings.longest_pause,
        ),
        clock,
    )
