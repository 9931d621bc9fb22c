"""How long the camera's pictures keep one core busy, and a citizen waiting."""

from hardware.camera.portrait.person import Pose, take_picture
from kiosk.bench.faces import measure_faces
from kiosk.bench.figures import Figure
from kiosk.clock import SystemClock
from kiosk.config.model import Capture
from kiosk.session.studio import Studio
from kiosk.store.sealing import authority_key, make_authority_key

__all__ = ["measure_faces", "measure_shutter"]

SAMPLES = 7
SHUTTER_MS = 1000.0
MILLISECONDS = 1000


def measure_shutter(capture: Capture) -> tuple[Figure, ...]:
    """Measure from the still's being there to all of its files' being sealed."""
    clock = SystemClock()
    key = authority_key(make_authority_key()[1])
    studio = Studio(capture)
    studio.begin()
    still = take_picture(Pose(), 2160, 3840, seed=1)
    times = []
    for _ in range(SAMPLES):
        began = clock.monotonic()
        taken = studio.assess(still)
        for rendition in studio.finish(taken):
            key.seal(rendition.content, rendition.media_type)
        times.append((clock.monotonic() - began) * MILLISECONDS)
    return (Figure("a still judged, cut, encoded and sealed", "ms", tuple(times), SHUTTER_MS),)
