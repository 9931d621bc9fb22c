"""Backoff: waits grow, never without end, and spread."""

import random

from hypothesis import given
from hypothesis import strategies as st

from kiosk.courier.retries import Backoff


@given(failures=st.integers(1, 10_000), seed=st.integers())
def test_a_wait_lies_between_least_and_ceiling(failures: int, seed: int) -> None:
    backoff = Backoff(first=2, last=900, least=0.5)
    wait = backoff.seconds(failures, random.Random(seed))  # noqa: S311 - a test's own
    assert 0.5 <= wait <= min(900, 2 * 2 ** min(failures - 1, 32))


def test_a_thousand_terminals_do_not_knock_all_at_once() -> None:
    chance = random.Random(1)  # noqa: S311 - a test's own
    waits = [Backoff().seconds(12, chance) for _ in range(1000)]
    early = sum(wait < 450 for wait in waits)
    assert 400 < early < 600
    assert max(waits) <= 900
