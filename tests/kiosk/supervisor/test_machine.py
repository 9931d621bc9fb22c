"""Who is on stage: pure, without a process and without a clock."""

import pytest

from kiosk.contracts.supervision import (
    Beat,
    Before,
    Begun,
    End,
    Ended,
    EndReason,
    ExitCode,
    Go,
    Ready,
    Shown,
)
from kiosk.supervisor import overdue
from kiosk.supervisor.machine import advance
from kiosk.supervisor.stage import (
    Announce,
    Effect,
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

APOLOGY = Go(apology=True, before=Before.CRASH)


class Supervisor:
    """A state that moves on, and the time on its wall."""

    def __init__(self) -> None:
        self.state = State()
        self.now = 1000.0
        self.frames = 0

    def takes(self, event: Event) -> list[Effect]:
        """Answer the effects; what is only for the log is left out."""
        self.state, effects = advance(self.state, event, self.now, LIMITS)
        return [effect for effect in effects if not isinstance(effect, Announce)]

    def waits(self, seconds: float) -> list[Effect]:
        self.now += seconds
        return self.takes(TimePassed())

    def beats(self, seconds: int) -> list[Effect]:
        """Let the process on stage beat once a second; answer what was done meanwhile."""
        effects: list[Effect] = []
        for _ in range(seconds):
            self.frames += 1
            self.now += 1
            assert self.state.stage is not None
            beat = Beat(self.frames, self.frames)
            effects += self.takes(Said(self.state.stage.serial, beat))
        return effects

    def phase(self) -> Phase:
        return self.state.phase


@pytest.fixture
def fresh() -> Supervisor:
    return Supervisor()


@pytest.fixture
def attract(fresh: Supervisor) -> Supervisor:
    """One process has shown its attract screen."""
    fresh.takes(Started())
    fresh.takes(Said(1, Shown()))
    return fresh


@pytest.fixture
def warm(attract: Supervisor) -> Supervisor:
    """A citizen is at process 1, process 2 is a warm spare."""
    attract.waits(LIMITS.spare_delay)
    attract.takes(Said(2, Ready()))
    attract.takes(Said(1, Begun()))
    return attract


def test_the_first_process_goes_on_stage_at_once(fresh: Supervisor) -> None:
    assert fresh.takes(Started()) == [Spawn(1), Tell(1, Go(before=Before.START))]
    assert fresh.phase() is Phase.COMING_UP


def test_the_spare_waits_until_the_first_frame_and_a_little_longer(fresh: Supervisor) -> None:
    fresh.takes(Started())
    assert fresh.waits(5) == []
    assert fresh.takes(Said(1, Shown())) == []
    assert fresh.phase() is Phase.ATTRACT
    assert fresh.waits(LIMITS.spare_delay - 0.1) == []
    assert fresh.waits(0.1) == [Spawn(2)]
    assert fresh.waits(1) == []


def test_at_the_end_the_spare_goes_on_in_the_same_moment(warm: Supervisor) -> None:
    assert warm.phase() is Phase.SESSION
    assert warm.takes(Said(1, Ended(EndReason.LEFT))) == [Tell(2, Go(before=Before.SESSION))]
    assert warm.phase() is Phase.COMING_UP
    assert warm.takes(Exited(1, ExitCode.SESSION_END)) == []
    warm.takes(Said(2, Shown()))
    assert warm.phase() is Phase.ATTRACT


def test_an_exit_without_a_word_ends_the_session_as_well(warm: Supervisor) -> None:
    assert warm.takes(Exited(1, ExitCode.SESSION_END)) == [Tell(2, Go(before=Before.SESSION))]


def test_a_spare_that_still_warms_up_is_told_to_go_all_the_same(attract: Supervisor) -> None:
    attract.waits(LIMITS.spare_delay)
    ended = Said(1, Ended(EndReason.TIMED_OUT))
    assert attract.takes(ended) == [Tell(2, Go(before=Before.SESSION))]


def test_without_a_spare_a_new_process_goes_on(attract: Supervisor) -> None:
    ended = Said(1, Ended(EndReason.FINISHED))
    assert attract.takes(ended) == [Spawn(2), Tell(2, Go(before=Before.SESSION))]


def test_who_has_ended_and_stays_is_killed(warm: Supervisor) -> None:
    warm.takes(Said(1, Ended(EndReason.LEFT)))
    assert warm.waits(LIMITS.leave - 0.1) == []
    assert warm.waits(0.1) == [Kill(1)]
    assert warm.waits(1) == []


@pytest.mark.parametrize("status", [ExitCode.CRASHED, 1, -9, -11])
def test_after_a_crash_the_next_one_apologises(warm: Supervisor, status: int) -> None:
    assert warm.takes(Exited(1, status)) == [Tell(2, APOLOGY)]


def test_a_clean_exit_without_a_picture_is_a_crash(fresh: Supervisor) -> None:
    fresh.takes(Started())
    assert fresh.takes(Said(1, Ended(EndReason.LEFT))) == []
    assert fresh.takes(Exited(1, ExitCode.SESSION_END)) == [Spawn(2), Tell(2, APOLOGY)]


def test_beats_keep_it_alive(warm: Supervisor) -> None:
    warm.beats(1000)
    assert warm.phase() is Phase.SESSION


@pytest.mark.parametrize(
    ("frames", "turns", "why"),
    [
        (0, 1, "interface stood still"),
        (1, 0, "event loop stood still"),
        (0, 0, "interface and event loop stood still"),
    ],
)
def test_a_clock_that_stands_still_is_death(
    warm: Supervisor, frames: int, turns: int, why: str
) -> None:
    warm.beats(5)
    killed: list[Effect] = []
    for second in range(1, 11):
        warm.now += 1
        beat = Beat(5 + second * frames, 5 + second * turns)
        assert not killed
        killed = warm.takes(Said(1, beat))
    assert killed == [Kill(1)]
    assert warm.state.stage is not None
    assert warm.state.stage.doomed == why
    assert warm.takes(Said(1, Ended(EndReason.FINISHED))) == []
    assert warm.takes(Exited(1, -9)) == [Tell(2, APOLOGY)]


def test_silence_is_death(warm: Supervisor) -> None:
    warm.beats(5)
    assert warm.waits(LIMITS.hang - 0.1) == []
    assert warm.waits(0.1) == [Kill(1)]


def test_who_cannot_even_be_killed_is_left_behind(warm: Supervisor) -> None:
    warm.waits(LIMITS.hang)
    assert warm.waits(LIMITS.leave) == [Tell(2, APOLOGY)]
    assert warm.takes(Exited(1, -9)) == []


def test_who_shows_nothing_is_killed(fresh: Supervisor) -> None:
    fresh.takes(Started())
    fresh.takes(Said(1, Beat(1, 1)))
    assert fresh.waits(LIMITS.show) == [Kill(1)]


def test_a_spare_that_dies_is_replaced_later_and_later(attract: Supervisor) -> None:
    delays = []
    attract.waits(LIMITS.spare_delay)
    for serial in range(2, 10):
        assert attract.takes(Exited(serial, -11)) == []
        start = attract.now
        while not attract.beats(1):
            pass
        delays.append(round(attract.now - start))
    assert delays[0] < delays[1] < delays[2]
    assert max(delays) == delays[-1] == delays[-2] == 60
    assert attract.phase() is Phase.ATTRACT


def test_a_spare_that_never_gets_ready_is_killed_and_not_sent_on(attract: Supervisor) -> None:
    attract.waits(LIMITS.spare_delay)
    attract.beats(29)
    attract.now += 1
    stage = Said(1, Beat(100, 100))
    assert attract.takes(stage) == [Kill(2)]
    assert attract.takes(Said(1, Ended(EndReason.LEFT))) == [
        Spawn(3),
        Tell(3, Go(before=Before.SESSION)),
    ]
    assert attract.takes(Exited(2, -9)) == []


def crash(supervisor: Supervisor) -> list[Effect]:
    stage = supervisor.state.stage
    assert stage is not None
    supervisor.takes(Said(stage.serial, Shown()))
    return supervisor.takes(Exited(stage.serial, -11))


def test_one_crash_too_many_puts_it_out_of_service(fresh: Supervisor) -> None:
    fresh.takes(Started())
    for _ in range(LIMITS.crashes):
        assert ShowPicture() not in crash(fresh)
        fresh.now += 50
    fresh.now -= 1
    assert crash(fresh)[-1] == ShowPicture()
    assert fresh.phase() is Phase.OUT_OF_SERVICE
    assert overdue.is_healthy(fresh.state, fresh.now + 1000, LIMITS)


def test_crashes_that_are_long_ago_do_not_count(fresh: Supervisor) -> None:
    fresh.takes(Started())
    for _ in range(50):
        assert ShowPicture() not in crash(fresh)
        fresh.now += LIMITS.crash_window / LIMITS.crashes


def test_a_refused_configuration_needs_one_try_only(fresh: Supervisor) -> None:
    fresh.takes(Started())
    assert fresh.takes(Exited(1, ExitCode.REFUSED)) == [ShowPicture()]


@pytest.fixture
def out_of_service(fresh: Supervisor) -> Supervisor:
    fresh.takes(Started())
    fresh.takes(Exited(1, ExitCode.REFUSED))
    return fresh


def test_it_tries_again_after_a_while(out_of_service: Supervisor) -> None:
    assert out_of_service.waits(LIMITS.retry_after - 0.1) == []
    assert out_of_service.waits(0.1) == [Spawn(2), Tell(2, Go(before=Before.CRASH))]


def test_it_tries_again_when_asked(out_of_service: Supervisor) -> None:
    assert out_of_service.takes(RetryAsked()) == [Spawn(2), Tell(2, Go(before=Before.CRASH))]


def test_the_picture_stays_until_there_is_something_to_see(out_of_service: Supervisor) -> None:
    out_of_service.takes(RetryAsked())
    assert out_of_service.takes(Said(2, Ready())) == []
    assert out_of_service.takes(Said(2, Shown())) == [HidePicture()]
    assert out_of_service.phase() is Phase.ATTRACT


def test_a_crash_on_probation_ends_the_try_and_the_picture_never_left(
    out_of_service: Supervisor,
) -> None:
    out_of_service.takes(RetryAsked())
    assert out_of_service.takes(Exited(2, -11)) == []
    assert out_of_service.phase() is Phase.OUT_OF_SERVICE
    assert out_of_service.state.picture


def test_asking_for_a_try_disturbs_nobody_in_service(warm: Supervisor) -> None:
    assert warm.takes(RetryAsked()) == []
    assert warm.phase() is Phase.SESSION


def test_stopping_ends_everybody_in_order(warm: Supervisor) -> None:
    assert warm.takes(StopAsked()) == [Tell(1, End()), Tell(2, End())]
    assert warm.takes(Said(1, Ended(EndReason.ASKED))) == []
    assert warm.takes(Exited(2, 0)) == []
    assert warm.takes(Exited(1, 0)) == [Leave()]


def test_stopping_kills_who_does_not_listen(warm: Supervisor) -> None:
    warm.takes(StopAsked())
    assert warm.waits(LIMITS.leave) == [Kill(1), Kill(2)]
    assert warm.takes(Exited(2, -9)) == []
    assert warm.takes(Exited(1, -9)) == [Leave()]


def test_asked_to_stop_twice_it_waits_no_longer(warm: Supervisor) -> None:
    warm.takes(StopAsked())
    assert warm.takes(StopAsked()) == [Kill(1), Kill(2)]


def test_out_of_service_it_stops_at_once(out_of_service: Supervisor) -> None:
    assert out_of_service.takes(StopAsked()) == [HidePicture(), Leave()]


def test_words_of_strangers_change_nothing(warm: Supervisor) -> None:
    before = warm.state
    for message in (Shown(), Begun(), Ended(EndReason.LEFT), Beat(9, 9), Ready()):
        assert warm.takes(Said(99, message)) == []
    assert warm.takes(Exited(99, 0)) == []
    assert warm.state == before


def test_it_is_unwell_when_a_clock_has_stood_too_long(warm: Supervisor) -> None:
    warm.beats(3)
    assert overdue.is_healthy(warm.state, warm.now + LIMITS.hang - 1, LIMITS)
    assert not overdue.is_healthy(warm.state, warm.now + LIMITS.hang, LIMITS)
