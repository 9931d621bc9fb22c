"""What must hold for the whole tree; `./dev check` runs it all and prints what passed."""

import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tooling.places import ROOT, VENV

NOT_END_TO_END = ("-m", "not end_to_end and not real_eid")


@dataclass(frozen=True, slots=True)
class Check:
    """A program of the environment; `mends` is what to run where it fails, if a command can."""

    name: str
    command: tuple[str, ...]
    mends: str = ""


STATIC = (
    Check("format", ("ruff", "format", "--check", "."), "./dev fix"),
    Check("lint", ("ruff", "check", "-q", "."), "./dev fix"),
    Check("types", ("mypy", "--no-error-summary")),
    Check("types of ./dev", ("mypy", "--no-error-summary", "--strict", "dev")),
    Check("layers", ("lint-imports", "--no-logo")),
    Check("dead code", ("vulture",)),
    Check("tree and documents", ("pytest", "-q", "--no-header", "tests/tree"), "./dev docs"),
)


def tests(*, fast: bool) -> Check:
    return Check("tests", ("pytest", "-q", *(NOT_END_TO_END if fast else ())))


def run_checks(checks: Iterable[Check], environment: Mapping[str, str]) -> int:
    """Run all, print what failing ones say and then the table; answer 1 if one failed."""
    rows: list[tuple[str, str, float]] = []
    for check in checks:
        began = time.monotonic()
        program, *rest = check.command
        shown = sys.stdout.isatty() and check.name == "tests"
        done = subprocess.run(
            [str(VENV / "bin" / program), *rest],
            cwd=ROOT,
            env=environment,
            check=False,
            stdout=None if shown else subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        state = "passed" if done.returncode == 0 else "FAILED"
        if done.returncode and done.stdout:
            print(f"\n── {check.name} ──\n{done.stdout.rstrip()}")
            state += f" · {check.mends}" if check.mends else ""
        rows.append((check.name, state, time.monotonic() - began))
    print()
    for name, state, seconds in rows:
        print(f"  {name:<20} {seconds:6.1f} s  {state}", flush=True)
    return int(any(not state.startswith("passed") for _, state, _ in rows))
