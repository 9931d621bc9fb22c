"""Where screens get pictures from: whoever holds the frames gives the newest one when asked."""

from typing import Any, NamedTuple, Protocol


class Image(NamedTuple):
    """`bgr` is bytes-like: height * width * 3 bytes, row by row from the top; `serial` changes with the picture."""

    serial: int
    width: int
    height: int
    bgr: Any


class ImageSource(Protocol):
    """Implemented by the session; never blocks."""

    def latest(self) -> Image | None:
        """Answer the camera's newest picture, None while there is none."""
        ...

    def picture(self, handle: str) -> Image | None:
        """Answer one of the pictures taken, None if it is gone."""
        ...


class NoImages:
    """Stands where no camera is: there never is a picture."""

    def latest(self) -> Image | None:
        return None

    def picture(self, handle: str) -> Image | None:  # noqa: ARG002 - the protocol's argument
        return None
