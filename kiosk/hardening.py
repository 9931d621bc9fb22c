"""What a process does to itself so that it leaves nothing behind: no core, no reader, no orphan.

prctl(2), Linux only. ctypes, because the standard library has no prctl.
"""

import ctypes
import os
import resource
import signal
from pathlib import Path

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_CHILD_SUBREAPER = 36

_libc = ctypes.CDLL(None, use_errno=True)


def keep_memory_private() -> None:
    """Forbid core dumps and reading by others of the same account, and make files ours alone.

    With PR_SET_DUMPABLE at 0 the kernel gives /proc/PID/mem and ptrace to root only (proc(5)). A core
    limit of 1 byte is too small for any file and, unlike 0, also keeps the kernel from piping the
    core to a program such as systemd-coredump (fs/coredump.c); children inherit it.
    """
    limit = core_limit()
    resource.setrlimit(resource.RLIMIT_CORE, (limit, limit))
    _prctl(PR_SET_DUMPABLE, 0)
    os.umask(0o077)


def core_limit() -> int:
    """Answer the core limit for a process with secrets: 1, or 0 where nobody may raise it any more."""
    _, highest = resource.getrlimit(resource.RLIMIT_CORE)
    return 0 if highest == 0 else 1


def die_with_parent(parent: int | None = None) -> None:
    """Be killed when the parent process dies; `parent` is who it must still be.

    The kernel forgets this on fork, so each process says it for itself. Ends the process at once
    if the parent died before this call.
    """
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if parent is not None and os.getppid() != parent:
        os._exit(1)


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent dies, so that `children` finds it."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1)


def children() -> frozenset[int]:
    """Answer the process ids of all direct children of this process, adopted ones included."""
    found: set[int] = set()
    for task in Path("/proc/self/task").iterdir():
        try:
            found.update(map(int, (task / "children").read_text().split()))
        except FileNotFoundError:  # the thread has ended meanwhile
            continue
    return frozenset(found)


def _prctl(option: int, value: int) -> None:
    if _libc.prctl(option, value, 0, 0, 0) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"prctl {option}: {os.strerror(number)}")
