"""libespeak-ng as far as it is needed: text in, samples out (speak_lib.h of espeak-ng 1.51).

The library is GPL-3.0-or-later and is loaded only in the speech process, which is a program of
its own and is spoken to through a pipe.
"""

import ctypes
from collections.abc import Callable
from typing import Final

LIBRARY: Final = "libespeak-ng.so.1"
AUDIO_OUTPUT_SYNCHRONOUS: Final = 2
POSITION_CHARACTER: Final = 1
CHARACTERS_UTF8: Final = 1
"""Without espeakSSML (0x10) and espeakPHONEMES (0x100): what is written is read, markup included."""
PARAMETER_RATE: Final = 1
CHUNK_MILLISECONDS: Final = 60
ALL_OK: Final = 0
DO_NOT_EXIT: Final = 0x8000
"""Without it the library ends the process when it finds no voices."""

_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


class NoEngine(Exception):
    """The library or its voices are not installed."""


class Espeak:
    """The one synthesiser of this process."""

    def __init__(self) -> None:
        """Load the library. Raises NoEngine."""
        try:
            self._library = ctypes.CDLL(LIBRARY)
        except OSError:
            raise NoEngine from None
        rate = self._library.espeak_Initialize(
            AUDIO_OUTPUT_SYNCHRONOUS, CHUNK_MILLISECONDS, None, DO_NOT_EXIT
        )
        if rate <= 0:
            raise NoEngine
        self.rate = int(rate)
        self._take: Callable[[bytes], bool] = lambda _pcm: False
        # the library keeps the pointer: it must live as long as this object
        self._callback = _Callback(self._on_samples)
        self._library.espeak_SetSynthCallback(self._callback)

    def set_voice(self, name: str, words_per_minute: int) -> bool:
        """Answer whether there is such a voice; the one before stays if not."""
        self._library.espeak_SetParameter(PARAMETER_RATE, words_per_minute, 0)
        return bool(self._library.espeak_SetVoiceByName(name.encode()) == ALL_OK)

    def speak(self, text: str, take: Callable[[bytes], bool]) -> None:
        """Hand 16-bit samples to `take`, 60 ms at a time, until it answers False or all is said."""
        self._take = take
        encoded = text.replace("\0", " ").encode() + b"\0"
        self._library.espeak_Synth(
            encoded, len(encoded), 0, POSITION_CHARACTER, 0, CHARACTERS_UTF8, None, None
        )

    def _on_samples(self, samples: "ctypes._Pointer[ctypes.c_short]", count: int, _: int) -> int:
        if not samples or count <= 0:
            return 0
        return 0 if self._take(ctypes.string_at(samples, count * 2)) else 1
