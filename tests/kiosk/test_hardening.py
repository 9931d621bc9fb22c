"""Each promise is kept by a real process and checked from outside."""

import os
import resource
import select
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run(code: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", f"import os, sys\nfrom kiosk.hardening import *\n{code}"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def test_a_private_process_has_no_core_no_reader_and_no_open_files(tmp_path: Path) -> None:
    path = tmp_path / "file"
    process = run(
        f"keep_memory_private(); open({str(path)!r}, 'w').close(); print('x', flush=True); "
        "sys.stdin.read()"
    )
    assert process.stdout is not None
    process.stdout.readline()
    try:
        assert path.stat().st_mode & 0o777 == 0o600
        assert resource.prlimit(process.pid, resource.RLIMIT_CORE) == (1, 1)
        # a process that is not dumpable belongs to root in /proc, whoever runs it (proc(5))
        assert Path(f"/proc/{process.pid}/mem").stat().st_uid == 0
        if os.geteuid() == 0:
            reader = subprocess.run(
                ["setpriv", "--reuid=65534", "cat", f"/proc/{process.pid}/environ"],
                capture_output=True,
                check=False,
            )
            assert reader.returncode != 0
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_the_child_dies_with_its_parent() -> None:
    # the parent answers the pid of a child that would otherwise wait for ever
    process = run(
        "import subprocess\n"
        "code = 'from kiosk.hardening import *; import os, signal; '\\\n"
        "    'die_with_parent(os.getppid()); print(0, flush=True); signal.pause()'\n"
        "child = subprocess.Popen([sys.executable, '-c', code], stdout=subprocess.PIPE)\n"
        "child.stdout.readline()\n"
        "print(child.pid, flush=True)\n"
        "os.kill(os.getpid(), 9)"
    )
    assert process.stdout is not None
    child = os.pidfd_open(int(process.stdout.readline()))
    try:
        assert process.wait() == -signal.SIGKILL
        ended, _, _ = select.select([child], [], [], 10)
        assert ended == [child]
    finally:
        os.close(child)
        process.stdout.close()


def test_a_child_whose_parent_died_before_does_not_start() -> None:
    process = run("die_with_parent(1)\nprint('alive')")
    output, _ = process.communicate()
    assert output == ""
    assert process.returncode == 1


def test_orphans_come_to_who_adopts_them() -> None:
    process = run(
        "import subprocess\n"
        "adopt_orphans()\n"
        'middle = \'import subprocess; p = subprocess.Popen(["sleep", "60"], '
        "start_new_session=True, stdout=-3, stderr=-3); print(p.pid, flush=True); import os; os._exit(0)'\n"
        "told = subprocess.run([sys.executable, '-c', middle], capture_output=True)\n"
        "orphan = int(told.stdout)\n"
        "print(orphan in children(), flush=True)\n"
        "os.kill(orphan, 9)\n"
        "os.waitpid(orphan, 0)\n"
        "print(orphan in children(), flush=True)"
    )
    output, _ = process.communicate()
    assert output.split() == ["True", "False"]
