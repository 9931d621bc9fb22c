"""A CUPS of the test's own: real scheduler, own folders, one raw queue to the simulated printer."""

import socket
import subprocess
from contextlib import closing
from pathlib import Path

CUPSD = Path("/usr/sbin/cupsd")
LPADMIN = Path("/usr/sbin/lpadmin")

_SCHEDULER = """
Listen 127.0.0.1:{port}
DefaultAuthType None
Browsing No
WebInterface No
PreserveJobFiles No
PreserveJobHistory 300
MaxJobTime 60
<Location />
  Order allow,deny
  Allow from 127.0.0.1
</Location>
<Policy default>
  JobPrivateAccess all
  JobPrivateValues none
  SubscriptionPrivateAccess all
  SubscriptionPrivateValues none
  <Limit All>
    Order allow,deny
    Allow from 127.0.0.1
  </Limit>
</Policy>
"""
_FILES = """
ServerRoot {root}
RequestRoot {root}/spool
TempDir {root}/spool/tmp
CacheDir {root}/cache
StateDir {root}/state
AccessLog {root}/access.log
ErrorLog {root}/error.log
Printcap {root}/printcap
PageLog {root}/page.log
"""


class CupsDaemon:
    """Runs until `stop`; `uri` is the queue `a4`, `spool` where CUPS keeps the jobs."""

    def __init__(self, root: Path) -> None:
        self._port = _free_port()
        self._root = root
        self.spool = root / "spool"
        self.uri = f"ipp://127.0.0.1:{self._port}/printers/a4"
        for folder in ("spool/tmp", "cache", "state"):
            (root / folder).mkdir(parents=True)
        (root / "cupsd.conf").write_text(_SCHEDULER.format(port=self._port))
        (root / "cups-files.conf").write_text(_FILES.format(root=root))
        command = [str(CUPSD), "-f", "-c", f"{root}/cupsd.conf", "-s", f"{root}/cups-files.conf"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)

    def listens(self) -> bool:
        with closing(socket.socket()) as line:
            return line.connect_ex(("127.0.0.1", self._port)) == 0

    def add_queue(self, device: str) -> None:
        # Raw: the simulated printer takes PDF as it is, so that no filter has to be installed.
        command = [str(LPADMIN), "-h", f"127.0.0.1:{self._port}", "-p", "a4", "-E", "-v", device]
        subprocess.run([*command, "-m", "raw"], check=True, capture_output=True)

    def kept(self) -> list[Path]:
        """Answer every file of the spool, the temporary ones included."""
        return [path for path in self.spool.rglob("*") if path.is_file()]

    def wrote(self) -> bytes:
        return b"".join(path.read_bytes() for path in self._root.glob("*.log"))

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(10)


def _free_port() -> int:
    with closing(socket.socket()) as line:
        line.bind(("127.0.0.1", 0))
        port: int = line.getsockname()[1]
        return port
