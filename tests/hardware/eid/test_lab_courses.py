"""The real AusweisApp on every way that a server may go, and what it lets a card confirm."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
import pytest_asyncio

from hardware.eid.lab.eac import Course
from hardware.eid.lab.laboratory import Laboratory, availability
from kiosk.clock import SystemClock
from kiosk.contracts.identity import Attribute, Identity, IdentityRequest
from tooling.eid_lab.counter import Counter

pytestmark = pytest.mark.real_eid

NAME = IdentityRequest((Attribute.FAMILY_NAME,), ())
QUEUE = 120.0


@dataclass
class Bench:
    """`told` is all that the drivers said of the way."""

    lab: Laboratory
    told: list[str] = field(default_factory=list)

    async def reads(self, request: IdentityRequest) -> Identity | None:
        return await self.counter.authenticate(request)

    def __post_init__(self) -> None:
        self.counter = Counter(self.lab, SystemClock(), self.told.append)


@pytest_asyncio.fixture(scope="module")
async def bench() -> AsyncIterator[Bench]:
    if reason := availability():
        pytest.skip(reason)
    lab = Laboratory(SystemClock())
    await lab.open(QUEUE)
    try:
        bench = Bench(lab)
        await bench.counter.open()
        try:
            yield bench
        finally:
            await bench.counter.close()
    finally:
        await lab.close()


@pytest.mark.parametrize(
    "course", [Course(initialize_framework=True), Course(additional_input=True), Course(True, True)]
)
async def test_the_client_goes_every_way(bench: Bench, course: Course) -> None:
    bench.lab.server.course = course
    try:
        assert await bench.reads(NAME) == Identity(family_name="Mustermann"), bench.told
    finally:
        bench.lab.server.course = Course()


@pytest.mark.parametrize(
    ("age", "place", "old_enough", "lives_there"),
    [(18, "02760503", True, True), (99, "027611", False, False)],
)
async def test_age_and_place_are_confirmed_without_being_told(
    bench: Bench, age: int, place: str, *, old_enough: bool, lives_there: bool
) -> None:
    identity = await bench.reads(IdentityRequest((), (), age=age, place=place))
    assert identity == Identity(age_verified=old_enough, place_verified=lives_there), bench.told


async def test_the_same_card_has_the_same_pseudonym_here(bench: Bench) -> None:
    request = IdentityRequest((), (), pseudonym=True)
    first, again = await bench.reads(request), await bench.reads(request)
    assert first is not None
    assert first == again
    assert len(bytes.fromhex(first.pseudonym)) == 32
