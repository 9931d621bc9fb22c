"""Logs to standard error for journald: an event id, its details, and of an exception only its place."""

import logging
import sys
from traceback import walk_tb
from types import TracebackType
from typing import Final, TextIO

_PRIORITIES: Final = (
    (logging.CRITICAL, 2),
    (logging.ERROR, 3),
    (logging.WARNING, 4),
    (logging.INFO, 6),
)
_DEBUG: Final = 7
DEEPEST: Final = 12


class JournalFormatter(logging.Formatter):
    """One line per record, with the priority that sd-daemon(3) reads off its beginning.

    The text of an exception may carry what a citizen typed, so its type and the places it came
    through are all that is written.
    """

    def __init__(self, *, priorities: bool) -> None:
        super().__init__("%(name)s %(message)s")
        self._priorities = priorities

    def format(self, record: logging.LogRecord) -> str:
        # asyncio writes on further lines what its tasks were at, exceptions' words included
        line = f"{record.name} {record.getMessage().partition(chr(10))[0]}"
        if record.exc_info and record.exc_info[1] is not None:
            line += f" exception={_places(record.exc_info[1])}"
        return f"<{_priority(record.levelno)}>{line}" if self._priorities else line


def log_to_journal(stream: TextIO = sys.stderr, *, level: int = logging.INFO) -> None:
    """Send all logging of this process to `stream`; priorities are written where journald reads."""
    speaker = logging.StreamHandler(stream)
    speaker.setFormatter(JournalFormatter(priorities=not stream.isatty()))
    speaker.addFilter(_is_worth_a_line)
    logging.basicConfig(level=level, handlers=[speaker], force=True)
    sys.excepthook = _uncaught


def _is_worth_a_line(record: logging.LogRecord) -> bool:
    """Answer False to what Kivy tells of itself at every start; it sets its own level anew."""
    return record.levelno >= logging.WARNING or not record.name.startswith("kivy")


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    logging.getLogger("kiosk").critical("process.uncaught", exc_info=(kind, error, trace))


def _places(error: BaseException) -> str:
    frames = [
        f"{frame.f_code.co_filename.rpartition('/')[2]}:{line}"
        for frame, line in walk_tb(error.__traceback__)
    ]
    return f"{type(error).__name__} at {' > '.join(frames[-DEEPEST:]) or 'nowhere'}"


def _priority(level: int) -> int:
    return next((number for least, number in _PRIORITIES if level >= least), _DEBUG)
