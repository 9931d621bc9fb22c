"""One worker for all tests of prints; who kills it leaves the next test another."""

from collections.abc import AsyncIterator

import pytest

from kiosk.capture.finger.examiner import FingerExaminer
from tests.kiosk.capture.finger.hands import examiner


@pytest.fixture(scope="session")
async def bench() -> AsyncIterator[FingerExaminer]:
    async with examiner() as running:
        yield running
