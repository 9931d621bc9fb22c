"""`kiosk agent`: the health of this terminal, for a technician; no network yet."""

import argparse
import asyncio
import contextlib
import os
import pwd
import signal

from kiosk.agent.agent import Agent
from kiosk.cli.exits import Unreadable
from kiosk.cli.options import add_configuration, configuration, refusing
from kiosk.clock import SystemClock
from kiosk.config.model import Configuration
from kiosk.journal import log_to_journal
from kiosk.sd_notify import ServiceNotifier

TERMINAL_ACCOUNT = "buergerterminal"


def prepare(command: argparse.ArgumentParser) -> None:
    add_configuration(command)
    command.add_argument(
        "--terminal-account",
        default=TERMINAL_ACCOUNT,
        metavar="NAME",
        help="the account whose processes may report, besides the agent's own",
    )
    command.set_defaults(run=run)


@refusing
def run(options: argparse.Namespace) -> int:
    """Listen and write until SIGTERM or SIGINT."""
    log_to_journal()
    os.umask(0o027)
    wanted = configuration(options)
    try:
        asyncio.run(_watch(wanted, _uids(options.terminal_account)))
    except OSError as error:
        raise Unreadable(f"{wanted.agent.socket}: cannot listen there: {error.strerror}") from None
    return 0


async def _watch(wanted: Configuration, welcome: frozenset[int]) -> None:
    agent = Agent(wanted.site.terminal, wanted.agent, SystemClock(), ServiceNotifier(), welcome)
    running = asyncio.ensure_future(agent.run())
    loop = asyncio.get_running_loop()
    for stop in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(stop, running.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await running


def _uids(account: str) -> frozenset[int]:
    try:
        return frozenset({pwd.getpwnam(account).pw_uid})
    except KeyError:
        return frozenset()
