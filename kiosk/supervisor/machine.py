"""Decides who is on stage: `advance(state, event, now, limits) -> (state, effects)`, pure."""

from dataclasses import replace

from kiosk.config.model import SupervisorLimits
from kiosk.contracts.supervision import (
    Beat,
    Before,
    Begun,
    End,
    Ended,
    ExitCode,
    Go,
    Ready,
    SessionMessage,
    Shown,
)
from kiosk.supervisor import overdue
from kiosk.supervisor.stage import (
    Actor,
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
)

LONGEST_SPARE_DELAY = 60.0


def advance(
    state: State, event: Event, now: float, limits: SupervisorLimits
) -> tuple[State, tuple[Effect, ...]]:
    """Answer the next state and what is to be done, in order."""
    turn = _Turn(state, now, limits)
    turn.take(event)
    turn.see_what_is_due()
    return turn.state, tuple(turn.effects)


class _Turn:
    """One step of the machine; gathers the new state and the effects."""

    def __init__(self, state: State, now: float, limits: SupervisorLimits) -> None:
        self.state = state
        self.now = now
        self.limits = limits
        self.effects: list[Effect] = []

    # --- what happens -----------------------------------------------------------------------------

    def take(self, event: Event) -> None:
        match event:
            case Started():
                self._put_on_stage(Go(before=Before.START))
            case Said(serial, message):
                self._hear(serial, message)
            case Exited(serial, status):
                self._miss(serial, status)
            case RetryAsked() if self.state.phase is Phase.OUT_OF_SERVICE:
                self._retry()
            case StopAsked():
                self._stop()
            case _:
                pass

    def _hear(self, serial: int, message: SessionMessage) -> None:
        stage, spare = self.state.stage, self.state.spare
        if spare is not None and spare.serial == serial and isinstance(message, Ready):
            self._set(spare=replace(spare, ready=True), spare_failures=0)
            self._announce("spare.ready")
        if stage is None or stage.serial != serial or stage.doomed:
            return
        match message:
            case Ready():
                self._set(stage=replace(stage, ready=True))
            case Shown() if not stage.shown:
                self._curtain_up(stage)
            case Beat(frames, turns):
                self._set(stage=overdue.after_beat(stage, frames, turns, self.now))
            case Begun() if self.state.phase is Phase.ATTRACT:
                self._set(phase=Phase.SESSION)
                self._announce("session.begun")
            case Ended(reason) if stage.shown and self.state.phase is not Phase.STOPPING:
                self._announce("session.ended", str(reason))
                self._dismiss(stage)
                self._put_on_stage(Go(before=Before.SESSION))
            case _:
                pass

    def _curtain_up(self, stage: Actor) -> None:
        shown = replace(stage, shown=True, frames_at=self.now, turns_at=self.now)
        self._set(stage=shown)
        if self.state.phase is not Phase.COMING_UP:
            return
        self._set(phase=Phase.ATTRACT, spare_due=self.now + self.limits.spare_delay)
        if self.state.picture:
            self._set(picture=False)
            self._do(HidePicture())
        self._announce("attract.shown", f"{(self.now - stage.went_on) * 1000:.0f} ms after go")

    def _miss(self, serial: int, status: int) -> None:
        """Somebody is gone."""
        state = self.state
        if state.stage is not None and state.stage.serial == serial:
            self._miss_stage(state.stage, status)
        elif state.spare is not None and state.spare.serial == serial:
            self._miss_spare(status)
        else:
            self._miss_leaving(serial, status)
        self._leave_if_alone()

    def _miss_stage(self, stage: Actor, status: int) -> None:
        self._set(stage=None)
        if self.state.phase is Phase.STOPPING:
            return
        if status == ExitCode.SESSION_END and stage.shown and not stage.doomed:
            self._announce("session.ended", "exit")
            self._put_on_stage(Go(before=Before.SESSION))
        elif status == ExitCode.REFUSED and not stage.doomed:
            self._go_out_of_service("the configuration is refused")
        else:
            self._crash(stage.doomed or _cause(status))

    def _miss_spare(self, status: int) -> None:
        self._set(spare=None)
        if self.state.phase is Phase.STOPPING:
            return
        failures = self.state.spare_failures + 1
        delay = min(self.limits.spare_delay * 2**failures, LONGEST_SPARE_DELAY)
        self._set(spare_failures=failures, spare_due=self.now + delay)
        self._announce("spare.lost", _cause(status))

    def _miss_leaving(self, serial: int, status: int) -> None:
        gone = [actor for actor in self.state.leaving if actor.serial == serial]
        self._set(leaving=tuple(actor for actor in self.state.leaving if actor not in gone))
        if status != ExitCode.SESSION_END and not any(actor.doomed for actor in gone):
            self._announce("process.left_badly", _cause(status))

    def _crash(self, cause: str) -> None:
        since = self.now - self.limits.crash_window
        crashes = (*(at for at in self.state.crashes if at > since), self.now)
        self._set(crashes=crashes)
        self._announce("session.crashed", cause)
        if len(crashes) > self.limits.crashes:
            self._go_out_of_service(f"{len(crashes)} crashes")
        elif self.now < self.state.on_probation_until:
            self._go_out_of_service("crashed again when tried again")
        else:
            self._put_on_stage(Go(apology=True, before=Before.CRASH))

    # --- what is due ------------------------------------------------------------------------------

    def see_what_is_due(self) -> None:
        """Act on every deadline that has passed."""
        for actor in self.state.leaving:
            if not actor.doomed and self.now >= actor.leave_by:
                self._announce("process.stayed")
                self._doom_leaving(actor)
        self._judge_stage()
        spare = self.state.spare
        if spare and not spare.ready and not spare.doomed and self._is_late(spare):
            self._set(spare=replace(spare, doomed="not ready in time"))
            self._do(Kill(spare.serial))
        if self._is_due(self.state.spare_due):
            self._set(spare_due=None)
            if self.state.spare is None:
                self._set(spare=self._spawn())
        if self._is_due(self.state.retry_due):
            self._retry()
        if self._is_due(self.state.stop_by):
            self._set(stop_by=None)
            self._kill_everybody()

    def _judge_stage(self) -> None:
        stage = self.state.stage
        if stage is None or self.state.phase is Phase.STOPPING:
            return
        if stage.doomed:
            if self.now >= stage.leave_by:  # not even SIGKILL ends it: stuck in a driver
                self._set(stage=None, leaving=(*self.state.leaving, stage))
                self._crash(f"{stage.doomed}, and could not be killed")
        elif doom := overdue.reason(stage, self.now, self.limits):
            leave_by = self.now + self.limits.leave
            self._set(stage=replace(stage, doomed=doom, leave_by=leave_by))
            self._do(Kill(stage.serial))

    def _is_due(self, moment: float | None) -> bool:
        return moment is not None and self.now >= moment

    def _is_late(self, spare: Actor) -> bool:
        return self.now >= spare.spawned + self.limits.warm

    # --- what it does -----------------------------------------------------------------------------

    def _put_on_stage(self, go: Go) -> None:
        """Send the spare, or a new process, on stage; a spare that still warms up goes when it can."""
        spare = self.state.spare
        actor = spare if spare is not None and not spare.doomed else self._spawn()
        if spare is not None and spare is not actor:
            self._set(leaving=(*self.state.leaving, spare))
        self._set(
            phase=Phase.COMING_UP,
            stage=replace(actor, went_on=self.now),
            spare=None,
            spare_due=None,
            retry_due=None,
        )
        self._do(Tell(actor.serial, go))

    def _spawn(self) -> Actor:
        actor = Actor(self.state.serial + 1, self.now)
        self._set(serial=actor.serial)
        self._do(Spawn(actor.serial))
        return actor

    def _dismiss(self, stage: Actor) -> None:
        """Let the process leave by itself, for a while."""
        leaving = replace(stage, leave_by=self.now + self.limits.leave)
        self._set(stage=None, leaving=(*self.state.leaving, leaving))

    def _doom_leaving(self, actor: Actor) -> None:
        doomed = replace(actor, doomed="stayed")
        self._set(leaving=tuple(doomed if a is actor else a for a in self.state.leaving))
        self._do(Kill(actor.serial))

    def _go_out_of_service(self, why: str) -> None:
        self._kill_everybody()
        self._set(
            phase=Phase.OUT_OF_SERVICE,
            crashes=(),
            spare_due=None,
            retry_due=self.now + self.limits.retry_after,
        )
        if not self.state.picture:
            self._set(picture=True)
            self._do(ShowPicture())
        self._announce("out_of_service", why)

    def _retry(self) -> None:
        self._set(on_probation_until=self.now + self.limits.crash_window)
        self._announce("retry")
        self._put_on_stage(Go(before=Before.CRASH))

    def _stop(self) -> None:
        if self.state.phase is Phase.STOPPING:
            self._kill_everybody()
            return
        self._set(
            phase=Phase.STOPPING,
            spare_due=None,
            retry_due=None,
            stop_by=self.now + self.limits.leave,
        )
        for actor in (self.state.stage, self.state.spare):
            if actor is not None and not actor.doomed:
                self._do(Tell(actor.serial, End()))
        self._leave_if_alone()

    def _leave_if_alone(self) -> None:
        state = self.state
        alone = state.stage is None and state.spare is None and not state.leaving
        if state.phase is Phase.STOPPING and alone:
            if state.picture:
                self._do(HidePicture())
            self._do(Leave())

    def _kill_everybody(self) -> None:
        """Kill all; they are gone when their exits are told."""
        stage, spare = self.state.stage, self.state.spare
        left = (*self.state.leaving, *(actor for actor in (stage, spare) if actor is not None))
        for actor in left:
            self._do(Kill(actor.serial))
        leaving = tuple(replace(actor, doomed="killed") for actor in left)
        self._set(stage=None, spare=None, leaving=leaving)

    def _announce(self, what: str, detail: str = "") -> None:
        self._do(Announce(what, detail))

    def _do(self, effect: Effect) -> None:
        self.effects.append(effect)

    def _set(self, **changes: object) -> None:
        self.state = replace(self.state, **changes)  # type: ignore[arg-type] # checked by the fields' names


def _cause(status: int) -> str:
    return f"signal {-status}" if status < 0 else f"exit {status}"
