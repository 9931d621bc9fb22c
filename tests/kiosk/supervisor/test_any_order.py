"""Whatever processes do, in any order: one on stage, none forgotten, no crash miscounted."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from kiosk.contracts.supervision import (
    Beat,
    Begun,
    Ended,
    EndReason,
    ExitCode,
    Go,
    Ready,
    SessionMessage,
    Shown,
)
from kiosk.supervisor import overdue
from kiosk.supervisor.machine import advance
from kiosk.supervisor.stage import (
    Announce,
    Event,
    Exited,
    HidePicture,
    Kill,
    Leave,
    Phase,
    RetryAsked,
    Said,
    ShowPicture,
    Spawn,
    Started,
    State,
    StopAsked,
    Tell,
    TimePassed,
)
from tests.kiosk.supervisor.limits import LIMITS

MESSAGES: st.SearchStrategy[SessionMessage] = st.one_of(
    st.just(Ready()),
    st.just(Shown()),
    st.just(Begun()),
    st.builds(Beat, st.integers(0, 50), st.integers(0, 50)),
    st.builds(Ended, st.sampled_from(EndReason)),
)
STATUSES = st.sampled_from([ExitCode.SESSION_END, ExitCode.CRASHED, ExitCode.REFUSED, -9, -11])


class AnyOrder(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.state = State()
        self.now = 0.0
        self.alive: set[int] = set()
        self.killed: set[int] = set()
        self.gone_on: list[int] = []
        self.picture = False
        self.left = False
        self.crashed_at: list[float] = []
        self.take(Started())

    def take(self, event: Event) -> None:
        self.state, effects = advance(self.state, event, self.now, LIMITS)
        for effect in effects:
            match effect:
                case Spawn(serial):
                    assert serial not in self.alive | self.killed | set(self.gone_on)
                    assert self.state.phase is not Phase.STOPPING
                    self.alive.add(serial)
                case Tell(serial, message):
                    assert serial in self.alive
                    assert serial not in self.killed
                    if isinstance(message, Go):
                        assert serial not in self.gone_on
                        self.gone_on.append(serial)
                case Kill(serial):
                    assert serial in self.alive
                    self.killed.add(serial)
                case ShowPicture():
                    assert not self.picture
                    self.picture = True
                case HidePicture():
                    assert self.picture
                    self.picture = False
                case Announce("session.crashed"):
                    self.crashed_at.append(self.now)
                case Leave():
                    assert not self.alive
                    self.left = True

    @rule(seconds=st.sampled_from([0.01, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 299.0]))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds
        self.take(TimePassed())

    @precondition(lambda self: self.alive)
    @rule(data=st.data(), message=MESSAGES)
    def somebody_speaks(self, data: st.DataObject, message: SessionMessage) -> None:
        self.take(Said(data.draw(st.sampled_from(sorted(self.alive))), message))

    @precondition(lambda self: self.state.stage is not None)
    @rule()
    def the_stage_is_well(self) -> None:
        stage = self.state.stage
        assert stage is not None
        self.take(Said(stage.serial, Shown()))
        stage = self.state.stage
        if stage is not None:
            self.take(Said(stage.serial, Beat(stage.frames + 1, stage.turns + 1)))

    @precondition(lambda self: self.alive)
    @rule(data=st.data(), status=STATUSES)
    def somebody_exits(self, data: st.DataObject, status: int) -> None:
        serial = data.draw(st.sampled_from(sorted(self.alive)))
        self.alive.discard(serial)
        self.take(Exited(serial, -9 if serial in self.killed else status))

    @precondition(lambda self: not self.left)
    @rule()
    def a_technician_asks(self) -> None:
        self.take(RetryAsked())

    @precondition(lambda self: not self.left)
    @rule(really=st.integers(0, 20))
    def the_system_stops(self, really: int) -> None:
        if really == 0:
            self.take(StopAsked())

    @invariant()
    def nobody_is_forgotten(self) -> None:
        state = self.state
        known = {actor.serial for actor in (state.stage, state.spare, *state.leaving) if actor}
        assert known == self.alive

    @invariant()
    def one_is_on_stage_or_the_picture_is(self) -> None:
        state = self.state
        if state.phase is Phase.OUT_OF_SERVICE:
            assert state.stage is None
            assert self.picture
        elif state.phase is not Phase.STOPPING:
            assert state.stage is not None
            assert state.stage.serial == self.gone_on[-1]
            assert not self.picture or state.phase is Phase.COMING_UP

    @invariant()
    def there_is_always_a_next_look_and_it_is_ahead(self) -> None:
        look = overdue.next_look(self.state, LIMITS)
        if look is None:
            assert self.state.phase is Phase.STOPPING
        else:
            assert look > self.now

    @invariant()
    def never_more_crashes_than_allowed(self) -> None:
        recent = [at for at in self.crashed_at if at > self.now - LIMITS.crash_window]
        if len(recent) > LIMITS.crashes:
            self.crashed_at.clear()
            assert self.state.phase in (Phase.OUT_OF_SERVICE, Phase.STOPPING)


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=80, stateful_step_count=50, deadline=None)
