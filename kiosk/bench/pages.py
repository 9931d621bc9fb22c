"""How long a page takes when a process shows it for the first time, as every citizen's does.

`python -m kiosk.bench.pages` shows each page of the gallery once and prints, as JSON, by the
page's id: the milliseconds that the call took, which the event loop cannot do anything else in,
and those until all of the page was painted.
"""

import asyncio
import json
import os
import statistics
import subprocess
import sys

from kiosk.bench.figures import Figure
from kiosk.clock import SystemClock
from kiosk.presentation.page import Look
from screens import environment
from screens.gallery import gallery
from screens.shots import DrawnPortraits
from screens.strokes import NoPad
from screens.theme import PORTRAIT

PROCESSES = 5
CALL_MS = 8.0
PAINTED_MS = 150.0
MILLISECONDS = 1000
TURN = 0.001

Times = dict[str, tuple[float, float]]


def measure_pages() -> tuple[Figure, ...]:
    """Show every page in fresh processes; each page counts with its median over them."""
    rounds: list[Times] = []
    for _ in range(PROCESSES):
        printed = subprocess.run(
            [sys.executable, "-m", "kiosk.bench.pages"],
            env=dict(os.environ),
            stdout=subprocess.PIPE,
            check=True,
        )
        rounds.append(json.loads(printed.stdout))
    first, *pages = rounds[0]
    del first  # shown while the process starts, and measured there
    calls, painted = (
        tuple(statistics.median(times[page][part] for times in rounds) for page in pages)
        for part in (0, 1)
    )
    return (
        Figure("longest call that shows a page", "ms", calls, CALL_MS, worst=True),
        Figure("slowest page wholly painted", "ms", painted, PAINTED_MS, worst=True),
    )


async def show_all() -> Times:
    """Show each page of the gallery once; answer the milliseconds by the page's id."""
    environment.prepare(PORTRAIT)
    from screens.stage import Stage  # noqa: PLC0415 - makes the window as it is imported

    stage = Stage(
        PORTRAIT,
        emit=lambda _event: None,
        speak=lambda _spoken: None,
        hush=lambda: None,
        active=lambda: None,
        images=DrawnPortraits(),
        pad=NoPad(),
    )
    playing = asyncio.create_task(stage.run())
    clock = SystemClock()
    times: Times = {}
    for page in gallery(Look()):
        began = clock.monotonic()
        stage.show(page)
        called = clock.monotonic()
        while not stage.settled:
            await clock.sleep(TURN)
        painted = clock.monotonic()
        times[page.id] = ((called - began) * MILLISECONDS, (painted - began) * MILLISECONDS)
        await clock.sleep(0.1)
    stage.stop()
    await playing
    return times


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(show_all())))
