"""Has the card terminal's day closed: by the session that holds it, or here where none runs."""

import secrets

from hardware.patience import within
from hardware.payment import PaymentFault
from hardware.registry import make_driver
from kiosk.config.model import Configuration
from kiosk.contracts.clock import Clock
from kiosk.contracts.devices import DeviceKind
from kiosk.session.records import Records
from kiosk.session.till_keeping import close_day
from kiosk.session.till_work import settle
from kiosk.store import DATABASE, Store, StoreSettings
from kiosk.store.closings import Closing
from kiosk.store.failures import InUse

LOOK_EVERY = 0.5


class Ordered(Exception):
    """The order stands; whoever holds the card terminal has not come to it in time."""


async def bring_about(wanted: Configuration, clock: Clock, patience: float) -> Closing:
    """Close the day and answer how that ended.

    A running session has the card terminal to itself, so it is asked through the database and does
    it as soon as nobody is there. Raises Ordered, StoreFailed, DriverRefused.
    """
    path = wanted.store.state_dir / DATABASE
    settings = StoreSettings(mode=0o660 if wanted.store.shared else 0o600)
    records = Records(lambda: Store.open(path, clock, settings), secrets.token_hex(16))
    try:
        return await _close_here(wanted, clock, records)
    except InUse:
        return await _order(records, clock, patience)
    finally:
        await records.close()


async def _close_here(wanted: Configuration, clock: Clock, records: Records) -> Closing:
    recovery = await records.recover()
    terminal = make_driver(DeviceKind.PAYMENT, wanted.devices[DeviceKind.PAYMENT], clock)
    try:
        if not await settle(recovery.payments, terminal, records, clock):
            # Once the day is closed, the terminal can no longer tell what became of that payment.
            unclear = str(PaymentFault.OUTCOME_UNKNOWN)
            return await records.closing(lambda closings: closings.fail(unclear))
        return await close_day(terminal, records)
    finally:
        await terminal.close()


async def _order(records: Records, clock: Clock, patience: float) -> Closing:
    ordered = await records.closing(lambda closings: closings.order())

    async def ended() -> Closing:
        while True:
            closing = await records.closing(lambda closings: closings.ended_since(ordered.seq))
            if closing is not None:
                return closing
            await clock.sleep(LOOK_EVERY)

    try:
        return await within(clock, patience, ended())
    except TimeoutError:
        raise Ordered from None
