"""Keeps the one connection to the card terminal: registers, asks how it is, comes again when it broke."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum

from hardware.failures import DeviceFailed
from hardware.latest import Latest
from hardware.patience import done_within, within
from hardware.payment import PaymentFault, PaymentStatus
from hardware.payment.zvt import codes
from hardware.payment.zvt.apdu import ProtocolError
from hardware.payment.zvt.dialogue import Lost, Refused, Timers, carry_out, eject
from hardware.payment.zvt.line import Line, LineLost
from hardware.payment.zvt.orders import Diagnose, Enquire, Initialise, Password, Register
from hardware.payment.zvt.reports import condition, registered
from kiosk.contracts.clock import Clock

log = logging.getLogger(__name__)
BUSY = PaymentStatus(PaymentFault.BUSY)
# A remedy that did not help is not tried again before a technician may have come by.
REMEDY_PAUSE = 600.0


class Undecided(Enum):
    """Nobody has answered, and nobody has refused to."""

    YET = "yet"


@dataclass(frozen=True, slots=True)
class Habits:
    """Where the terminal is and how it is kept up; seconds."""

    host: str
    port: int
    password: Password = field(default_factory=Password)
    timers: Timers = field(default_factory=Timers)
    enquire_every: float = 15.0
    first_pause: float = 0.5
    longest_pause: float = 30.0


class Connection:
    """Connected and registered as long as somebody uses it; one order at a time."""

    def __init__(self, habits: Habits, clock: Clock) -> None:
        self.terminal = ""
        self._habits = habits
        self._clock = clock
        self._status: Latest[PaymentStatus | Undecided] = Latest(Undecided.YET)
        self._users = 0
        self._coming_and_going = asyncio.Lock()
        self._keeper: asyncio.Task[None] | None = None
        self._line: Latest[Line | Undecided | None] = Latest(Undecided.YET)
        self._turn = asyncio.Lock()
        self._hurry = asyncio.Event()
        self._look_soon = asyncio.Event()
        self._absence = PaymentFault.UNREACHABLE
        self._remedied: dict[codes.Remedy, float] = {}

    @property
    def timers(self) -> Timers:
        return self._habits.timers

    @property
    def password(self) -> Password:
        return self._habits.password

    async def watch(self) -> AsyncIterator[PaymentStatus]:
        """Yield the terminal's condition once it is known, then on change."""
        known: PaymentStatus | None = None
        async with self.in_use():
            statuses = self._status.watch()
            try:
                async for status in statuses:
                    if isinstance(status, PaymentStatus) and status != known:
                        known = status
                        yield status
            finally:
                await statuses.aclose()

    @asynccontextmanager
    async def in_use(self) -> AsyncIterator[None]:
        """Keep the connection up meanwhile; the last user hangs up."""
        self._users += 1
        try:
            async with self._coming_and_going:
                if self._keeper is None:
                    self._keeper = asyncio.create_task(self._keep(), name="card terminal")
            yield
        finally:
            self._users -= 1
            async with self._coming_and_going:
                if self._users == 0 and self._keeper is not None:
                    keeper, self._keeper = self._keeper, None
                    keeper.cancel()
                    await asyncio.gather(keeper, return_exceptions=True)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[Line]:
        """Have the terminal for one order. Raises DeviceFailed (UNREACHABLE, BUSY, OUT_OF_ORDER).

        Whoever loses the line, or finds the terminal silent, leaves it closed (5.2.5, case a).
        """
        async with self.in_use(), self._turn:
            line = await self._reached()
            try:
                yield line
            except Lost:
                await line.close()
                raise

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Say so during a long order, and ask the terminal how it is right after."""
        self._status.show(BUSY)
        try:
            yield
        finally:
            self._look_soon.set()

    async def _reached(self) -> Line:
        """Answer the line once it is up; if it is down, after one more try made at once."""
        known = self._line.value
        if known is None or (isinstance(known, Line) and known.broken):
            self._line.show(Undecided.YET)
            self._hurry.set()
        lines = self._line.watch()
        try:
            async for line in lines:
                if isinstance(line, Line):
                    return line
                if line is None:
                    break
        finally:
            await lines.aclose()
        raise DeviceFailed(self._absence)

    async def _keep(self) -> None:
        """Connect, attend until the line breaks, pause, and again; cancelled by the last user."""
        pause = self._habits.first_pause
        try:
            while True:
                self._hurry.clear()
                if await self._connect_and_attend() or self._absence is PaymentFault.BUSY:
                    pause = self._habits.first_pause
                self._line.show(None)
                self._status.show(PaymentStatus(self._absence))
                with suppress(TimeoutError):
                    await within(self._clock, pause, self._hurry.wait())
                pause = min(2 * pause, self._habits.longest_pause)
        finally:
            self._line.show(Undecided.YET)
            self._status.show(Undecided.YET)

    async def _connect_and_attend(self) -> bool:
        """Answer whether the terminal was there before the line broke."""
        line: Line | None = None
        reached, self._absence = False, PaymentFault.UNREACHABLE
        try:
            line = await Line.connect(
                self._habits.host, self._habits.port, self._clock, self.timers.t3
            )
            needs = await self._register(line)
            self._line.show(line)
            reached = True
            await self._attend(line, needs)
        except (LineLost, Lost):
            pass  # the next try follows
        except (Refused, ProtocolError) as refused:
            waits = isinstance(refused, Refused) and refused.result == codes.WAIT
            self._absence = PaymentFault.BUSY if waits else PaymentFault.OUT_OF_ORDER
            log.log(
                logging.INFO if waits else logging.CRITICAL,
                "payment.registration_refused %s",
                refused,
            )
        finally:
            if line is not None:
                await line.close()
        return reached

    async def _register(self, line: Line) -> codes.Remedy:
        done = await carry_out(line, Register(self.password), self.timers)
        if done.result != codes.DONE:
            raise Refused(done.result)
        status, self.terminal = registered(done.completion)
        return codes.needed(status)

    async def _attend(self, line: Line, needs: codes.Remedy) -> None:
        """Ask the terminal how it is, now and regularly, until the line breaks.

        The turn is the terminal's as well: it may use an enquiry to do what is due (2.56).
        """
        ending = asyncio.ensure_future(line.ends())
        try:
            while not line.broken:
                if not self._turn.locked():
                    async with self._turn:
                        await self._look(line, needs)
                needs = codes.Remedy.NONE
                self._look_soon.clear()
                soon = asyncio.ensure_future(self._look_soon.wait())
                either = asyncio.ensure_future(
                    asyncio.wait({soon, ending}, return_when=asyncio.FIRST_COMPLETED)
                )
                try:
                    await done_within(self._clock, self._habits.enquire_every, either)
                finally:
                    soon.cancel()
                    either.cancel()
                    await asyncio.gather(soon, either, return_exceptions=True)
        finally:
            ending.cancel()
            await asyncio.gather(ending, return_exceptions=True)

    async def _look(self, line: Line, needs: codes.Remedy) -> None:
        fault, remedy = await self._enquire(line)
        remedy = needs if needs is not codes.Remedy.NONE else remedy
        if self._may_help(remedy):
            self._status.show(BUSY)
            await self._help(line, remedy)
            fault, _ = await self._enquire(line)
        self._status.show(PaymentStatus(fault))

    async def _enquire(self, line: Line) -> tuple[PaymentFault | None, codes.Remedy]:
        try:
            done = await carry_out(line, Enquire(self.password), self.timers)
            if done.result != codes.DONE:
                return codes.condition(done.result)
            return codes.condition(condition(done.completion))
        except Refused as refused:
            # A terminal need not know this order (2.66): that it answers says that it is there.
            unknown = refused.result == codes.NOT_POSSIBLE
            return (None, codes.Remedy.NONE) if unknown else codes.condition(refused.result)
        except ProtocolError:
            return PaymentFault.OUT_OF_ORDER, codes.Remedy.NONE

    def _may_help(self, remedy: codes.Remedy) -> bool:
        now, tried = self._clock.monotonic(), self._remedied.get(remedy)
        if remedy is codes.Remedy.NONE or (tried is not None and now - tried < REMEDY_PAUSE):
            return False
        self._remedied[remedy] = now
        return True

    async def _help(self, line: Line, remedy: codes.Remedy) -> None:
        log.info("payment.remedy %s", remedy)
        with suppress(Refused):
            if remedy is codes.Remedy.EJECT:
                await eject(line, self.timers)
            elif remedy is codes.Remedy.INITIALISE:
                await carry_out(line, Initialise(self.password), self.timers)
            else:
                await carry_out(line, Diagnose(), self.timers)
