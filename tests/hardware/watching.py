"""Iterates over what a port yields, and ends the iteration when the block ends."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

T = TypeVar("T")


@asynccontextmanager
async def watching(yields: AsyncIterator[T]) -> AsyncIterator[AsyncIterator[T]]:
    try:
        yield yields
    finally:
        if isinstance(yields, AsyncGenerator):
            await yields.aclose()
