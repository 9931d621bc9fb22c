"""The simulated printer without its network: buffer, paper, cover, cutter, and its answers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from hardware.printer.thermal.commands import Buffered, Command, Picture, RealTime, take
from hardware.printer.thermal.print_head import PrintHead, Row

CUT = b"\x1dV\x00"
LETTER_ROWS = 24  # a picture as tall as a line of text is no rule: the slip is well under way
DLE_EOT, DLE_ENQ, CLEARING_TOO = 0x04, 0x05, 2


class When(StrEnum):
    """A moment at which a mishap strikes: now, or in the course of the next slip."""

    NOW = "now"
    SLIP_STARTS = "slip_starts"
    IN_THE_MIDDLE = "in_the_middle"
    BEFORE_THE_CUT = "before_the_cut"
    AFTER_THE_CUT = "after_the_cut"


@dataclass(slots=True)
class Condition:
    """What is physically so; `cutter_error` stays after the jam is gone until told to recover."""

    paper: str = "full"
    cover_open: bool = False
    cutter_jammed: bool = False
    cutter_error: bool = False
    broken: bool = False

    @property
    def can_print(self) -> bool:
        stopped = self.cover_open or self.cutter_error or self.broken
        return self.paper != "out" and not stopped


@dataclass(slots=True)
class Mechanics:
    """Takes bytes, answers bytes, and hands each cut piece of paper to `cut_off`.

    With `knows_process_id` false it is one of the cheaper printers: GS ( H and clearing are unknown.
    """

    dots: int
    cut_off: Callable[[tuple[Row, ...]], None]
    knows_process_id: bool = True
    condition: Condition = field(default_factory=Condition)
    _head: PrintHead = field(init=False)
    _buffer: bytearray = field(default_factory=bytearray)
    _rows: list[Row] = field(default_factory=list)
    _plans: list[tuple[When, Callable[[], None]]] = field(default_factory=list)
    _passed: set[When] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._head = PrintHead(self.dots)

    @property
    def waiting(self) -> int:
        """Answer how many bytes wait to be printed."""
        return len(self._buffer)

    def plan(self, when: When, act: Callable[[], None]) -> None:
        if when is When.NOW:
            act()
        else:
            self._plans.append((when, act))

    def forget_plans(self) -> None:
        """Let what was to strike later not strike."""
        self._plans.clear()

    def take_in(self, data: bytes, realtime: RealTime, answer: Callable[[bytes], None]) -> None:
        """Obey what arrives, in order; `answer` sends back."""
        for plain, request in realtime.sift(data):
            self._buffer += plain
            self.go_on(answer)
            if request:
                self._obey_now(request, answer)

    def go_on(self, answer: Callable[[bytes], None]) -> None:
        """Print what waits, as long as nothing is in the way."""
        while self.condition.can_print:
            command = take(self._buffer)
            if command is None:
                return
            self._obey(command, answer)

    def tear_off(self) -> None:
        """Let what hangs out of the printer be torn off by hand."""
        self._rows.clear()
        self._passed.clear()

    def _obey(self, command: Buffered, answer: Callable[[bytes], None]) -> None:
        if isinstance(command, Command):
            match command.name:
                case "GS V":
                    self._cut()
                    return
                case "GS ( H" if self.knows_process_id:
                    answer(b"\x37\x22" + command.parameters[2:6] + b"\x00")
                    return
                case "GS r":
                    answer(bytes((0x03 if self.condition.paper == "low" else 0x00,)))
                    return
        tall = isinstance(command, Picture) and command.height >= LETTER_ROWS
        printed = self._head.obey(command)
        if printed:
            self._pass(When.SLIP_STARTS)
        if tall:
            self._pass(When.IN_THE_MIDDLE)
        self._rows += printed

    def _cut(self) -> None:
        self._pass(When.BEFORE_THE_CUT)
        if not self.condition.can_print:
            self._buffer[:0] = CUT  # it waits with the rest
            return
        piece = tuple(self._rows)
        self._rows.clear()
        if piece:
            self.cut_off(piece)
        self._pass(When.AFTER_THE_CUT)
        self._passed.clear()

    def _pass(self, moment: When) -> None:
        if moment in self._passed:
            return
        self._passed.add(moment)
        due = [act for when, act in self._plans if when is moment]
        self._plans = [plan for plan in self._plans if plan[0] is not moment]
        for act in due:
            act()

    def _obey_now(self, request: bytes, answer: Callable[[bytes], None]) -> None:
        if request[1] == DLE_EOT:
            answer(bytes((self._status(request[2]),)))
        elif request[1] == DLE_ENQ:
            self.condition.cutter_error = self.condition.cutter_jammed
            if request[2] == CLEARING_TOO:
                self._buffer.clear()
            self.go_on(answer)
        elif self.knows_process_id:
            self._buffer.clear()
            answer(b"\x37\x25\x00")

    def _status(self, which: int) -> int:
        now = self.condition
        out, error = now.paper == "out", now.cutter_error or now.broken
        bits = {
            1: 0x08 * (not now.can_print),
            2: 0x04 * now.cover_open | 0x20 * out | 0x40 * error,
            3: 0x08 * now.cutter_error | 0x20 * now.broken,
            4: 0x0C * (now.paper != "full") | 0x60 * out,
        }
        return 0x12 | bits[which]
