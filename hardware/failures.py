"""The one exception by which a driver says that a device could not do what was asked."""

from enum import StrEnum


class DeviceFailed(Exception):
    """A command failed; `fault` is a member of the port's fault enum and a failure-catalogue id."""

    def __init__(self, fault: StrEnum) -> None:
        super().__init__(str(fault))
        self.fault = fault
