"""What a face before the camera is asked for, each as one picture with bold lines: they stand small."""

from collections.abc import Sequence
from dataclasses import dataclass

from screens.paint.drawings.arrows import arrow, bow, cross
from screens.paint.drawings.things import merged, shape
from screens.paint.paths import arc, block, curve, oval, turned
from screens.paint.vector import Brush, Point

BOLD = 18.0
_FINE = 13.0
_RX, _RY = 118.0, 152.0
_CORNERS = ((-1, -1), (1, -1), (-1, 1), (1, 1))


@dataclass(frozen=True, slots=True)
class Head:
    """A head of 236 x 304 units at size 1, turned by `roll` degrees; the middle of its face at x, y.

    `aside` and `down` shift the features by shares of half a face: a head turned or bowed.
    """

    x: float = 430.0
    y: float = 290.0
    size: float = 1.0
    roll: float = 0.0
    aside: float = 0.0
    down: float = 0.0
    eyes: bool = True
    mouth: bool = True
    shoulders: bool = True

    def draw(self, brush: Brush) -> None:
        if self.shoulders:
            self._shoulders(brush)
        shape(brush, self._put(oval(0, 0, _RX, _RY)), "card", "ink", BOLD * self._thin)
        self._hair(brush)
        dx, dy = self.aside * 52, self.down * 46
        if self.eyes:
            for side in (-1, 1):
                brush.fill(self._put(oval(side * 46 + dx, -4 + dy, 12, 15)), "ink")
        if self.mouth:
            ends = [(-34 + dx, 74 + dy), (34 + dx, 74 + dy)]
            brush.line(self._put(ends), _FINE * self._thin, "ink")

    @property
    def _thin(self) -> float:
        return max(0.75, min(1.0, self.size))

    def _put(self, points: Sequence[Point]) -> list[Point]:
        placed = [(self.x + px * self.size, self.y + py * self.size) for px, py in points]
        return turned(placed, self.roll, self.x, self.y + _RY * self.size)

    def _hair(self, brush: Brush) -> None:
        lift = self.down * 34
        cap = curve(
            (-_RX, -20), (-_RX - 8, -120), (-70, -_RY - 6), (0, -_RY - 6),
            (70, -_RY - 6), (_RX + 8, -120), (_RX, -20),
            (96, -64 + lift), (50, -86 + lift), (0, -86 + lift),
            (-50, -86 + lift), (-96, -64 + lift), (-_RX, -20),
        )  # fmt: skip
        brush.fill(self._put(cap), "ink")

    def _shoulders(self, brush: Brush) -> None:
        """Draw neck and shoulders down to the sheet's lower edge; they stay when the head tilts."""
        s, base = self.size, self.y + _RY * self.size
        low = max(632.0, base + 60 * s)
        body = curve(
            (self.x - 236 * s, low), (self.x - 230 * s, base + 70 * s),
            (self.x - 110 * s, base + 62 * s), (self.x - 48 * s, base + 30 * s),
            (self.x - 20 * s, base + 18 * s), (self.x + 20 * s, base + 18 * s),
            (self.x + 48 * s, base + 30 * s),
            (self.x + 110 * s, base + 62 * s), (self.x + 230 * s, base + 70 * s),
            (self.x + 236 * s, low),
        )  # fmt: skip
        neck = block(self.x - 48 * s, base - 60 * s, 96 * s, 110 * s, 20 * s)
        merged(brush, [neck, body], "accent", "ink", BOLD * self._thin / 2)


def stand(brush: Brush) -> None:
    """Draw a person walking onto the mark on the floor."""
    brush.line(oval(560, 566, 190, 46), BOLD, "accent", closed=True)
    shape(brush, oval(250, 120, 74, 74), "card", "ink", BOLD)
    body = curve(
        (130, 470), (130, 300), (150, 226), (250, 226), (350, 226), (370, 300), (370, 470),
    )  # fmt: skip
    shape(brush, body, "accent", "ink", BOLD)
    arrow(brush, (440, 330), (640, 330))


def alone(brush: Brush) -> None:
    Head(x=640, y=250, size=0.78).draw(brush)
    cross(brush, 640, 290, 150)
    Head(x=300).draw(brush)


def closer(brush: Brush) -> None:
    """Draw a head that grows."""
    Head(y=320, size=0.72, shoulders=False).draw(brush)
    for across, along in _CORNERS:
        start, end = (
            (430 + across * 112, 320 + along * 122),
            (430 + across * 232, 320 + along * 252),
        )
        arrow(brush, start, end)


