"""A loudspeaker for the drivers of this folder."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.hardware.speech.loudspeaker import Loudspeaker


@pytest.fixture
async def loudspeaker(tmp_path: Path) -> AsyncIterator[Loudspeaker]:
    async with Loudspeaker(tmp_path / "sound") as made:
        yield made
