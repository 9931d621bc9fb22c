"""Boxes on the page: pixels from the top left, y downwards, as one reads; mirrored only when drawn."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Box:
    x: int
    y: int
    w: int
    h: int

    @property
    def right(self) -> int:
        return self.x + self.w

    @property
    def bottom(self) -> int:
        return self.y + self.h

    def inset(self, dx: int, dy: int | None = None) -> "Box":
        dy = dx if dy is None else dy
        return Box(self.x + dx, self.y + dy, max(0, self.w - 2 * dx), max(0, self.h - 2 * dy))

    def shifted(self, dx: int = 0, dy: int = 0) -> "Box":
        return replace(self, x=self.x + dx, y=self.y + dy)

    def after(self, dx: int) -> "Box":
        """Answer what is left when `dx` pixels are cut off at the start."""
        return Box(self.x + dx, self.y, max(0, self.w - dx), self.h)

    def below(self, dy: int) -> "Box":
        """Answer what is left when `dy` pixels are cut off at the top."""
        return Box(self.x, self.y + dy, self.w, max(0, self.h - dy))

    def top(self, h: int) -> "Box":
        return replace(self, h=h)

    def start(self, w: int) -> "Box":
        return replace(self, w=w)

    def end(self, w: int) -> "Box":
        return Box(self.right - w, self.y, w, self.h)

    def base(self, h: int) -> "Box":
        return Box(self.x, self.bottom - h, self.w, h)

    def centred(self, w: int, h: int) -> "Box":
        return Box(self.x + (self.w - w) // 2, self.y + (self.h - h) // 2, w, h)

    def columns(self, count: int, gap: int) -> tuple["Box", ...]:
        """Answer `count` boxes side by side; they share the width to the pixel."""
        free = self.w - gap * (count - 1)
        edges = [self.x + round(i * (free / count + gap)) for i in range(count)]
        ends = [round(free / count * (i + 1) + gap * i) + self.x for i in range(count)]
        return tuple(Box(a, self.y, b - a, self.h) for a, b in zip(edges, ends, strict=True))

    def mirrored(self, width: int) -> "Box":
        return replace(self, x=width - self.right)

    def holds(self, x: float, y: float) -> bool:
        return self.x <= x < self.right and self.y <= y < self.bottom

    def meets(self, other: "Box") -> bool:
        return (
            self.x < other.right
            and other.x < self.right
            and self.y < other.bottom
            and other.y < self.bottom
        )
