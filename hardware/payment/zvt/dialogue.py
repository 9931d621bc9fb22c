"""Carries out one order at the terminal: order, answer, then the terminal speaks until it is done."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from hardware.payment.zvt import codes
from hardware.payment.zvt.apdu import Apdu, ProtocolError
from hardware.payment.zvt.line import Line, LineLost
from hardware.payment.zvt.orders import Abort, Order
from hardware.payment.zvt.printing import Printed, ReceiptKind
from hardware.payment.zvt.reports import (
    Aborted,
    CardNumber,
    Completion,
    News,
    Status,
    read_report,
)

log = logging.getLogger(__name__)
POSITIVE, NEGATIVE = 0x80, 0x84
ACKNOWLEDGED = Apdu(0x8000)
# Unknown, unheard of, unreadable: under vending rules such an answer to a status gives money back.
NOT_UNDERSTOOD = Apdu(NEGATIVE << 8 | codes.PROTOCOL_ERROR)
MOST_LINES = 400


@dataclass(frozen=True, slots=True)
class Timers:
    """Seconds: T3 from an order to its answer, T4 until the end or any news (PA00P016, 5.2.5-6)."""

    t3: float = 5.0
    t4: float = 180.0


class Refused(Exception):
    """The terminal does not take the order; `result` says why (chapter 10)."""

    def __init__(self, result: int) -> None:
        super().__init__(f"{result:02X}")
        self.result = result


class Lost(Exception):
    """The line broke or the terminal fell silent: the order may have been carried out or not."""


@dataclass(slots=True)
class Outcome:
    """What came of an order. `result` is codes.DONE only after a completion."""

    result: int = codes.DONE
    statuses: list[Status] = field(default_factory=list)
    slip: tuple[str, ...] = ()
    completion: Completion = field(default_factory=Completion)


class Answering(Protocol):
    """Decides what a status is answered with; under vending rules that answer keeps the money."""

    def __call__(self, status: Status) -> Awaitable[Apdu]: ...


async def agree(status: Status) -> Apdu:
    del status
    return ACKNOWLEDGED


async def carry_out(
    line: Line,
    order: Order,
    timers: Timers,
    *,
    report: Callable[[News], None] = lambda _news: None,
    answering: Answering = agree,
) -> Outcome:
    """Answer what came of the order; the terminal has the word until it says that it is done.

    Raises Refused, where nothing happened, and Lost.
    """
    try:
        line.send(order.apdu())
        await _accepted(line, timers.t3)
        return await _follow(line, timers, report, answering)
    except (LineLost, TimeoutError):
        raise Lost from None


async def _accepted(line: Line, patience: float) -> None:
    while True:
        answer = await line.receive(patience)
        kind, result = answer.control >> 8, answer.control & 0xFF
        if kind == POSITIVE or (kind == NEGATIVE and result == codes.DONE):
            return
        if kind == NEGATIVE:
            raise Refused(result)
        # What an earlier order left on the line: to be answered, or the terminal waits for ever.
        line.send(ACKNOWLEDGED if _known(answer) else NOT_UNDERSTOOD)


async def _follow(
    line: Line, timers: Timers, report: Callable[[News], None], answering: Answering
) -> Outcome:
    outcome, paper = Outcome(), _Paper()
    deadline = line.now() + timers.t4
    while True:
        # Only news and statuses put the end off: a terminal that babbles is given up like a silent one.
        apdu = await line.receive(deadline - line.now())
        if apdu.control >> 8 in (POSITIVE, NEGATIVE):
            continue  # the answer to an abort, or one too many
        try:
            told = read_report(apdu)
        except ProtocolError as error:
            log.warning("payment.not_understood %s: %s", apdu, error)
            line.send(NOT_UNDERSTOOD)
            continue
        match told:
            case Status():
                _look_at_card(told)
                outcome.statuses.append(told)
                line.send(await answering(told))
                deadline = line.now() + timers.t4
                continue
            case News(minutes=minutes):
                deadline = line.now() + (60.0 * minutes if minutes else timers.t4)
                line.send(ACKNOWLEDGED)
                report(told)
                continue
            case Printed():
                paper.take(told)
            case Completion() | Aborted():
                line.send(ACKNOWLEDGED)
                outcome.slip = paper.customers()
                if isinstance(told, Aborted):
                    outcome.result = told.result
                else:
                    outcome.completion = told
                return outcome
        line.send(ACKNOWLEDGED)


def stop(line: Line) -> None:
    """Ask the terminal to stop what it does; it may refuse (2.23)."""
    line.send(Abort().apdu())


async def eject(line: Line, timers: Timers) -> None:
    """Have a terminal that does nothing give out the card in its slot. Raises Refused, Lost."""
    try:
        stop(line)
        await _accepted(line, timers.t3)
    except (LineLost, TimeoutError):
        raise Lost from None


class _Paper:
    """Receipts as they come in pieces: of several, the citizen's is kept and the merchant's dropped."""

    def __init__(self) -> None:
        self._receipts: list[tuple[ReceiptKind, list[str]]] = []
        self._open = False

    def take(self, piece: Printed) -> None:
        if not self._open:
            self._receipts.append((piece.kind, []))
        kind, lines = self._receipts[-1]
        if kind is ReceiptKind.UNTOLD and piece.kind is not ReceiptKind.UNTOLD:
            self._receipts[-1] = (piece.kind, lines)
        lines.extend(piece.lines[: MOST_LINES - len(lines)])
        self._open = not piece.ends

    def customers(self) -> tuple[str, ...]:
        """Answer the citizen's receipt; where nobody said whose, it is the last one."""
        for kind in (ReceiptKind.CUSTOMER, ReceiptKind.UNTOLD):
            for found, lines in reversed(self._receipts):
                if found is kind:
                    return tuple(lines)
        return ()


def _known(apdu: Apdu) -> bool:
    try:
        told = read_report(apdu)
    except ProtocolError:
        return False
    # A payment's status that nobody waits for any more must not be agreed to.
    return not isinstance(told, Status)


def _look_at_card(status: Status) -> None:
    if status.card_number is CardNumber.CLEAR:
        log.critical("payment.card_number_in_clear: mask card numbers at the card terminal")
