"""Whether this machine keeps secrets and time: core dumps, swap, the clock. Only read, never changed."""

import ctypes
from collections.abc import Iterator
from pathlib import Path

from hardware.examining import Finding

CORE_PATTERN = Path("/proc/sys/kernel/core_pattern")
SWAPS = Path("/proc/swaps")
BLOCKS = Path("/sys/class/block")
_TIMEX_BYTES = 512  # more than struct timex has on any Linux
_TIME_ERROR = 5  # adjtimex(2): the clock is not synchronised


def machine() -> Iterator[Finding]:
    """Yield what is to be said of the machine itself."""
    yield core_dumps(CORE_PATTERN)
    yield from swap(SWAPS, BLOCKS)
    yield clock(_clock_state())


def core_dumps(pattern: Path) -> Finding:
    """Judge where the kernel takes what a crashed process had in memory (core(5))."""
    where = pattern.read_text().strip()
    if not where.startswith("|"):
        return Finding(
            True, "A crash leaves no core: all our units limit it, and no program takes any."
        )
    program = where[1:].split()[0] if where[1:].split() else "a program"
    return Finding(
        None,
        f"Cores of other programs go to {program}; of the terminal and AusweisApp, which hold secrets,"
        " the kernel makes none (LimitCORE=1).",
    )


def swap(swaps: Path, blocks: Path) -> Iterator[Finding]:
    """Judge each swap space (proc(5)): what was in memory must not reach a disk in the clear."""
    rows = [row.split() for row in swaps.read_text().splitlines()[1:]]
    if not rows:
        yield Finding(True, "There is no swap: nothing of a citizen can reach a disk that way.")
    for name, *_ in rows:
        if _stays_in_memory(name):
            yield Finding(True, f"{name}: swap in memory.")
        elif _is_encrypted(Path(name), blocks):
            yield Finding(True, f"{name}: swap, encrypted.")
        else:
            yield Finding(
                False,
                f"{name}: swap that is not encrypted; run 'swapoff {name}' and take it out of"
                " /etc/fstab, or put it on dm-crypt.",
            )


def _stays_in_memory(name: str) -> bool:
    return Path(name).name.startswith("zram")


def _is_encrypted(device: Path, blocks: Path) -> bool:
    """Answer whether it is a dm-crypt device; of a file nobody here can tell what it lies on."""
    real = device.resolve()
    uuid = blocks / real.name / "dm" / "uuid"
    return uuid.exists() and uuid.read_text().startswith("CRYPT-")


def clock(state: int) -> Finding:
    """Judge the kernel's word on the clock; certificates, receipts and the event log need the time."""
    if state == _TIME_ERROR:
        return Finding(
            False,
            "The clock is kept by no time server; install systemd-timesyncd or chrony, and let it"
            " reach one.",
        )
    return Finding(True, "The clock is kept by a time server.")


def _clock_state() -> int:
    return int(ctypes.CDLL(None).ntp_adjtime(ctypes.create_string_buffer(_TIMEX_BYTES)))
