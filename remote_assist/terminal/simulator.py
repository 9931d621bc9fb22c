"""The clerks' side of the call: a queue, a desk that opens and closes, and a line that can be lost."""

from collections.abc import Mapping

from hardware.simulation.acts import ImpossibleAct
from hardware.simulation.device_end import Refusal, Report
from hardware.simulation.lines import Fields, field
from hardware.simulation.linked import LinkedSimulator
from remote_assist.terminal import CallFault, CallPhase

CLERK = "Bürgerbüro"
MOST_BEFORE = 20


class CallSimulator(LinkedSimulator):
    """One terminal's call at the clerks' desk; without pictures and sound."""

    def __init__(self, port: int = 0) -> None:
        self._phase = CallPhase.IDLE
        self._fault: CallFault | None = None
        self._position = 0
        self._before = 0
        self._open = True
        self._clerks = True
        self._topic = ""
        self._language = ""
        self._automatic = False
        answers = {"dial": self._answer_dial, "hang_up": self._answer_hang_up}
        super().__init__("call", answers, port)

    def state(self) -> Mapping[str, object]:
        return {
            **super().state(),
            **self._told(),
            "topic": self._topic,
            "language": self._language,
            "waiting_before": self._before,
            "open": self._open,
            "clerks": self._clerks,
            "automatic": self._automatic,
        }

    def accept(self) -> None:
        """Let a clerk take the call."""
        if self._phase is not CallPhase.WAITING:
            raise ImpossibleAct("Nobody waits for a clerk.")
        if not self._clerks:
            raise ImpossibleAct("No clerk is there.")
        self._phase, self._position = CallPhase.CONNECTED, 0
        self._tell()

    def move_up(self) -> None:
        """Let the queue move up by one."""
        if self._phase is not CallPhase.WAITING or self._position <= 1:
            raise ImpossibleAct("Nobody waits who could move up.")
        self._position -= 1
        self._tell()

    def end_call(self) -> None:
        """Let the clerk hang up."""
        if self._phase is not CallPhase.CONNECTED:
            raise ImpossibleAct("No clerk is in a call.")
        self._end_it(None)

    def lose_line(self) -> None:
        """Let pictures and sound break off in the middle of the call."""
        if self._phase is not CallPhase.CONNECTED:
            raise ImpossibleAct("No clerk is in a call.")
        self._end_it(CallFault.LINE_LOST)

    def let_wait(self, before: int = 2) -> None:
        """Let that many people wait before the next caller."""
        if not 0 <= before <= MOST_BEFORE:
            raise ImpossibleAct(f"From 0 to {MOST_BEFORE} people can wait.")
        self._before = before

    def close_desk(self) -> None:
        """Close the desk for the day; who waits is sent away."""
        self._set_hours(is_open=False)
        if self._phase is CallPhase.WAITING:
            self._end_it(CallFault.CLOSED)

    def open_desk(self) -> None:
        """Open the desk."""
        self._set_hours(is_open=True)

    def send_clerks_away(self) -> None:
        """Let the last clerk leave; who waits is told so."""
        if not self._clerks:
            raise ImpossibleAct("No clerk is there.")
        self._clerks = False
        if self._phase is CallPhase.WAITING:
            self._end_it(CallFault.NO_CLERK)

    def call_clerks_back(self) -> None:
        """Let a clerk come back to the desk."""
        if self._clerks:
            raise ImpossibleAct("Clerks are there.")
        self._clerks = True

    def automate(self, *, on: bool = True) -> None:
        """Let a clerk take each call at once."""
        self._automatic = on

    def restore(self) -> None:
        """Put everything in order for the next citizen."""
        self._phase, self._fault, self._position = CallPhase.IDLE, None, 0
        self._topic = self._language = ""
        self._before, self._open, self._clerks = 0, True, True
        super().restore()

    def _told(self) -> Fields:
        connected = self._phase is CallPhase.CONNECTED
        return {
            "phase": self._phase,
            "fault": self._fault or "",
            "position": self._position,
            "clerk": CLERK if connected else "",
        }

    def _deserted(self) -> None:
        """End a call whose terminal is gone; it is told so when it comes again."""
        if self._phase in (CallPhase.WAITING, CallPhase.CONNECTED):
            self._end_it(CallFault.LINE_LOST)

    def _end_it(self, fault: CallFault | None) -> None:
        self._phase, self._fault, self._position = CallPhase.ENDED, fault, 0
        self._tell()

    def _set_hours(self, *, is_open: bool) -> None:
        if self._open == is_open:
            raise ImpossibleAct(f"The desk is {'open' if is_open else 'closed'} already.")
        self._open = is_open

    async def _answer_dial(self, details: Fields, _report: Report) -> Fields:
        topic, language = field(details, "topic", str), field(details, "language", str)
        if not self._open:
            raise Refusal(CallFault.CLOSED)
        if not self._clerks:
            raise Refusal(CallFault.NO_CLERK)
        if self._phase not in (CallPhase.WAITING, CallPhase.CONNECTED):
            self._topic, self._language = topic, language
            self._phase, self._fault, self._position = CallPhase.WAITING, None, self._before + 1
            self._tell()
            if self._automatic:
                self.accept()
        return {}

    async def _answer_hang_up(self, _details: Fields, _report: Report) -> Fields:
        if self._phase in (CallPhase.WAITING, CallPhase.CONNECTED):
            self._end_it(None)
        return {}
