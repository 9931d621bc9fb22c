"""Pictures of this session, by handle, in this process's memory and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy import uint8
    from numpy.typing import NDArray


class Vault:
    """Holds what was captured until it is sealed; the process's end is its erasure."""

    def __init__(self) -> None:
        self._taken = 0
        self._photos: dict[str, NDArray[uint8]] = {}
        self._signatures: dict[str, NDArray[uint8]] = {}
        self.newest: tuple[int, NDArray[uint8]] | None = None

    def keep_photo(self, pixels: NDArray[uint8]) -> str:
        self._taken += 1  # a handle never comes back: the screen may still hold the picture
        handle = f"photo{self._taken}"
        self._photos[handle] = pixels
        return handle

    def drop_photos(self) -> None:
        self._photos.clear()

    def has_photo(self, handle: str) -> bool:
        return handle in self._photos

    def photo(self, handle: str) -> NDArray[uint8]:
        return self._photos[handle]

    def keep_signature(self, document: str, pixels: NDArray[uint8]) -> str:
        """Keep the picture (BGR) that a document would carry."""
        self._taken += 1
        handle = f"signature{self._taken}.{document}"
        self._signatures[handle] = pixels
        return handle

    def drop_signatures(self) -> None:
        self._signatures.clear()

    def shown(self, handle: str) -> NDArray[uint8] | None:
        """Answer the photo or the signature that a page shows, None if it is gone."""
        found = self._photos.get(handle)
        return self._signatures.get(handle) if found is None else found
