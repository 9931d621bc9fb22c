"""Lines and filled shapes with smooth edges, as meshes: each edge fades over one pixel.

Points are pixels; a `Brush` adds meshes to a group and knows the colours of the roles.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from math import atan2, ceil, cos, hypot, pi, sin

from kivy.graphics import Color, InstructionGroup, Mesh
from kivy.graphics.tesselator import Tesselator
from kivy.graphics.texture import Texture

from screens.palette import rgb

Point = tuple[float, float]
_FORMAT = [(b"vPosition", 2, "float"), (b"vTexCoords0", 2, "float")]
_SAME_PLACE = 0.05  # pixels
_CLEAR, _SOLID = 0.25, 0.75  # texture coordinates of the two pixels' centres


@cache
def _fade() -> Texture:
    texture = Texture.create(size=(2, 1), colorfmt="rgba")
    texture.blit_buffer(b"\xff\xff\xff\x00\xff\xff\xff\xff", colorfmt="rgba", bufferfmt="ubyte")
    texture.wrap = "clamp_to_edge"
    return texture


class Brush:
    """Draws in the units of a drawing (origin top left, y down), placed and scaled on the display.

    With `patient`, strokes are only noted and done one by one by `strokes`: a drawing of fifty
    strokes takes 10 ms, which is too long for one turn of the event loop.
    """

    def __init__(
        self,
        group: InstructionGroup,
        colours: dict[str, str],
        origin: Point,
        scale: float,
        *,
        patient: bool = False,
    ) -> None:
        self._group = group
        self._colours = colours
        self._origin = origin
        self._scale = scale
        self._waiting: list[Callable[[], None]] | None = [] if patient else None

    def strokes(self) -> Iterator[None]:
        """Do what was noted, a stroke at a time."""
        waiting, self._waiting = self._waiting or [], None
        for stroke in waiting:
            stroke()
            yield

    def fill(self, points: Sequence[Point], colour: str) -> None:
        """Fill a closed shape, convex or not."""
        if self._waiting is not None:
            self._waiting.append(lambda: self.fill(points, colour))
            return
        placed = [self._placed(p) for p in points]
        self._ink(colour)
        shape = Tesselator()
        shape.add_contour([c for p in placed for c in p])
        if not shape.tesselate():
            raise ValueError("a drawing has a shape that cannot be filled")
        for vertices, _ in shape.meshes:
            solid = [
                value
                for i in range(0, len(vertices), 4)
                for value in (vertices[i], vertices[i + 1], _SOLID, 0.5)
            ]
            self._mesh(solid, list(range(len(solid) // 4)), "triangle_fan")
        self._band(placed, 0.5, closed=True, outward=True)

    def line(
        self, points: Sequence[Point], width: float, colour: str, *, closed: bool = False
    ) -> None:
        """Draw a line with round ends and round corners."""
        if self._waiting is not None:
            self._waiting.append(lambda: self.line(points, width, colour, closed=closed))
            return
        placed = [self._placed(p) for p in points]
        half = max(0.5, width * self._scale / 2)
        self._ink(colour)
        self._band(placed, half, closed=closed)
        for point in _corners(placed, closed=closed):
            self._dot(point, half)

    def _dot(self, centre: Point, radius: float) -> None:
        count = max(8, ceil(radius * 1.6))
        rim = [(cos(2 * pi * i / count), sin(2 * pi * i / count)) for i in range(count)]
        vertices = [centre[0], centre[1], _SOLID, 0.5]
        for reach, shade in ((max(0.0, radius - 0.5), _SOLID), (radius + 0.5, _CLEAR)):
            for x, y in rim:
                vertices += [centre[0] + x * reach, centre[1] + y * reach, shade, 0.5]
        indices: list[int] = []
        for i in range(count):
            j = (i + 1) % count
            indices += [0, 1 + i, 1 + j]
            indices += [1 + i, 1 + count + i, 1 + j, 1 + j, 1 + count + i, 1 + count + j]
        self._mesh(vertices, indices, "triangles")

    def _band(
        self, points: list[Point], half: float, *, closed: bool, outward: bool = False
    ) -> None:
        """Add a band along the points; `outward` only its outer fading edge, for filled shapes."""
        points = _distinct(points, closed=closed)
        if len(points) < 2:  # noqa: PLR2004 - a line needs two
            return
        normals = _normals(points, closed=closed)
        if outward:
            turn = 1.0 if _area(points) > 0 else -1.0
            rails: list[tuple[float, float]] = [(-0.5 * turn, _SOLID), (0.5 * turn, _CLEAR)]
        else:
            rails = [
                (-half - 0.5, _CLEAR), (-half + 0.5, _SOLID),
                (half - 0.5, _SOLID), (half + 0.5, _CLEAR),
            ]  # fmt: skip
        vertices: list[float] = []
        for (x, y), (nx, ny) in zip(points, normals, strict=True):
            for offset, shade in rails:
                vertices += [x + nx * offset, y + ny * offset, shade, 0.5]
        wide = len(rails)
        indices: list[int] = []
        for i in range(len(points) if closed else len(points) - 1):
            a, b = i * wide, ((i + 1) % len(points)) * wide
            for rail in range(wide - 1):
                indices += [a + rail, a + rail + 1, b + rail]
                indices += [b + rail, a + rail + 1, b + rail + 1]
        self._mesh(vertices, indices, "triangles")

    def _mesh(self, vertices: list[float], indices: list[int], mode: str) -> None:
        self._group.add(
            Mesh(vertices=vertices, indices=indices, mode=mode, fmt=_FORMAT, texture=_fade())
        )

    def _ink(self, colour: str) -> None:
        self._group.add(Color(*rgb(self._colours.get(colour, colour))))

    def _placed(self, point: Point) -> Point:
        return (
            self._origin[0] + point[0] * self._scale,
            self._origin[1] - point[1] * self._scale,
        )


def _distinct(points: list[Point], *, closed: bool) -> list[Point]:
    kept = [points[0]]
    for point in points[1:]:
        if hypot(point[0] - kept[-1][0], point[1] - kept[-1][1]) > _SAME_PLACE:
            kept.append(point)
    if (
        closed
        and len(kept) > 1
        and hypot(kept[0][0] - kept[-1][0], kept[0][1] - kept[-1][1]) < _SAME_PLACE
    ):
        kept.pop()
    return kept


def _area(points: list[Point]) -> float:
    return sum(
        ax * by - bx * ay
        for (ax, ay), (bx, by) in zip(points, points[1:] + points[:1], strict=True)
    )


def _normals(points: list[Point], *, closed: bool) -> list[Point]:
    """Answer for each point the offset by which a band of half width 1 stays parallel."""
    count = len(points)
    edges: list[Point] = []
    for i in range(count if closed else count - 1):
        (ax, ay), (bx, by) = points[i], points[(i + 1) % count]
        length = hypot(bx - ax, by - ay)
        edges.append(((by - ay) / length, -(bx - ax) / length))
    normals = []
    for i in range(count):
        before = edges[i - 1] if closed or i else edges[0]
        after = edges[i] if closed or i < count - 1 else edges[-1]
        mx, my = before[0] + after[0], before[1] + after[1]
        size = mx * mx + my * my
        stretch = 2 / size if size > 0.5 else 1.0  # noqa: PLR2004 - sharp turns get a round corner
        normals.append((mx * stretch, my * stretch))
    return normals


def _corners(points: list[Point], *, closed: bool) -> list[Point]:
    """Answer the ends and the sharp turns: they are rounded with a dot."""
    points = _distinct(points, closed=closed)
    sharp = [] if closed else [points[0], points[-1]]
    for i in range(len(points) if closed else len(points) - 2):
        a, b, c = (points[(i + k) % len(points)] for k in range(3))
        turn = abs(
            (atan2(c[1] - b[1], c[0] - b[0]) - atan2(b[1] - a[1], b[0] - a[0]) + pi) % (2 * pi) - pi
        )
        if turn > 0.5:  # noqa: PLR2004 - radians
            sharp.append(b)
    return sharp
