"""Prepares the process for Kivy; to be called before anything of Kivy is imported.

Kivy reads its environment and configuration while it is imported. The choices, measured:
`KIVY_IMAGE=sdl2` spares the 90 ms that Pillow takes; `KIVY_LOG_MODE=PYTHON` keeps Kivy from
redirecting stderr into a muted logger, where a traceback would vanish; a citizen's X server
delivers a touch as the one mouse, so `mouse,disable_multitouch` alone is listened to.
"""

import os
import sys

from screens.theme import DisplayProfile

_ENVIRONMENT = {
    "KIVY_IMAGE": "sdl2",
    "KIVY_TEXT": "sdl2",
    "KIVY_WINDOW": "sdl2",
    "KIVY_CLIPBOARD": "dummy",
    "KIVY_SPELLING": "",
    "KIVY_AUDIO": "",
    "KIVY_VIDEO": "",
    "KIVY_CAMERA": "",
    "KIVY_NO_ARGS": "1",
    "KIVY_NO_CONFIG": "1",
    "KIVY_NO_FILELOG": "1",
    "KIVY_NO_CONSOLELOG": "1",
    "KIVY_NO_ENV_CONFIG": "1",
    "KIVY_LOG_MODE": "PYTHON",
    "KIVY_METRICS_DENSITY": "1",
    "KIVY_DPI": "96",
}


def prepare(display: DisplayProfile, *, spare: bool = False, home: str = "/") -> None:
    """Set Kivy's environment and configuration for `display`; a `spare` waits unseen.

    `home` is Kivy's home: nothing is written there, so it may be read-only. Raises RuntimeError if
    the window has been made already.
    """
    if "kivy.core.window" in sys.modules:
        raise RuntimeError("Kivy's window exists; its environment must be prepared before that")
    os.environ.update(_ENVIRONMENT)
    os.environ["KIVY_HOME"] = home
    from kivy.config import Config  # noqa: PLC0415 - reads the environment set above

    graphics = {
        "width": display.width,
        "height": display.height,
        "borderless": 1,
        "position": "custom",
        "left": 0,
        "top": 0,
        "resizable": 0,
        "multisamples": 0,
        "maxfps": 60,
        "vsync": "",
        "show_cursor": 0,
        "window_state": "hidden" if spare else "visible",
        "allow_screensaver": 0,
        "fullscreen": 0,
    }
    for key, value in graphics.items():
        Config.set("graphics", key, str(value))
    Config.set("kivy", "exit_on_escape", "0")
    Config.set("kivy", "pause_on_minimize", "0")
    Config.set("kivy", "keyboard_mode", "")
    Config.set("kivy", "log_level", "warning")
    Config.remove_section("input")
    Config.add_section("input")
    Config.set("input", "mouse", "mouse,disable_multitouch")
    Config.remove_section("modules")
    Config.add_section("modules")
