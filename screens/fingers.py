"""A finger made of code: real Kivy touches, for who works the screen from outside."""

from kivy.base import EventLoop
from kivy.core.window import Window
from kivy.input.motionevent import MotionEvent


class Finger(MotionEvent):  # type: ignore[misc]  # Kivy carries no types
    """One touch of the window, in its pixels from the lower left."""

    _count = 0

    def __init__(self, x: float, y: float) -> None:
        Finger._count += 1
        name = f"finger{Finger._count}"
        super().__init__("finger", name, self._shares(x, y), is_touch=True, type_id="touch")

    def depack(self, args: tuple[float, float]) -> None:
        self.profile = ["pos"]
        self.sx, self.sy = args
        super().depack(args)

    def down(self) -> None:
        EventLoop.post_dispatch_input("begin", self)

    def move(self, x: float, y: float) -> None:
        super().move(self._shares(x, y))
        EventLoop.post_dispatch_input("update", self)

    def up(self) -> None:
        EventLoop.post_dispatch_input("end", self)

    @staticmethod
    def _shares(x: float, y: float) -> tuple[float, float]:
        width, height = Window.system_size
        return x / max(1.0, width - 1.0), y / max(1.0, height - 1.0)
