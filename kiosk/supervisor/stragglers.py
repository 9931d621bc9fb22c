"""Finds and kills what a dead session process has left running, wherever it hid."""

import contextlib
import logging
import os
import signal
from collections.abc import Collection

from kiosk.hardening import adopt_orphans, children

log = logging.getLogger(__name__)


class Stragglers:
    """A process group can be left (setsid); but an orphan comes to the supervisor, who adopts them.

    Only for a process that has no other children than those it names in `sweep`.
    """

    def __init__(self) -> None:
        adopt_orphans()

    def sweep(self, known: Collection[int]) -> int:
        """Kill and bury every child that is not among `known`; answer how many there were."""
        strangers = children() - set(known)
        for pid in strangers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)
        if strangers:
            log.warning("process.stragglers_killed count=%d", len(strangers))
        return len(strangers)
