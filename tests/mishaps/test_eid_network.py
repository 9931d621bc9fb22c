"""The network between AusweisApp and eID server breaks: before, between and within messages."""

import pytest

from tests.mishaps.citizen import Citizen
from tests.mishaps.eid_bench import PIN, READ, Acts, Bench, walks

pytestmark = pytest.mark.real_eid

UNREACHABLE, TIMED_OUT = "eid.provider_unreachable", "eid.timed_out"
SOON = {"client_seconds": 1.0}


def at_the_pin(bench: Bench, act: str) -> Acts:
    """Answer what a citizen does while the network breaks just before the PIN is typed."""

    def types(citizen: Citizen) -> None:
        getattr(bench.lab.server.line, act)()
        citizen.types(PIN)

    return {"card.pin": [types]}


@pytest.mark.parametrize("act", ["refuse", "swallow"])
async def test_a_server_that_cannot_be_reached_is_told_at_the_start(bench: Bench, act: str) -> None:
    bench.eid = SOON
    getattr(bench.lab.server.line, act)()
    assert await bench.fails() == UNREACHABLE


@pytest.mark.parametrize(
    ("count", "page"),
    [(0, "connecting"), (100, "connecting"), (2000, "connecting"), (6000, "reading")],
)
async def test_a_line_cut_within_a_message_is_told(bench: Bench, count: int, page: str) -> None:
    bench.lab.server.line.cut_after(count)
    assert await bench.fails() == UNREACHABLE
    assert bench.pages[-2] == f"card.{page}"


@pytest.mark.parametrize(("act", "failure"), [("refuse", UNREACHABLE), ("swallow", TIMED_OUT)])
async def test_a_line_lost_while_the_card_is_read_frees_the_card(
    bench: Bench, act: str, failure: str
) -> None:
    bench.eid = SOON
    assert await bench.fails(at_the_pin(bench, act)) == failure
    await bench.serves_the_next()


async def test_a_line_cut_for_a_moment_is_mended_by_the_client(bench: Bench) -> None:
    async with bench.citizen() as visit:
        await walks(visit, bench, at_the_pin(bench, "cut"), until=READ)
