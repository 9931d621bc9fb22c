"""The typed commands at a running laboratory, one a line, and what happens then."""

import asyncio
import dataclasses
import sys
import threading

from hardware.eid.lab.laboratory import Laboratory
from hardware.failures import DeviceFailed
from hardware.simulation.acts import ImpossibleAct
from hardware.simulation.eid_lab_stage import EidLabStage
from kiosk.contracts.identity import Identity
from tooling.eid_lab import commands
from tooling.eid_lab.counter import EVERYTHING, Counter

OWN = """\
  auth [PIN…]                                  Read the card with AusweisApp; given PINs come first.
  token                                        Open a session and show its tcTokenURL.
  state                                        Show card, reader, network and server.
  help [COMMAND]                               This list, or what can stand behind a command.
  quit                                         End everything."""


async def converse(lab: Laboratory, stage: EidLabStage, counter: Counter) -> None:
    """Take commands from standard input until it ends or says `quit`."""
    print(overview(lab, stage))
    print("\nType 'help' for the commands, 'auth' for an authentication, 'quit' to end.")
    lines = _lines()
    while True:
        print("> ", end="", flush=True)
        line = (await lines.get()).strip()
        if line in {"quit", "exit"}:
            return
        if line:
            print(await _answer(lab, stage, counter, line))


def overview(lab: Laboratory, stage: EidLabStage) -> str:
    """Answer everything that can be seen of the laboratory."""
    passwords = lab.card.passwords
    state = {name.replace("_", " "): value for name, value in stage.state().items()}
    rows = {
        "eID server": lab.server.origin,
        "eID-Interface": str(lab.server.service.describe()["url"]),
        "digits": f"PIN {passwords.pin}, CAN {passwords.can}, PUK {passwords.puk}",
        **{name: str(value) for name, value in state.items()},
    }
    return "\n".join(f"  {name:<18} {value}" for name, value in rows.items())


def told(identity: Identity) -> str:
    """Answer the typed data, one a line; what was not asked for is left out."""
    fields = dataclasses.asdict(identity)
    home = fields.pop("address")
    rows = [(name, value) for name, value in fields.items() if value not in ("", None)]
    if home:
        rows.append(("address", ", ".join(home.values())))
    return "\n".join(f"  {name:<18} {value}" for name, value in rows)


async def _answer(lab: Laboratory, stage: EidLabStage, counter: Counter, line: str) -> str:
    command, *words = line.split()
    try:
        match command:
            case "help" if words:
                return "  " + ", ".join(commands.choices(stage, words[0]) or ("anything",))
            case "help":
                return f"{OWN}\n{commands.listing(stage)}"
            case "state":
                return overview(lab, stage)
            case "token":
                return f"  {await counter.token_url()}"
            case "auth":
                identity = await counter.authenticate(EVERYTHING, *words)
                return told(identity) if identity else "  Nothing was read."
            case _:
                return f"  {await commands.act(stage, line)}"
    except ImpossibleAct as impossible:
        return f"  {impossible}"
    except DeviceFailed as failed:
        return f"  failed: {failed.fault}"


def _lines() -> asyncio.Queue[str]:
    """Answer the lines of standard input as they come; its end reads as `quit`."""
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str] = asyncio.Queue()

    def read() -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(lines.put_nowait, line)
        loop.call_soon_threadsafe(lines.put_nowait, "quit")

    # A thread of its own that nobody waits for: one that reads cannot be told to stop.
    threading.Thread(target=read, daemon=True).start()
    return lines
