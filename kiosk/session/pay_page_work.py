"""Work at the pay page: open a transaction, then ask until it is paid or the citizen has gone."""

import secrets
from collections.abc import Callable

from hardware.failures import DeviceFailed
from hardware.pay_page import Demand, PayPageState
from kiosk.domain.effects import FollowPayPage, OpenPayPage
from kiosk.domain.payment_events import PayPageMoved, PayPageOpened
from kiosk.session.workplace import Workplace

ASK_EVERY = 3.0


class PayPageWork:
    def __init__(self, place: Workplace, purpose: Callable[[], str]) -> None:
        """`purpose` answers what the payer reads the fee is for."""
        self._place = place
        self._purpose = purpose

    def open(self, effect: OpenPayPage) -> None:
        self._place.work(self._open(effect.cents, self._purpose()))

    def follow(self, effect: FollowPayPage) -> None:
        self._place.work(self._follow(effect.transaction))

    async def _open(self, cents: int, purpose: str) -> None:
        demand = Demand(f"pay-{secrets.token_hex(8)}", cents, purpose)
        page = await self._place.devices.pay_page.open(demand)
        self._place.feed(PayPageOpened(page.transaction, page.address))

    async def _follow(self, transaction: str) -> None:
        """Tell each change; a provider that cannot be reached is asked again."""
        told = PayPageState.OPEN
        while told is not PayPageState.PAID:
            await self._place.clock.sleep(ASK_EVERY)
            try:
                state = await self._place.devices.pay_page.state(transaction)
            except DeviceFailed:
                continue
            if state is not told:
                told = state
                self._place.feed(PayPageMoved(str(state)))
