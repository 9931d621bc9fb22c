"""Holds a device's newest condition and tells its watchers of changes: the body of most `watch()`."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Generic, TypeVar

T = TypeVar("T")


class Latest(Generic[T]):
    """A value that many may watch; used from one event loop only.

    A watcher gets the value now and then on change only. What changes and changes back before a
    watcher looks again is no change to it: conditions are level-triggered.
    """

    def __init__(self, value: T) -> None:
        self._value = value
        self._watchers: set[asyncio.Event] = set()

    @property
    def value(self) -> T:
        return self._value

    def show(self, value: T) -> None:
        """Make `value` the newest; watchers wake if it differs."""
        if value == self._value:
            return
        self._value = value
        for changed in self._watchers:
            changed.set()

    async def watch(self) -> AsyncGenerator[T, None]:
        """Yield the value now and on every change."""
        changed = asyncio.Event()
        self._watchers.add(changed)
        try:
            while True:
                seen = self._value
                yield seen
                while self._value == seen:
                    changed.clear()
                    await changed.wait()
        finally:
            self._watchers.discard(changed)
