"""No pay page: nothing is paid on the citizen's phone."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass

from hardware.failures import DeviceFailed
from hardware.latest import Latest
from hardware.pay_page import Demand, PayPage, PayPageFault, PayPageState, PayPageStatus
from kiosk.contracts.clock import Clock


@dataclass(frozen=True, slots=True)
class Settings:
    pass


class AbsentPayPages:
    """Implements `hardware.pay_page.PayPages`."""

    def __init__(self) -> None:
        self._status = Latest(PayPageStatus(PayPageFault.UNREACHABLE))

    async def open(self, _demand: Demand) -> PayPage:
        raise DeviceFailed(PayPageFault.UNREACHABLE)

    async def state(self, _transaction: str) -> PayPageState:
        raise DeviceFailed(PayPageFault.UNREACHABLE)

    def watch(self) -> AsyncGenerator[PayPageStatus, None]:
        return self._status.watch()


def make(_settings: Settings, _clock: Clock) -> AbsentPayPages:
    return AbsentPayPages()
