"""Fixtures that every test may use."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.fake_clock import FakeClock  # noqa: E402 - the tree is not installed in a checkout


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()