def back(brush: Brush) -> None:
    """Draw a head that shrinks."""
    Head(y=320, size=1.25, shoulders=False).draw(brush)
    for across, along in _CORNERS:
        start, end = (
            (430 + across * 270, 320 + along * 280),
            (430 + across * 150, 320 + along * 160),
        )
        arrow(brush, start, end)


def left(brush: Brush) -> None:
    _sideways(brush, -1)


def right(brush: Brush) -> None:
    _sideways(brush, 1)


def _sideways(brush: Brush, side: int) -> None:
    Head(x=430 - side * 130).draw(brush)
    arrow(brush, (430 + side * 130, 300), (430 + side * 370, 300))


def up(brush: Brush) -> None:
    Head(x=330, y=340).draw(brush)
    arrow(brush, (690, 470), (690, 150))


def down(brush: Brush) -> None:
    Head(x=330, y=250).draw(brush)
    arrow(brush, (690, 150), (690, 470))


def straight(brush: Brush) -> None:
    """Draw a head that leans, and which way it is to come up."""
    Head(roll=22).draw(brush)
    bow(brush, arc(430, 440, 330, 360, -48, -84))


def turn(brush: Brush) -> None:
    """Draw a head that looks aside, and which way it is to turn."""
    Head(aside=1.05).draw(brush)
    bow(brush, arc(430, 190, 350, 190, 4, 58))


def chin_up(brush: Brush) -> None:
    Head(x=370, down=1.0).draw(brush)
    bow(brush, arc(500, 330, 210, 190, 52, -44))


def chin_down(brush: Brush) -> None:
    Head(x=370, down=-1.0).draw(brush)
    bow(brush, arc(500, 290, 210, 190, -44, 52))


def eyes(brush: Brush) -> None:
    """Draw two wide open eyes."""
    for x in (220, 640):
        lid = curve(
            (x - 170, 330), (x - 90, 190), (x + 90, 190), (x + 170, 330),
            (x + 90, 460), (x - 90, 460), (x - 170, 330),
        )  # fmt: skip
        shape(brush, lid, "card", "ink", BOLD)
        brush.fill(oval(x, 328, 74, 74), "accent")
        brush.fill(oval(x, 328, 34, 34), "card")
        for lash in (-90, 0, 90):
            rise = 150 if lash else 128
            brush.line([(x + lash * 0.9, rise + 44), (x + lash * 1.25, rise)], BOLD, "ink")


def look(brush: Brush) -> None:
    """Draw a face below the camera, and where it is to look."""
    shape(brush, block(330, 8, 200, 120, 34), "accent", "ink", BOLD)
    brush.fill(oval(430, 68, 38, 38), "card")
    Head(y=390, size=0.8).draw(brush)
    for side in (-1, 1):
        dots = [(430 + side * 38, 168 + 40 * n) for n in range(2)]
        for x, y in dots:
            brush.fill(oval(x, y, 17, 17), "accent")


def mouth(brush: Brush) -> None:
    """Draw a face whose closed mouth is pointed out."""
    Head(y=270, mouth=False).draw(brush)
    brush.line([(388, 346), (472, 346)], BOLD, "ink")
    brush.line(oval(430, 346, 82, 40), _FINE, "accent", closed=True)
    arrow(brush, (780, 346), (590, 346))


def still(brush: Brush) -> None:
    """Draw a face between two bars that hold it."""
    Head().draw(brush)
    for side in (-1, 1):
        x = 430 + side * 300
        brush.line([(x, 150), (x, 430)], 34, "accent")
        brush.line([(x, 150), (x - side * 70, 150)], 34, "accent")
        brush.line([(x, 430), (x - side * 70, 430)], 34, "accent")


def light(brush: Brush) -> None:
    """Draw a face with one side in the dark, and light that should come from in front."""
    Head(x=520).draw(brush)
    shade = [*arc(520, 290, _RX - 9, _RY - 9, -60, 90), (520, 190)]
    brush.fill(shade, "soft")
    brush.fill(oval(140, 200, 70, 70), "accent")
    for degrees in range(0, 360, 45):
        [(ax, ay), (bx, by)] = turned([(140, 100), (140, 56)], degrees, 140, 200)
        brush.line([(ax, ay), (bx, by)], BOLD, "accent")


def wall(brush: Brush) -> None:
    """Draw a face before a wall with a picture on it, which is struck out."""
    brush.line(block(60, 16, 740, 600, 30), BOLD, "ink", closed=True)
    shape(brush, block(560, 80, 180, 150, 10), "card", "ink", BOLD)
    brush.fill([(580, 212), (630, 140), (664, 186), (690, 156), (722, 212)], "ink")
    cross(brush, 650, 155, 96)
    Head(x=320, y=330, size=0.9).draw(brush)
