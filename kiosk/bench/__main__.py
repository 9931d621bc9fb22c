"""Measures, prints a table and leaves the figures in build/bench.json."""

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from kiosk.bench.delivering import measure_draining
from kiosk.bench.faces import measure_faces
from kiosk.bench.figures import Figure, table
from kiosk.bench.pages import measure_pages
from kiosk.bench.scene import NotMeasured, set_scene
from kiosk.bench.staging import (
    measure_change,
    measure_first_frame,
    measure_idle,
    measure_memory,
)
from kiosk.bench.storing import measure_sealing, measure_storing


def main() -> int:
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("build/bench.json"), metavar="FILE")
    out: Path = parser.parse_args().out.resolve()
    out.parent.mkdir(parents=True, exist_ok=True)
    # Beside the result, not in the temporary files: those may lie in memory, the terminal's do not.
    try:
        with TemporaryDirectory(dir=out.parent) as folder, _aside(out.with_suffix(".log")):
            figures = tuple(_measured(Path(folder)))
    except NotMeasured as failed:
        sys.stderr.write(f"./dev bench: {failed}\n")
        return 1
    print(table(figures))
    load, cores = os.getloadavg()[0], os.cpu_count()
    result = {
        "cores": cores,
        "load": load,
        "figures": [figure.as_json() for figure in figures],
    }
    out.write_text(json.dumps(result, indent=1), "utf-8")
    print(f"\n  {cores} cores, load {load:.1f}, this measuring included. Every sample: {out}")
    return 0 if all(figure.met for figure in figures) else 1


@contextmanager
def _aside(log: Path) -> Iterator[None]:
    """Let what the measured processes log go to a file."""
    kept = os.dup(2)
    with log.open("wb") as file:
        os.dup2(file.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _measured(folder: Path) -> Iterator[Figure]:
    yield from asyncio.run(_staged(folder / "stage"))
    yield from measure_pages()
    yield from measure_sealing()
    yield from measure_storing(folder / "store")
    yield from measure_draining(folder / "queue")
    yield from measure_faces()


async def _staged(folder: Path) -> tuple[Figure, ...]:
    async with set_scene(folder) as scene:
        return (
            await measure_first_frame(scene),
            await measure_change(scene),
            await measure_idle(scene),
            await measure_memory(scene, folder / "pictures"),
        )


if __name__ == "__main__":
    sys.exit(main())
