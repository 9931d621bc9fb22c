"""The last picture: what is shipped is whole, fits every screen, and comes to a real display."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageGrab

from kiosk.supervisor import out_of_service
from kiosk.supervisor.out_of_service import Picture, fitted, read_png
from kiosk.supervisor.paint_out_of_service import LANDSCAPE, PICTURES, PORTRAIT, encoded, paint

PROGRAM = Path(out_of_service.__file__)
SHEETS = {"portrait": PORTRAIT, "landscape": LANDSCAPE}
PAPER, INK = (0xF7, 0xF5, 0xF0), (0x14, 0x21, 0x2B)


@pytest.mark.parametrize("name", SHEETS)
def test_the_shipped_picture_is_what_its_words_say(name: str) -> None:
    assert (PICTURES / f"{name}.png").read_bytes() == encoded(paint(SHEETS[name]))


@pytest.mark.parametrize("name", SHEETS)
def test_our_reader_sees_what_pillow_sees(name: str) -> None:
    path = PICTURES / f"{name}.png"
    ours = read_png(path)
    with Image.open(path) as theirs:
        assert theirs.size == (ours.width, ours.height)
        pixels = theirs.convert("RGB")
    for x, y in ((0, 0), (200, 200), (540, 520), (1000, 300), (700, 700)):
        assert ours.palette[ours.rows[y][x]] == pixels.getpixel((x, y))


@pytest.mark.parametrize(
    "spoiled", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"\0\0\0\x0dIHDR" + b"\0" * 17]
)
def test_another_file_is_refused(tmp_path: Path, spoiled: bytes) -> None:
    (tmp_path / "portrait.png").write_bytes(spoiled)
    with pytest.raises((ValueError, KeyError)):
        read_png(tmp_path / "portrait.png")


@pytest.mark.parametrize(("width", "height"), [(8, 8), (4, 4), (3, 9), (2, 2), (20, 5)])
def test_it_is_centred_and_never_larger_than_the_screen(width: int, height: int) -> None:
    picture = Picture(4, 4, [PAPER, INK], [b"\0\0\0\0", b"\0\1\1\0", b"\0\1\1\0", b"\0\0\0\0"])
    made = fitted(picture, width, height)
    assert len(made.rows) == height
    assert {len(row) for row in made.rows} == {width}
    assert made.rows[height // 2][width // 2] == 1


class Display:
    def __init__(self, name: str) -> None:
        self.name = name

    def start(self, pictures: Path = PICTURES) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-I", "-S", str(PROGRAM), str(pictures)],
            env={"DISPLAY": self.name},
            stderr=subprocess.PIPE,
        )

    def shows_at_last(self, wanted: Image.Image) -> bool:
        """Answer whether the picture comes; each look takes a while, there is no other wait."""
        for _ in range(200):
            with ImageGrab.grab(xdisplay=self.name) as seen:
                if seen.tobytes() == wanted.tobytes():
                    return True
        return False


@pytest.fixture(params=["1080x1920", "1920x1080"])
def display(request: pytest.FixtureRequest) -> Iterator[Display]:
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{request.param}x24"]
    server = subprocess.Popen(
        [*command, "-nolisten", "tcp", "-noreset"], pass_fds=(writing,), stderr=-3
    )
    os.close(writing)
    with os.fdopen(reading) as told:
        name = f":{told.readline().strip()}"
    yield Display(name)
    server.terminate()
    server.wait()


@pytest.fixture
def shipped(display: Display) -> Image.Image:
    with ImageGrab.grab(xdisplay=display.name) as screen:
        name = "portrait" if screen.height > screen.width else "landscape"
    with Image.open(PICTURES / f"{name}.png") as picture:
        return picture.convert("RGB")


def test_it_comes_to_the_screen_pixel_by_pixel(display: Display, shipped: Image.Image) -> None:
    with display.start() as program:
        try:
            assert display.shows_at_last(shipped)
        finally:
            program.kill()


def test_without_a_display_it_says_so_and_ends() -> None:
    with Display(":1234").start() as program:
        _, said = program.communicate()
    assert program.returncode == 1
    assert b"There is no display" in said


def test_without_its_picture_it_says_so_and_ends(display: Display, tmp_path: Path) -> None:
    with display.start(tmp_path) as program:
        _, said = program.communicate()
    assert program.returncode == 1
    assert b"no picture of it" in said


def test_it_imports_nothing_but_the_standard_library() -> None:
    code = (
        "import runpy, sys; before = set(sys.modules)\n"
        "try: runpy.run_path(sys.argv[0], run_name='probe')\n"
        "finally: print(*sorted(set(sys.modules) - before))"
    )
    told = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.argv = [{str(PROGRAM)!r}]\n{code}"],
        capture_output=True,
        text=True,
        check=True,
    )
    imported = {name.partition(".")[0] for name in told.stdout.split()}
    assert "ctypes" in imported
    assert imported <= sys.stdlib_module_names


def test_it_dies_with_the_supervisor(display: Display) -> None:
    code = (
        "import subprocess, sys, os, signal\n"
        f"subprocess.Popen([sys.executable, '-I', '-S', {str(PROGRAM)!r}, {str(PICTURES)!r}])\n"
        "sys.stdin.readline(); os.kill(os.getpid(), signal.SIGKILL)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code],
        env={"DISPLAY": display.name},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as parent:
        with ImageGrab.grab(xdisplay=display.name) as screen:
            name = "portrait" if screen.height > screen.width else "landscape"
        with Image.open(PICTURES / f"{name}.png") as picture:
            assert display.shows_at_last(picture.convert("RGB"))
        parent.communicate(b"\n")
        assert parent.returncode == -signal.SIGKILL
