"""The environment a session process gets: what it needs, and nothing that came along by chance."""

from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

NAMES = frozenset(
    {
        *("HOME", "USER", "LOGNAME", "PATH", "LANG", "LANGUAGE", "TZ", "TMPDIR"),
        *("DISPLAY", "XAUTHORITY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER"),
        *("DBUS_SYSTEM_BUS_ADDRESS", "PCSCLITE_CSOCK_NAME"),
        *("STATE_DIRECTORY", "RUNTIME_DIRECTORY", "CREDENTIALS_DIRECTORY", "JOURNAL_STREAM"),
        *("VIRTUAL_ENV", "PYTHONPYCACHEPREFIX", "PYTHONDONTWRITEBYTECODE"),
    }
)
PREFIXES = ("LC_", "XDG_", "PULSE_", "PIPEWIRE_", "ALSA_", "LIBGL_", "MESA_", "QT_QPA_")
"""Not among them: NOTIFY_SOCKET (only the supervisor speaks for the unit), LD_*, PYTHONPATH, KIVY_*."""


def session_environment(ours: Mapping[str, str], root: Path = ROOT) -> dict[str, str]:
    """Answer the environment of a session process; it finds the code that this process runs."""
    kept = {
        name: value for name, value in ours.items() if name in NAMES or name.startswith(PREFIXES)
    }
    return kept | {
        "PYTHONPATH": str(root),
        "PYTHONSAFEPATH": "1",
        "MALLOC_ARENA_MAX": "1",  # an arena a thread costs 9 MB as soon as the camera films
    }
