"""How long a citizen waits for the store: to seal what was captured, and from "send" to "done"."""

import hashlib
import secrets
from pathlib import Path

from kiosk.bench.figures import Figure
from kiosk.clock import SystemClock
from kiosk.contracts.identity import Address, Identity
from kiosk.store import CaseDraft, Store
from kiosk.store.sealing import authority_key, make_authority_key

SAMPLES = 500
TARGET_MS = 20.0
PIECES = 40
SEALING_MS = 50.0
PHOTO_BYTES, FINGER_BYTES = 400_000, 150_000
MILLISECONDS = 1000

IDENTITY = Identity(
    family_name="Mustermann",
    given_names="Erika",
    date_of_birth="19640812",
    place_of_birth="Berlin",
    address=Address("Heidestraße 17", "51147", "Köln"),
)
ANSWERS = {"belegart": "o", "authority": "Jugendamt Musterstadt", "purpose": "Kinderbetreuung"}


def measure_storing(folder: Path) -> tuple[Figure, ...]:
    """Store cases in a fresh database in `folder`, on the disk that it lies on."""
    clock = SystemClock()
    _, public = make_authority_key()
    times = []
    with Store.open(
        folder / "terminal.db", clock, authorities={"intake": authority_key(public)}
    ) as store:
        store.recover()
        for number in range(SAMPLES):
            draft = CaseDraft(
                session=f"bench-{number}",
                service="fuehrungszeugnis",
                destination="intake",
                answers=ANSWERS,
                identity=IDENTITY,
            )
            began = clock.monotonic()
            store.store_case(draft)
            times.append((clock.monotonic() - began) * MILLISECONDS)
    name = "a case sealed and on disk, 99 of 100"
    return (Figure(name, "ms", tuple(times), TARGET_MS, percentile=99),)


def measure_sealing() -> tuple[Figure, ...]:
    """Seal document, cover sheet, a photo and two fingerprints to a key of 4096 bit, sums included."""
    clock = SystemClock()
    _, public = make_authority_key()
    key = authority_key(public)
    document = b"{}" * 1000
    captures = (PHOTO_BYTES, FINGER_BYTES, FINGER_BYTES)
    times = []
    for _ in range(PIECES):
        contents = [secrets.token_bytes(size) for size in captures]
        began = clock.monotonic()
        for content in contents:
            hashlib.sha256(content)
            hashlib.sha512(content)
            key.seal(content, "image/jpeg")
        key.seal(document, "application/json")
        key.seal(document, "application/json")
        times.append((clock.monotonic() - began) * MILLISECONDS)
    name = "a case with photo and two fingerprints sealed"
    return (Figure(name, "ms", tuple(times), SEALING_MS),)
