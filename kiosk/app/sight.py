"""What the screens may see and touch of a session: live picture, shots, and the signature pad."""

from typing import Any

from hardware.signature import SignaturePad
from kiosk.session.vault import Vault
from screens.images import Image


class SessionImages:
    """Implements `screens.images.ImageSource` over the vault."""

    def __init__(self) -> None:
        self.vault: Vault | None = None

    def latest(self) -> Image | None:
        newest = None if self.vault is None else self.vault.newest
        return None if newest is None else _image(*newest)

    def picture(self, handle: str) -> Image | None:
        shown = None if self.vault is None else self.vault.shown(handle)
        return None if shown is None else _image(1, shown)


def _image(serial: int, pixels: Any) -> Image:
    height, width = pixels.shape[:2]
    return Image(serial, width, height, pixels.reshape(-1))


class SessionPad:
    """Implements `screens.strokes.StrokeSink` over a signature driver that takes touches.

    A driver of a pen tablet takes none: what touches the screen is then only seen.
    """

    def __init__(self) -> None:
        self._sink: Any = None

    def lead_to(self, pad: SignaturePad) -> None:
        self._sink = pad if hasattr(pad, "begin") else None

    def spread(self, width: float, height: float) -> None:
        if self._sink is not None:
            self._sink.spread(width, height)

    def crowd(self) -> None:
        if self._sink is not None:
            self._sink.crowd()

    def begin(self, x: float, y: float) -> None:
        if self._sink is not None:
            self._sink.begin(x, y)

    def extend(self, x: float, y: float) -> None:
        if self._sink is not None:
            self._sink.extend(x, y)

    def finish(self) -> None:
        if self._sink is not None:
            self._sink.finish()
