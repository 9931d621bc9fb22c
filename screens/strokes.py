"""Where the strokes of a finger on the signature area go."""

from typing import Protocol


class StrokeSink(Protocol):
    """The signature port's touch driver: points in millimetres from the area's lower left.

    `spread` tells how large the area is, `crowd` that a second touch came while one was writing.
    """

    def spread(self, width: float, height: float) -> None: ...

    def crowd(self) -> None: ...

    def begin(self, x: float, y: float) -> None: ...

    def extend(self, x: float, y: float) -> None: ...

    def finish(self) -> None: ...


class NoPad:
    """Stands where no signature is taken: strokes are seen on the screen only."""

    def spread(self, width: float, height: float) -> None: ...

    def crowd(self) -> None: ...

    def begin(self, x: float, y: float) -> None: ...

    def extend(self, x: float, y: float) -> None: ...

    def finish(self) -> None: ...
