"""Where cases go: the port that every destination fills, and the registry that finds them by name.

A destination's module holds `Settings` (a frozen dataclass) and `make(settings, clock)`, which
answers the port; it is imported on demand. Third parties come in by the entry-point group
`buergerterminal.destination`.
"""

import dataclasses
import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import entry_points
from types import ModuleType
from typing import Any, Protocol

from kiosk.contracts.clock import Clock
from kiosk.store.cover import Cover
from kiosk.store.outbox import Parcel
from kiosk.store.tracking import Awaited


class CourierFault(StrEnum):
    UNREACHABLE = "courier.unreachable"
    NOT_AUTHORISED = "courier.not_authorised"
    DESTINATION_CLOSED = "courier.destination_closed"
    KEY_REFUSED = "courier.key_refused"
    KEY_WITHDRAWN = "courier.key_withdrawn"
    NOT_ADDRESSED = "courier.not_addressed"
    TOO_LARGE = "courier.too_large"
    RECEIPT_WRONG = "courier.receipt_wrong"
    REJECTED = "courier.rejected"
    UNCLAIMED = "courier.unclaimed"
    DESTINATION_FULL = "courier.destination_full"
    REFUSED = "courier.refused"
    DAMAGED = "courier.damaged"
    UNEXPECTED = "courier.unexpected"
    CRASHED = "courier.crashed"


class Unavailable(Exception):
    """The destination takes nothing now; no parcel is to blame, all wait. Raised by destinations.

    `seconds`: the least time that the destination asked to be left alone.
    """

    def __init__(self, fault: CourierFault, sentence: str, seconds: float = 0.0) -> None:
        super().__init__(sentence)
        self.fault = fault
        self.seconds = seconds


class Refused(Exception):
    """The destination will never take this parcel; others may do. Raised by destinations."""

    def __init__(self, sentence: str, fault: CourierFault = CourierFault.REFUSED) -> None:
        super().__init__(sentence)
        self.fault = fault


class DestinationRefused(Exception):
    """The configuration names a destination or a setting that does not exist."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """The destination has the case for good; the terminal's copy may go."""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """The destination is at work on it; it is asked again in `seconds`."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Submitted:
    """The destination has it whole; its receiver has not spoken and is asked after in `seconds`."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Waiting:
    """The receiver has not spoken; ask again in `seconds`."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Accepted:
    """The receiver has it, and is bound by its signature; `proven` if that is over what was sent."""

    proven: bool


@dataclass(frozen=True, slots=True)
class Rejected:
    """The receiver refused it for good; `problems` are codes of its list, most important first."""

    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """No receiver fetched it in the time that the destination allows."""


@dataclass(frozen=True, slots=True)
class Deleted:
    """Nothing is left at the destination: fetched by a person, or too old.

    `receipt` is the SHA-256 of its signed receipt, empty if its time passed without a word;
    `reason` is fetched, discarded or expired.
    """

    receipt: str
    reason: str
    fetched: bool


Outcome = Delivered | Unfinished | Submitted
Word = Waiting | Accepted | Rejected | Unclaimed | Deleted
Remember = Callable[[Mapping[str, str]], None]


class Destination(Protocol):
    """Called from one worker thread, one parcel at a time; every call ends within its own limits."""

    def deliver(self, parcel: Parcel, remember: Remember) -> Outcome:
        """Bring the parcel nearer to its destination; called again until it is delivered.

        The same parcel may come again after it was delivered (the terminal lost its power before
        it took note): `parcel.key` tells. What a later try must know (an id given by the remote
        side) goes to `remember` before it is acted upon, and comes back as `parcel.remembered`.
        Raises Unavailable and Refused.
        """
        ...

    def follow(self, case: Awaited) -> Word:
        """Ask what the receiver says of a case that was `Submitted`.

        Raises Unavailable, and Refused for a receipt that cannot be right.
        """
        ...

    def tend(self) -> Mapping[str, Any] | None:
        """Answer the public key (JWK), checked, to which new cases are to be sealed.

        Asked now and then, whether there are cases or not; None where the destination publishes no
        key or nothing is due. Raises Unavailable.
        """
        ...

    def close(self) -> None: ...


def make_cover(name: str, table: Mapping[str, object]) -> Cover | None:
    """Answer the cover sheet that the destination `name` wants beside its cases, None if it wants none.

    The session asks; a driver that wants one has `cover(settings)`. Raises DestinationRefused.
    """
    module, settings = _settings(name, table)
    if not hasattr(module, "cover"):
        return None
    made: Any = module.cover(settings)
    return made  # type: ignore[no-any-return] # the module's own contract


def make_destination(name: str, table: Mapping[str, object], clock: Clock) -> Destination:
    """Answer the destination `name` as its configuration table `{"driver": …, settings}` says.

    Raises DestinationRefused, naming the destination and the key.
    """
    module, settings = _settings(name, table)
    made: Any = module.make(settings, clock)
    return made  # type: ignore[no-any-return] # the module's own contract


def _settings(name: str, table: Mapping[str, object]) -> tuple[ModuleType, Any]:
    settings = dict(table)
    driver = str(settings.pop("driver", ""))
    module = _module(name, driver)
    known = {field.name: field for field in dataclasses.fields(module.Settings)}
    for key in settings:
        if key not in known:
            raise DestinationRefused(
                f"destinations.{name}: driver '{driver}' has no setting '{key}' "
                f"(it has: {', '.join(sorted(known)) or 'none'})"
            )
    try:
        return module, module.Settings(**settings)
    except (TypeError, ValueError) as error:
        raise DestinationRefused(f"destinations.{name}: {error}") from error


def _module(name: str, driver: str) -> ModuleType:
    for entry in entry_points(group="buergerterminal.destination", name=driver):
        loaded = entry.load()
        if isinstance(loaded, ModuleType):
            return loaded
    if not driver.isidentifier():
        raise DestinationRefused(f"destinations.{name}: 'driver' is missing or no name: '{driver}'")
    path = f"kiosk.courier.{driver}"
    try:
        module = importlib.import_module(path)
    except ModuleNotFoundError as missing:
        if missing.name == path:
            raise DestinationRefused(f"destinations.{name}: no driver '{driver}'") from None
        raise DestinationRefused(
            f"destinations.{name}: driver '{driver}' needs the Python package '{missing.name}'"
        ) from missing
    if not hasattr(module, "Settings") or not hasattr(module, "make"):
        raise DestinationRefused(f"destinations.{name}: '{driver}' is no driver of a destination")
    return module
