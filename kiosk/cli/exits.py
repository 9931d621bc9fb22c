"""What the exit codes of the commands mean; those of a session are `ExitCode`, wrong usage is 2."""

from typing import Final

FINE: Final = 0
WANTING: Final = 1
"""The command did its work, and what it looked at is not in order."""
UNREADABLE: Final = 3
"""What the command should look at cannot be read."""


class Unreadable(Exception):
    """Raised by commands; the sentence is shown and the exit code is UNREADABLE."""
