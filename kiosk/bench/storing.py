"""How long a citizen waits between "send" and "done": seal, write, synchronise."""

from pathlib import Path

from kiosk.bench.figures import Figure
from kiosk.clock import SystemClock
from kiosk.contracts.identity import Address, Identity
from kiosk.store import CaseDraft, Store
from kiosk.store.sealing import authority_key, make_authority_key

SAMPLES = 15
TARGET_MS = 100.0
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
    return (Figure("a case sealed and on disk", "ms", tuple(times), TARGET_MS),)
