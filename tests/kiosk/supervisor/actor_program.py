"""Stands where a session process stands: speaks the supervisor's protocol as a director tells it.

Arguments: the director's socket, then what the supervisor adds. Forwards what the supervisor says
("hears …") and obeys the director: "say JSON", "exit N", "die SIGNAL", "bear". Without
`--supervisor-fd` it plays the "Außer Betrieb" program.
"""

import os
import select
import signal
import socket
import subprocess
import sys


def main() -> int:
    stage = socket.socket(socket.AF_UNIX)
    stage.connect(sys.argv[1])
    director = stage.makefile("rwb", buffering=0)
    if len(sys.argv) == 2:
        director.write(b"picture %d\n" % os.getpid())
        signal.pause()
    told = b" ".join(sorted(name.encode() for name in os.environ))
    director.write(b"actor %d %s\n" % (os.getpid(), told))
    link = socket.socket(fileno=int(sys.argv[3]))
    supervisor = link.makefile("rwb", buffering=0)
    while True:
        readable, _, _ = select.select([stage, link], [], [])
        if link in readable:
            line = supervisor.readline()
            if not line:
                return 0
            director.write(b"hears " + line)
        if stage in readable:
            word, _, rest = director.readline().decode().rstrip("\n").partition(" ")
            match word:
                case "say":
                    supervisor.write(rest.encode() + b"\n")
                case "exit":
                    os._exit(int(rest))
                case "die":
                    os.kill(os.getpid(), int(rest))
                case "bear":
                    child = subprocess.Popen(["sleep", "60"])
                    director.write(b"bore %d\n" % child.pid)
                case _:
                    return 1


if __name__ == "__main__":
    sys.exit(main())
