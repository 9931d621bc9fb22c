"""Starts the laboratory: `python -m tooling.eid_lab`, which `./dev eid-lab` runs."""

import argparse
import asyncio
import signal
import sys

from hardware.eid.lab.laboratory import Laboratory, LaboratoryError, availability
from hardware.failures import DeviceFailed
from hardware.simulation.eid_lab_stage import EidLabStage
from kiosk.clock import SystemClock
from kiosk.contracts.identity import IdentityRequest
from tooling.eid_lab.console import converse, told
from tooling.eid_lab.counter import EVERYTHING, Counter

INTERRUPTED = 130
PATIENCE = 60.0


def main() -> int:
    options = _options().parse_args()
    reason = availability()
    if reason is not None:
        return _refuse(reason)
    try:
        return asyncio.run(_run(options))
    except (KeyboardInterrupt, asyncio.CancelledError):
        print("\nThe laboratory is closed.")
        return INTERRUPTED
    except LaboratoryError as refused:
        return _refuse(str(refused))
    except DeviceFailed as failed:
        return _refuse(f"AusweisApp does not start ({failed.fault}).")


async def _run(options: argparse.Namespace) -> int:
    task = asyncio.current_task()
    if task is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    clock = SystemClock()
    begun = clock.monotonic()

    def tell(line: str) -> None:
        print(f"  {line}", flush=True)

    def so_far(what: str) -> None:
        print(f"{clock.monotonic() - begun:6.2f} s  {what}", flush=True)

    lab = Laboratory(clock)
    stage = EidLabStage(lab, PATIENCE)
    await stage.start()
    try:
        so_far("pcscd, virtual reader, test card and eID server are there")
        counter = Counter(lab, clock, tell)
        await counter.open()
        try:
            so_far("AusweisApp is there")
            if not options.once:
                await converse(lab, stage, counter)
                return 0
            identity = await counter.authenticate(_request(options))
            so_far("the card was read" if identity else "nothing was read")
            if identity is not None:
                print(told(identity))
            return 0 if identity else 1
        finally:
            await counter.close()
    finally:
        await stage.stop()


def _request(options: argparse.Namespace) -> IdentityRequest:
    return IdentityRequest(
        EVERYTHING.required,
        EVERYTHING.optional,
        EVERYTHING.transaction,
        age=options.age,
        place=options.place,
        pseudonym=options.pseudonym,
    )


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./dev eid-lab",
        description="The eID laboratory: pcscd with a virtual reader, a test card, a test eID server "
        "and the real AusweisApp, all on this machine, with keys made at the start. Commands are "
        "typed; 'help' lists them.",
        epilog="Exit codes: 0 all went well, 1 nothing was read or something is missing, 130 Ctrl-C.",
    )
    parser.add_argument(
        "--once", action="store_true", help="read the card once, tell data and times, and end"
    )
    parser.add_argument("--age", type=int, metavar="YEARS", help="with --once: ask for an age")
    parser.add_argument(
        "--place", default="", metavar="ID", help="with --once: ask for a place, such as 02760503"
    )
    parser.add_argument(
        "--pseudonym", action="store_true", help="with --once: ask for the pseudonym"
    )
    return parser


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
