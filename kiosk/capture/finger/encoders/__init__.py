"""The port of WSQ encoders: ours is not certified; a certified one comes in by an entry point.

A driver is a module with `make()`; it runs in the worker process, so that a fault of native code
ends that process alone. Vendors register theirs in the group `buergerterminal.wsq`.
"""

import importlib
from importlib.metadata import entry_points
from types import ModuleType
from typing import Protocol

from kiosk.capture.finger.prints import Print

GROUP = "buergerterminal.wsq"


class EncoderRefused(Exception):
    """The configuration names an encoder that there is not, or that cannot be loaded."""


class WsqEncoder(Protocol):
    @property
    def name(self) -> str:
        """Answer name and version, as they stand in the remarks that the clerk gets."""
        ...

    @property
    def certificate(self) -> str:
        """Answer the number of the FBI's certificate, empty where there is none."""
        ...

    def encode(self, image: Print) -> bytes:
        """Answer the print as WSQ at a bit rate of 0.75 (TR-03121-3 Vol. 2, FM COM-FP-WSQR).

        Raises ValueError for what it cannot encode.
        """
        ...


def make_encoder(name: str) -> WsqEncoder:
    """Answer the encoder that the configuration names. Raises EncoderRefused."""
    module = _module(name)
    try:
        encoder: WsqEncoder = module.make()
    except (AttributeError, OSError) as wrong:
        raise EncoderRefused(f"capture.wsq: encoder '{name}': {wrong}") from wrong
    return encoder


def _module(name: str) -> ModuleType:
    for entry in entry_points(group=GROUP, name=name):
        loaded = entry.load()
        if isinstance(loaded, ModuleType):
            return loaded
    path = f"{__name__}.{name}"
    if not name.isidentifier():
        raise EncoderRefused(f"capture.wsq: '{name}' is no name of an encoder")
    try:
        return importlib.import_module(path)
    except ModuleNotFoundError as missing:
        if missing.name == path:
            raise EncoderRefused(f"capture.wsq: there is no encoder '{name}'") from None
        raise EncoderRefused(
            f"capture.wsq: encoder '{name}' needs the Python package '{missing.name}'"
        ) from missing
