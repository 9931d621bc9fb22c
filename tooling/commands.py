"""The commands of `./dev`: what each is called, needs and runs."""

import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass

from tooling import checks
from tooling.display import private_display
from tooling.environment import compile_bytecode, prepare
from tooling.needs import BUILDING, HEADLESS, RUNNING, TESTING
from tooling.pins import pin_all
from tooling.places import PYTHON, ROOT, VENV
from tooling.refusal import Refused

INTERRUPTED = 130
FACES = ("models", "samples")


@dataclass(frozen=True, slots=True)
class Command:
    """`run` gets the arguments behind the name and answers the exit code.

    Arguments go on to the program as they are where `passes_on` says so; it then has its own --help.
    """

    name: str
    does: str
    run: Callable[[list[str]], int]
    passes_on: bool = False


def demo(arguments: list[str]) -> int:
    windowed = bool(os.environ.get("DISPLAY")) and "--headless" not in arguments
    prepare((*BUILDING, *RUNNING, *(() if windowed else HEADLESS)), "terminal", ["models"])
    if not windowed and "--headless" not in arguments and not _asks_for_help(arguments):
        arguments = ["--headless", *arguments]
        print("No display here: the demo walks every journey by itself.")
    return _python("kiosk.demo", arguments, drawn=not windowed)


def test(arguments: list[str]) -> int:
    prepare((*BUILDING, *RUNNING, *TESTING), "dev", FACES)
    return _python("pytest", arguments, drawn=True)


def check(arguments: list[str]) -> int:
    options = argparse.ArgumentParser(prog="./dev check", description=_does("check"))
    options.add_argument("--fast", action="store_true", help="leave out the end-to-end tests")
    options.add_argument("--static", action="store_true", help="leave out all tests of behaviour")
    chosen = options.parse_args(arguments)
    prepare((*BUILDING, *RUNNING, *TESTING), "dev", FACES)
    selection = checks.STATIC if chosen.static else (*checks.STATIC, checks.tests(fast=chosen.fast))
    with private_display() as display:
        return checks.run_checks(selection, {**os.environ, "DISPLAY": display})


def shots(arguments: list[str]) -> int:
    prepare((*BUILDING, *RUNNING, *HEADLESS), "terminal")
    module = "screens.shots" if arguments else "tooling.shots"
    return _python(module, arguments, drawn=True)


def eid_lab(arguments: list[str]) -> int:
    prepare((*BUILDING, *RUNNING), "terminal")
    return _python("tooling.eid_lab", arguments, drawn=False)


def bench(arguments: list[str]) -> int:
    prepare((*BUILDING, *RUNNING, *HEADLESS), "terminal", FACES)
    if not _asks_for_help(arguments):
        compile_bytecode()
    if arguments[:1] == ["capture"]:
        return _python("kiosk.bench.capture", arguments[1:], drawn=False)
    return _python("kiosk.bench", arguments, drawn=True)


def docs(arguments: list[str]) -> int:
    _no_arguments("docs", arguments)
    prepare(BUILDING, "dev")
    return _python("tooling.generated", [], drawn=False)


def pins(arguments: list[str]) -> int:
    _no_arguments("pins", arguments)
    prepare(BUILDING[:1], "none")
    pin_all()
    return 0


def fix(arguments: list[str]) -> int:
    _no_arguments("fix", arguments)
    prepare(BUILDING, "dev")
    ruff = str(VENV / "bin" / "ruff")
    mended = subprocess.run([ruff, "check", "--fix", "-q", "."], cwd=ROOT, check=False)
    formatted = subprocess.run([ruff, "format", "."], cwd=ROOT, check=False)
    return mended.returncode or formatted.returncode


def setup(arguments: list[str]) -> int:
    _no_arguments("setup", arguments)
    prepare((*BUILDING, *RUNNING, *TESTING), "dev", FACES, again=True)
    print("All is in place; ./dev lists the commands.")
    return 0


COMMANDS = (
    Command("demo", "run the terminal on simulated devices, in a window or by itself", demo, True),
    Command("test", "run the tests; arguments go to pytest", test, True),
    Command("check", "run everything that must hold before a commit, tests included", check),
    Command("shots", "picture every screen in every language, theme and size", shots, True),
    Command("eid-lab", "open the eID laboratory: test card, eID server, AusweisApp", eid_lab, True),
    Command(
        "bench",
        "measure start, session change, idle load, memory, stalls; `capture`: self-capture",
        bench,
        True,
    ),
    Command("docs", "write the generated documents anew", docs),
    Command("fix", "format the code and mend what the linter can mend", fix),
    Command("pins", "pin the newest fitting requirements with their hashes", pins),
    Command("setup", "install all that the commands need (they do so themselves, too)", setup),
)


def run(arguments: Sequence[str]) -> int:
    """Carry out one command line and answer its exit code."""
    name, *rest = arguments or ["--help"]
    if name in {"--help", "-h", "help"}:
        _print_list()
        return 0
    command = next((one for one in COMMANDS if one.name == name), None)
    if command is None:
        print(f"./dev: there is no command '{name}'; ./dev lists them.", file=sys.stderr)
        return 2
    if command.passes_on and _asks_for_help(rest) and not PYTHON.exists():
        print(
            f"./dev {command.name}: {command.does}. Its options can be told once it is installed."
        )
        return 0
    signal.signal(signal.SIGTERM, _leave)
    try:
        return command.run(rest)
    except Refused as refusal:
        print(f"./dev: {refusal}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\n./dev: stopped; starting again goes on from here.", file=sys.stderr)
        return INTERRUPTED
    except OSError as error:
        print(f"./dev: {_sentence(error)}", file=sys.stderr)
        return 1


def _print_list() -> None:
    print("Bürgerterminal · ./dev COMMAND [--help]\n")
    for command in COMMANDS:
        print(f"  {command.name:<7} {command.does}")


def _python(module: str, arguments: list[str], *, drawn: bool) -> int:
    """Run a module of the environment from the checkout; `drawn` gives it a private display."""
    with private_display() if drawn else nullcontext(os.environ.get("DISPLAY", "")) as display:
        environment = {**os.environ, "DISPLAY": display}
        with subprocess.Popen(
            [str(PYTHON), "-m", module, *arguments], cwd=ROOT, env=environment
        ) as process:
            return _outlast(process)


def _outlast(process: subprocess.Popen[bytes]) -> int:
    """Wait for `process`; Ctrl-C reaches it too, and it decides how to end. SIGTERM is passed on."""
    while True:
        try:
            code = process.wait()
        except KeyboardInterrupt:
            continue
        except SystemExit:
            process.terminate()
            process.wait()
            raise
        return code if code >= 0 else 128 - code


def _leave(number: int, _frame: object) -> None:
    """Turn SIGTERM into an exception, so that displays and programs end with their blocks."""
    raise SystemExit(128 + number)


def _asks_for_help(arguments: Sequence[str]) -> bool:
    return bool({"--help", "-h"} & set(arguments))


def _no_arguments(name: str, arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog=f"./dev {name}", description=_does(name))
    parser.parse_args(arguments)


def _does(name: str) -> str:
    return next(command.does for command in COMMANDS if command.name == name)


def _sentence(error: OSError) -> str:
    place = f" ({error.filename})" if error.filename else ""
    return f"{error.strerror or error}{place}; mend that and start again."
