"""The line that a finger draws, smoothed: each point is joined by a curve through the middles."""

from kivy.graphics import InstructionGroup, PopMatrix, PushMatrix, Translate

from screens.paint.vector import Brush, Point


class StrokeInk:
    """Strokes in pixels from the lower left of the area that is written on."""

    def __init__(self) -> None:
        self.group = InstructionGroup()
        self.colour = "#14212B"
        self._origin = Translate(0, 0)
        self._lines = InstructionGroup()
        self._width = 1.0
        self._stroke = InstructionGroup()
        self._recent: list[Point] = []
        for instruction in (PushMatrix(), self._origin, self._lines, PopMatrix()):
            self.group.add(instruction)

    def place(self, x: float, y: float, colour: str, width: float) -> None:
        """Let the area begin here; what is drawn moves with it."""
        self._width = width
        self._origin.x, self._origin.y = x, y
        self.colour = colour

    def begin(self, x: float, y: float) -> None:
        self._recent = [(x, y)]
        self._stroke = InstructionGroup()
        self._lines.add(self._stroke)
        self._draw([(x, y), (x + 0.1, y)])

    def extend(self, x: float, y: float) -> None:
        self._recent = [*self._recent[-2:], (x, y)]
        if len(self._recent) < 3:  # noqa: PLR2004 - a curve needs three
            return
        a, b, c = self._recent
        start = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
        end = ((b[0] + c[0]) / 2, (b[1] + c[1]) / 2)
        points = []
        for i in range(5):
            t = i / 4
            u = 1 - t
            points.append(
                (
                    u * u * start[0] + 2 * u * t * b[0] + t * t * end[0],
                    u * u * start[1] + 2 * u * t * b[1] + t * t * end[1],
                )
            )
        self._draw(points)

    def finish(self) -> None:
        self._recent = []

    def take_back(self) -> None:
        """Take the newest stroke away; harmless when there is none."""
        self._recent = []
        if self._lines.children:
            self._lines.remove(self._lines.children[-1])
            self.group.flag_update()

    def clear(self) -> None:
        self._recent = []
        self._lines.clear()
        self.group.flag_update()

    def _draw(self, points: list[Point]) -> None:
        brush = Brush(self._stroke, {}, (0, 0), 1.0)
        brush.line([(x, -y) for x, y in points], self._width, self.colour)
        self.group.flag_update()
