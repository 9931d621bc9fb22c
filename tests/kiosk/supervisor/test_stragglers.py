"""What a dead process left behind is found wherever it hid; what may live is left alone."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = """
import subprocess, sys
from kiosk.hardening import children
from kiosk.supervisor.stragglers import Stragglers

stragglers = Stragglers()
wanted = subprocess.Popen(["sleep", "60"])
hide = (
    "import subprocess; "
    "subprocess.Popen(['sleep', '60'], start_new_session=True); "
    "subprocess.Popen(['sleep', '60'])"
)
subprocess.run([sys.executable, "-c", hide], check=True)
print(len(children()), stragglers.sweep({wanted.pid}), len(children()), wanted.poll())
print(stragglers.sweep({wanted.pid}))
wanted.kill()
wanted.wait()
"""


def test_orphans_in_sessions_of_their_own_are_killed() -> None:
    told = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    assert told.stdout.split("\n")[:2] == ["3 2 1 None", "0"]
