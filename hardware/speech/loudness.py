"""Volume steps as gains, and the gain upon samples."""

from array import array

from hardware.speech import LOUDEST

STEP_DB = 2.4
"""Ten steps make 24 dB; EN 301 549, 8.2.1 wants 18 at least, with one 12 dB above the lowest."""


def checked(volume: int) -> int:
    """Answer the volume. Raises ValueError where there is no such step."""
    if not 0 <= volume <= LOUDEST:
        raise ValueError(f"The volume is 0 to {LOUDEST}, not {volume}.")
    return volume


def gain(volume: int, trim_db: float) -> float:
    """Answer the factor for a volume; `trim_db` is how far the output was turned down on site."""
    return float(10 ** (((volume - LOUDEST) * STEP_DB + min(trim_db, 0.0)) / 20))


def amplified(pcm: bytes, factor: float) -> bytes:
    """Answer signed 16-bit samples made quieter by `factor`, which is at most 1."""
    samples = array("h", pcm)
    return array("h", [int(sample * factor) for sample in samples]).tobytes()
