"""Stands where `aplay` stands: takes samples from its standard input and tells a loudspeaker.

Arguments: the loudspeaker's socket, the device, the sample rate.
"""

import os
import signal
import socket
import sys

STALLED_AFTER = 8192


def main() -> int:
    path, device, rate = sys.argv[1:]
    loudspeaker = socket.socket(socket.AF_UNIX)
    loudspeaker.connect(path)
    loudspeaker.sendall(f"{device} {rate}\n".encode())
    mood = loudspeaker.recv(16).decode()
    if mood == "broken":
        return 1
    if mood == "deaf":
        signal.pause()
    taken = 0
    while pcm := os.read(sys.stdin.fileno(), 4096):
        loudspeaker.sendall(pcm)
        taken += len(pcm)
        if mood == "long" and taken > STALLED_AFTER:
            signal.pause()
    loudspeaker.shutdown(socket.SHUT_WR)
    return 0


if __name__ == "__main__":
    sys.exit(main())
