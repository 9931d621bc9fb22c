"""Round corners without jagged edges: small textures, made once, stretched by their middle.

Kivy's own rounded rectangles are drawn without antialiasing unless the window is multisampled,
which costs too much where no GPU helps.
"""

from functools import cache
from math import sqrt

from kivy.graphics import BorderImage, InstructionGroup
from kivy.graphics.texture import Texture

_SLICES = 4  # lines that are sampled in each row of pixels


@cache
def disc(radius: int) -> Texture:
    """Answer a white rounded square of 2 * radius + 2 pixels, its corners circles."""
    return _texture(2 * radius + 2, _coverage(radius))


@cache
def ring(radius: int, thickness: int) -> Texture:
    """Answer the outline of such a square, `thickness` pixels wide, its inside empty."""
    side = 2 * radius + 2
    outer, inner_radius = _coverage(radius), max(0, radius - thickness)
    inner = _coverage(inner_radius)
    pixels = bytearray(outer)
    hole = 2 * inner_radius + 2
    # The hole is stretched like the square around it: its corners keep their distance.
    for row in range(side):
        for column in range(side):
            x, y = _in_hole(column, side, thickness, hole), _in_hole(row, side, thickness, hole)
            if x is not None and y is not None:
                index = row * side + column
                pixels[index] = max(0, pixels[index] - inner[y * hole + x])
    return _texture(side, pixels)


@cache
def corners(radius: int) -> Texture:
    """Answer what a rounded square leaves of a square: its four corners."""
    return _texture(2 * radius + 2, bytearray(255 - share for share in _coverage(radius)))


def _in_hole(place: int, side: int, thickness: int, hole: int) -> int | None:
    if place < thickness or place >= side - thickness:
        return None
    near = place - thickness
    far = side - thickness - 1 - place
    half = hole // 2
    return min(near, half - 1) if near <= far else hole - 1 - min(far, half - 1)


def _coverage(radius: int) -> bytearray:
    """Answer how much of each pixel the rounded square covers, 0 to 255, row by row."""
    side = 2 * radius + 2
    half = bytearray()
    for row in range(radius + 1):
        cover = [0.0] * (radius + 1)
        for part in range(_SLICES):
            dy = radius - (row + (part + 0.5) / _SLICES)
            start = radius - sqrt(max(0.0, radius * radius - dy * dy)) if dy > 0 else 0.0
            for column in range(int(start), radius + 1):
                cover[column] += min(1.0, max(0.0, column + 1 - start)) / _SLICES
        line = bytes(min(255, round(255 * share)) for share in cover)
        half += line + line[::-1]
    rows = [half[i * side : (i + 1) * side] for i in range(radius + 1)]
    return bytearray(b"".join(rows + rows[::-1]))


def _texture(side: int, coverage: bytearray) -> Texture:
    texture = Texture.create(size=(side, side), colorfmt="rgba")
    pixels = bytearray(b"\xff" * (side * side * 4))
    pixels[3::4] = coverage
    texture.blit_buffer(bytes(pixels), colorfmt="rgba", bufferfmt="ubyte")
    return texture


def stretched(
    group: InstructionGroup, texture: Texture, x: float, y: float, w: float, h: float
) -> None:
    """Add the texture over the given rectangle, its corners undistorted."""
    corner = texture.width // 2 - 1
    corner = min(corner, int(w) // 2, int(h) // 2)
    border = (texture.width // 2 - 1,) * 4
    group.add(
        BorderImage(
            texture=texture, pos=(x, y), size=(w, h), border=border,
            display_border=(corner,) * 4,
        )
    )  # fmt: skip
