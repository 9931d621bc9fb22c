"""A private display for whole terminals, and one terminal for each test file."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.end_to_end.house import House, open_house
from tooling.display import private_display


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.end_to_end)


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """A display on which nothing else stands; the processes that a test starts draw there."""
    with pytest.MonkeyPatch.context() as environment:
        try:
            with private_display() as name:
                environment.setenv("DISPLAY", name)
                yield name
        except FileNotFoundError:
            pytest.skip("Xvfb is not installed")


@pytest_asyncio.fixture(scope="module")
async def house(display: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    assert display
    # Recorded messages: the demo and the test of erasure have the real AusweisApp.
    async with open_house(tmp_path_factory.mktemp("house") / "home", eid="replay") as house:
        yield house
