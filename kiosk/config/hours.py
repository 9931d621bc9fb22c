"""When a site is staffed: weekly hours, and the switch that overrules them."""

import re
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum


class StaffedSwitch(StrEnum):
    HOURS = "hours"
    STAFFED = "staffed"
    UNSTAFFED = "unstaffed"


@dataclass(frozen=True, slots=True)
class Span:
    """Written "08:00-12:30"; the end is outside, "24:00" is midnight."""

    start: time
    end: time

    @classmethod
    def parse(cls, text: str) -> "Span":
        """Read a span. Raises ValueError with a sentence."""
        match = re.fullmatch(r"(\d\d:\d\d)-(\d\d:\d\d)", text)
        if match is None:
            raise ValueError(f"'{text}' is no span such as '08:00-12:30'")
        try:
            start = time.fromisoformat(match[1])
            # time has no 24:00; its greatest value leaves out nothing that a clock can show
            end = time.max if match[2] == "24:00" else time.fromisoformat(match[2])
        except ValueError:
            raise ValueError(f"'{text}' names a time that no clock shows") from None
        if start >= end:
            raise ValueError(f"'{text}' ends before it begins")
        return cls(start, end)

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{'24:00' if self.end == time.max else f'{self.end:%H:%M}'}"


@dataclass(frozen=True, slots=True)
class Staffed:
    """When people of the town are at the site: by hours, or by the switch at the counter."""

    switch: StaffedSwitch
    monday: tuple[Span, ...]
    tuesday: tuple[Span, ...]
    wednesday: tuple[Span, ...]
    thursday: tuple[Span, ...]
    friday: tuple[Span, ...]
    saturday: tuple[Span, ...]
    sunday: tuple[Span, ...]

    def at(self, local: datetime) -> bool:
        """Answer whether the site is staffed at this local time."""
        if self.switch is not StaffedSwitch.HOURS:
            return self.switch is StaffedSwitch.STAFFED
        week = (
            *(self.monday, self.tuesday, self.wednesday, self.thursday),
            *(self.friday, self.saturday, self.sunday),
        )
        now = local.time()
        return any(span.start <= now < span.end for span in week[local.weekday()])
