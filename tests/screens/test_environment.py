"""The process as Kivy finds it, and the command that draws the gallery."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from kivy.config import Config
from kivy.core.window import Window

from screens import environment
from screens.theme import PORTRAIT

ROOT = Path(__file__).resolve().parents[2]


def test_kivy_listens_to_touches_alone_and_keeps_nothing_open() -> None:
    assert dict(Config.items("input")) == {"mouse": "mouse,disable_multitouch"}
    assert dict(Config.items("modules")) == {}
    assert Config.get("kivy", "exit_on_escape") == "0"
    assert Config.getint("graphics", "maxfps") == 60
    assert os.environ["KIVY_CLIPBOARD"] == "dummy"


def test_it_is_too_late_once_the_window_stands() -> None:
    assert Window is not None
    with pytest.raises(RuntimeError, match="must be prepared before"):
        environment.prepare(PORTRAIT)


def test_the_gallery_is_drawn_by_one_command(display: str, tmp_path: Path) -> None:
    subprocess.run(
        [
            sys.executable, "-m", "screens.shots", "--out", str(tmp_path / "new"), "--only", "c",
            "--theme", "contrast_dark", "--text-size", "large", "--orientation", "landscape",
        ],
        env={**os.environ, "DISPLAY": display}, cwd=ROOT, check=True, timeout=60,
    )  # fmt: skip
    drawn = sorted(path.name for path in (tmp_path / "new").iterdir())
    assert "04-choose.png" in drawn
    assert all(name.endswith(".png") for name in drawn)


def test_kivy_writes_nothing_into_its_home(display: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o555)
    code = (
        "from screens import environment, theme\n"
        f"environment.prepare(theme.PORTRAIT, spare=True, home={str(home)!r})\n"
        "import screens.stage\n"
    )
    subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "DISPLAY": display}, cwd=ROOT, check=True, timeout=60,
    )  # fmt: skip
    assert list(home.iterdir()) == []
