"""What a terminal is told about itself, as one typed and frozen tree.

The classes have no defaults: `config/terminal.toml` states a value for every key, so that it is
also the documentation of them all. Bounds stand beside the types as `Between` and `Matches`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kiosk.config.hours import Staffed
from kiosk.contracts.devices import DeviceKind
from kiosk.contracts.paying import Account
from kiosk.contracts.portal import Portal
from kiosk.domain.state import Timing
from kiosk.domain.transfer import is_iban


@dataclass(frozen=True, slots=True)
class Between:
    """The least and the greatest value that a number may have."""

    least: float
    greatest: float


@dataclass(frozen=True, slots=True)
class Matches:
    """The pattern that a text must match as a whole, and the same in words."""

    pattern: str
    words: str


Seconds = Annotated[float, Between(0.1, 86_400)]
Pixels = Annotated[int, Between(320, 16_384)]
Language = Annotated[
    str, Matches(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*", "be a language tag such as 'de'")
]
Id = Annotated[str, Matches(r"[a-z][a-z0-9_-]{0,40}", "be of small letters, digits, '-' and '_'")]
TerminalId = Annotated[
    str, Matches(r"[A-Za-z0-9][A-Za-z0-9-]{0,15}", "be 1 to 16 letters, digits and '-'")
]
Line = Annotated[str, Matches(r"[^\r\n]{1,60}", "be one line of 1 to 60 characters")]
LEAST_SECONDS = {"idle": 20, "still_there": 20, "portal": 60}
"""EN 301 549, 11.2.2.1: at least 20 seconds to ask for more time. A visit is counted in minutes."""
DeviceTable = Mapping[str, object]


class Profile(StrEnum):
    """A set of defaults for one kind of installation."""

    TERMINAL = "terminal"
    KOFFER = "koffer"
    MONITOR = "monitor"
    DEMO = "demo"


class Orientation(StrEnum):
    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"


@dataclass(frozen=True, slots=True)
class Site:
    """`services` are ids of config/services in the order of the page; the first language greets.

    `account` is where invoices are paid to; without a name the town sends none.
    """

    town: Line
    place: Line
    terminal: TerminalId
    time_zone: str
    languages: tuple[Language, ...]
    services: tuple[Id, ...]
    account: Account
    staffed: Staffed

    def __post_init__(self) -> None:
        try:
            ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"time_zone: '{self.time_zone}' is no time zone") from None
        if self.account.name and not is_iban(self.account.iban):
            raise ValueError(f"account.iban: '{self.account.iban}' is no IBAN")
        for key, values in (("languages", self.languages), ("services", self.services)):
            if not values:
                raise ValueError(f"{key}: at least one is needed")
            if len(set(values)) < len(values):
                raise ValueError(f"{key}: one stands there twice")

    def is_staffed(self, now: datetime) -> bool:
        """Answer whether the site is staffed at this moment (timezone-aware)."""
        return self.staffed.at(now.astimezone(ZoneInfo(self.time_zone)))


@dataclass(frozen=True, slots=True)
class Display:
    """The screen as it hangs; `lower_edge_mm` is the height of its lower edge above the floor."""

    width: Pixels
    height: Pixels
    mm_per_px: Annotated[float, Between(0.05, 2)]
    lower_edge_mm: Annotated[int, Between(0, 2000)]
    fullscreen: bool

    @property
    def orientation(self) -> Orientation:
        return Orientation.PORTRAIT if self.height > self.width else Orientation.LANDSCAPE


@dataclass(frozen=True, slots=True)
class Store:
    """Where terminal.db lives and for whom cases are sealed.

    `device_key` signs the event log and is made at the first start. `authorities` names the file
    with the public key (JWK) of each destination. `receipt_link` begins the link on receipts.
    `capture_hours`: how long an unfetched capture may live (PassDEÜV: 96 at most). `shared` lets
    the courier's account in by the folder's group.
    """

    state_dir: Path
    device_key: Path
    authorities: Mapping[Id, Path]
    receipt_link: Annotated[str, Matches(r"https://\S{4,120}", "begin with https://")]
    capture_hours: Annotated[float, Between(1, 96)]
    shared: bool


@dataclass(frozen=True, slots=True)
class SupervisorLimits:
    """When the supervisor loses patience with a process, and with the terminal."""

    spare_delay: Seconds
    warm: Seconds
    show: Seconds
    hang: Annotated[float, Between(2, 300)]
    leave: Seconds
    crashes: Annotated[int, Between(1, 100)]
    crash_window: Seconds
    retry_after: Seconds


@dataclass(frozen=True, slots=True)
class Till:
    """`close_day_at`: when the card terminal's day is closed each night, empty for by hand alone."""

    close_day_at: Annotated[
        str, Matches(r"(([01][0-9]|2[0-3]):[0-5][0-9])?", "be empty or a time such as 03:30")
    ]


@dataclass(frozen=True, slots=True)
class Agent:
    """`silent_after`: seconds without a word after which the terminal counts as silent."""

    socket: Path
    health: Path
    silent_after: Annotated[float, Between(5, 3600)]


@dataclass(frozen=True, slots=True)
class Capture:
    """How photos are measured and judged; `pad` is a table for `kiosk.capture.pad`.

    `profile` is a file of config/capture without `.toml`, or the path of one. `ofiq` is the folder
    with what python-ofiq measures with, empty for no second opinion. `wsq` names the encoder of
    fingerprints, of `kiosk.capture.finger.encoders` or of a vendor.
    """

    profile: Annotated[
        str,
        Matches(r"[a-z0-9][a-z0-9.-]{0,60}|/\S{1,250}", "be a profile's name or its whole path"),
    ]
    models: Path
    device: Annotated[str, Matches(r"[^\r\n]{0,60}", "be one line of up to 60 characters")]
    ofiq: Annotated[str, Matches(r"(/\S{1,250})?", "be empty or the whole path of a folder")]
    pad: DeviceTable
    wsq: Id


@dataclass(frozen=True, slots=True)
class Simulation:
    """`enabled` puts simulated devices at the other ends of the wires.

    `stagehand` is the loopback address at which tests and the autopilot see and touch the screen.
    """

    enabled: bool
    stagehand: Annotated[
        str, Matches(r"(127\.0\.0\.1:[0-9]{1,5})?", "be empty or a loopback address with a port")
    ]


@dataclass(frozen=True, slots=True)
class Configuration:
    """`devices` are tables for `hardware.registry`, `destinations` for the courier, both by name.

    `portals` are those of others, by the names that services give them.
    """

    profile: Profile
    production: bool
    site: Site
    display: Display
    devices: Mapping[DeviceKind, DeviceTable]
    destinations: Mapping[Id, DeviceTable]
    portals: Mapping[Id, Portal]
    store: Store
    timers: Timing
    supervisor: SupervisorLimits
    till: Till
    agent: Agent
    capture: Capture
    simulation: Simulation

    def __post_init__(self) -> None:
        for field in fields(self.timers):
            if getattr(self.timers, field.name) < (least := LEAST_SECONDS.get(field.name, 1)):
                raise ValueError(f"timers.{field.name}: must be at least {least} seconds")
