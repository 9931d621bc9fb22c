"""What a WS-BD service does for its clients: sessions, the lock, one sensor operation at a time."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from hardware.fingerprint.wsbd.messages import NoAnswer, Result, Values, read_configuration
from hardware.fingerprint.wsbd.names import (
    CAPTURE_TIMEOUT,
    FINGER,
    IMAGE_CONTENT_TYPE,
    MODALITY,
    REASON,
    STEALING_PREVENTION,
    SUBMODALITIES,
    SUBMODALITY,
    Status,
)
from hardware.patience import within
from kiosk.contracts.clock import Clock

MOST_SESSIONS = 4
INACTIVITY = 600.0
STEALING_AFTER = 3.0
CAPTURE_SECONDS = 12.0
CAPTURES_KEPT = 2
_ELSEWHERE = "another client"
_PARAMETERS = (SUBMODALITY, IMAGE_CONTENT_TYPE, CAPTURE_TIMEOUT)


class SensorFailed(Exception):
    """The sensor broke; with a `reason` it only did not like what lay on the glass."""

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Capture:
    """What a capture brought: the file and what is told of it."""

    data: bytes = field(repr=False)
    metadata: Values


class Sensor(Protocol):
    async def initialize(self) -> None:
        """Make ready. Raises SensorFailed."""
        ...

    async def capture(self, parameters: Values) -> Capture:
        """Wait for a finger and take its image. Raises SensorFailed; may be cancelled."""
        ...


class Operations:
    """One service; loses all it knows when its scanner loses power (`lose_power`)."""

    def __init__(self, sensor: Sensor, clock: Clock) -> None:
        self._sensor = sensor
        self._clock = clock
        self._work: asyncio.Task[Result] | None = None
        self._forget()

    def _forget(self) -> None:
        self._sessions: dict[str, float] = {}
        self._holder = ""
        self._ready = False
        self._parameters: dict[str, str | int] = {}
        self._captures: dict[str, Capture] = {}

    @property
    def sessions(self) -> int:
        return len(self._sessions)

    @property
    def locked(self) -> bool:
        return bool(self._holder)

    def lose_power(self) -> None:
        if self._work is not None:
            self._work.cancel()
        self._forget()

    def use_elsewhere(self, *, on: bool) -> None:
        """Let another client hold the lock and never rest, or take its leave."""
        if on:
            self._sessions[_ELSEWHERE] = float("inf")
            self._holder = _ELSEWHERE
        elif not on:
            self._drop(_ELSEWHERE)

    async def end(self) -> None:
        """Stop what runs; harmless when nothing does."""
        if self._work is not None:
            self._work.cancel()
            await asyncio.wait({self._work})

    async def answer(self, method: str, path: list[str], body: bytes) -> Result | None:
        """Answer the operation of that method and path; None where the standard has none."""
        operation, *rest = path
        match method, operation, rest:
            case "GET", "info", []:
                return self._information()
            case "POST", "register", []:
                return self._register()
            case "DELETE", "register", [client]:
                return self._unregister(client)
            case (("POST" | "PUT" | "DELETE"), "lock", [client]):
                return self._lock(method, client)
            case "GET", "download", [capture]:
                return self._download(capture)
            case "POST", "initialize" | "configure" | "capture" | "cancel", [client]:
                return self._refused(client) or await self._sensor_operation(operation, body)
        return None

    def _information(self) -> Result:
        period = int(STEALING_AFTER * 1000)
        return Result(Status.SUCCESS, metadata={MODALITY: FINGER, STEALING_PREVENTION: period})

    def _register(self) -> Result:
        now = self._clock.monotonic()
        for client, seen in tuple(self._sessions.items()):
            if len(self._sessions) >= MOST_SESSIONS and now - seen > INACTIVITY:
                self._drop(client)
        if len(self._sessions) >= MOST_SESSIONS:
            return Result(Status.FAILURE)
        client = str(uuid.uuid4())
        self._sessions[client] = now
        return Result(Status.SUCCESS, session=client)

    def _unregister(self, client: str) -> Result:
        if client == self._holder and self._busy:
            return Result(Status.SENSOR_BUSY)
        self._drop(client)
        return Result(Status.SUCCESS)

    def _drop(self, client: str) -> None:
        self._sessions.pop(client, None)
        if client == self._holder:
            self._holder = ""

    def _lock(self, method: str, client: str) -> Result:
        if client not in self._sessions:
            return Result(Status.INVALID_ID)
        self._touch(client)
        others = self._holder not in ("", client)
        if others and method == "PUT":
            rests = self._clock.monotonic() - self._sessions[self._holder]
            if rests < STEALING_AFTER:
                return Result(Status.FAILURE)
        elif others:
            return Result(Status.LOCK_HELD_BY_ANOTHER)
        elif method == "DELETE" and self._holder and self._busy:
            return Result(Status.SENSOR_BUSY)
        self._holder = "" if method == "DELETE" else client
        return Result(Status.SUCCESS)

    def _refused(self, client: str) -> Result | None:
        """Answer why the client may not use the sensor, None if it may."""
        if client not in self._sessions:
            return Result(Status.INVALID_ID)
        self._touch(client)
        if self._holder == client:
            return None
        return Result(Status.LOCK_HELD_BY_ANOTHER if self._holder else Status.LOCK_NOT_HELD)

    def _touch(self, client: str) -> None:
        self._sessions[client] = self._clock.monotonic()

    @property
    def _busy(self) -> bool:
        return self._work is not None and not self._work.done()

    async def _sensor_operation(self, operation: str, body: bytes) -> Result:
        if operation == "cancel":
            work = self._work
            if work is not None and not work.done():
                work.cancel()
                await asyncio.wait({work})
            return Result(Status.SUCCESS)
        if self._busy:
            return Result(Status.SENSOR_BUSY)
        works: Mapping[str, Callable[[], Awaitable[Result]]] = {
            "initialize": self._initialize,
            "configure": lambda: self._configure(body),
            "capture": self._capture,
        }
        self._work = asyncio.ensure_future(works[operation]())
        # It goes on though its client hangs up: only time, a finger or a cancel ends it.
        await asyncio.wait({self._work})
        return Result(Status.CANCELED) if self._work.cancelled() else self._work.result()

    async def _initialize(self) -> Result:
        try:
            await self._sensor.initialize()
        except SensorFailed:
            return Result(Status.SENSOR_FAILURE)
        self._ready = True
        return Result(Status.SUCCESS)

    async def _configure(self, body: bytes) -> Result:
        if not self._ready:
            return Result(Status.INITIALIZATION_NEEDED)
        try:
            wanted = read_configuration(body)
        except NoAnswer:
            return Result(Status.BAD_VALUE)
        unknown = tuple(key for key in wanted if key not in _PARAMETERS)
        if unknown:
            return Result(Status.NO_SUCH_PARAMETER, bad_fields=unknown)
        if wanted.get(SUBMODALITY) not in SUBMODALITIES.values():
            return Result(Status.BAD_VALUE, bad_fields=(SUBMODALITY,))
        self._parameters = dict(wanted)
        return Result(Status.SUCCESS)

    async def _capture(self) -> Result:
        if not self._ready:
            return Result(Status.INITIALIZATION_NEEDED)
        if not self._parameters:
            return Result(Status.CONFIGURATION_NEEDED)
        seconds = int(self._parameters.get(CAPTURE_TIMEOUT, CAPTURE_SECONDS * 1000)) / 1000
        try:
            taken = await within(self._clock, seconds, self._sensor.capture(self._parameters))
        except TimeoutError:
            return Result(Status.SENSOR_TIMEOUT)
        except SensorFailed as failed:
            if failed.reason:
                return Result(Status.FAILURE, metadata={REASON: failed.reason})
            return Result(Status.SENSOR_FAILURE)
        number = str(uuid.uuid4())
        self._captures[number] = taken
        while len(self._captures) > CAPTURES_KEPT:
            del self._captures[next(iter(self._captures))]
        return Result(Status.SUCCESS, captures=(number,))

    def _download(self, number: str) -> Result:
        taken = self._captures.get(number)
        if taken is None:
            return Result(Status.INVALID_ID)
        return Result(Status.SUCCESS, metadata=taken.metadata, data=taken.data)
