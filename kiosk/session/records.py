"""The store as the session uses it: every call waits in one worker thread, in the order it was made."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from hardware.payment import Voucher
from kiosk.contracts.captures import Remarks, Rendition
from kiosk.store import CaseDraft, OpenPayment, PaymentState, Recovery, Store, StoredCase
from kiosk.store.closings import Closings

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")


class Records:
    """Asynchronous face of a store that is opened on first use. Errors are the store's own."""

    def __init__(self, open_store: Callable[[], Store], session: str) -> None:
        self._open_store = open_store
        self._session = session
        self._store: Store | None = None
        self._thread = ThreadPoolExecutor(1, "store")

    async def recover(self) -> Recovery:
        """Take over from the process before; must come first."""
        return await self._call(lambda store: store.recover())

    def note(self, event: str, attributes: Mapping[str, object]) -> None:
        """Record an event behind everything asked so far; waits for nothing, is lost by nothing."""
        noted = self._thread.submit(self._run, lambda store: store.record(event, **attributes))
        noted.add_done_callback(_log_refusal)

    async def seal_capture(
        self, kind: str, renditions: tuple[Rendition, ...], remarks: Remarks, destination: str
    ) -> str:
        """Seal a capture with all of its renditions, in the place of one of its kind; answer its id."""
        return await self._call(
            lambda store: store.seal_capture(
                self._session, kind, renditions, remarks, destination=destination
            )
        )

    async def discard_captures(self) -> None:
        """Destroy what was sealed and no case has; where no store was opened, nothing was."""
        if self._store is not None:
            await self._call(lambda store: store.discard_captures(self._session))

    async def store_case(self, draft: CaseDraft) -> StoredCase:
        return await self._call(lambda store: store.store_case(draft))

    async def journal(
        self, reference: str, state: PaymentState, cents: int, voucher: Voucher | None = None
    ) -> None:
        await self._call(lambda store: store.journal(reference, state, cents, voucher))

    async def unresolved_payments(self) -> tuple[OpenPayment, ...]:
        return await self._call(lambda store: store.unresolved_payments())

    async def closing(self, ask: Callable[[Closings], Answer]) -> Answer:
        """Ask the book of closed days."""
        return await self._call(lambda store: ask(store.closings))

    async def close(self) -> None:
        """Wait for what was asked, then close."""
        if self._store is not None:
            await self._call(lambda store: store.close())
        self._thread.shutdown()

    @property
    def session(self) -> str:
        """The random name under which captures wait for their case."""
        return self._session

    async def _call(self, ask: Callable[[Store], Answer]) -> Answer:
        # Shielded: whoever stops waiting does not undo what the store was asked to keep.
        asked = asyncio.wrap_future(self._thread.submit(self._run, ask))
        return await asyncio.shield(asked)

    def _run(self, ask: Callable[[Store], Answer]) -> Answer:
        if self._store is None:
            self._store = self._open_store()
        return ask(self._store)


def _log_refusal(noted: Future[None]) -> None:
    error = noted.exception()
    if error is not None:
        log.critical("records.event_lost type=%s", type(error).__name__)
