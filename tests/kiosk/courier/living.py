"""Two processes to be killed: `citizens`, one session after the other, and `courier`.

Run as `python -m tests.kiosk.courier.living citizens|courier FOLDER`. Citizens put down in
FOLDER/told, synced, what each was told at the moment he was told.
"""

import asyncio
import os
import sys
import threading
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.contracts.captures import Rendition
from kiosk.courier.retries import Backoff
from kiosk.courier.worker import CourierSettings, run
from kiosk.store import CaseDraft, Payment, PaymentState, Store
from kiosk.store.numbers import new_session
from kiosk.store.sealing import authority_key, read_jwk
from kiosk.store.signing import make_device_key
from tests.kiosk.store.conftest import SETTINGS, TEST_BITS

PICTURE = b"\xff\xd8\xff" + b"portrait of a citizen" * 2000


def citizens(folder: Path) -> None:
    authority = authority_key(read_jwk(folder / "authority.jwk"), minimum_bits=TEST_BITS)
    store = Store.open(
        folder / "terminal.db",
        SystemClock(),
        SETTINGS,
        authorities={"folder": authority},
        key=make_device_key(folder / "device.pem"),
    )
    for payment in store.recover().payments:
        kept = payment.number is not None
        end = PaymentState.CONFIRMED if kept else PaymentState.REVERSED
        store.journal(payment.reference, end, payment.cents)
    told = os.open(folder / "told", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    while True:
        number = one_citizen(store)
        os.write(told, f"{number}\n".encode())
        os.fsync(told)
        threading.Event().wait(0.02)


def one_citizen(store: Store) -> str:
    session = new_session()
    reference = f"pay-{session[:16]}"
    store.record("session.started")
    files = (Rendition("interchange", "image/jpeg", PICTURE),)
    photo = store.seal_capture(session, "photo", files, {}, destination="folder")
    store.journal(reference, PaymentState.INTENT, 1300)
    store.journal(reference, PaymentState.AUTHORISED, 1300)
    payment = Payment(reference, 1300)
    draft = CaseDraft(session, "s", "folder", {}, captures=(photo,), payment=payment)
    number = store.store_case(draft).number
    store.journal(reference, PaymentState.CONFIRMED, 1300)
    return number


def courier(folder: Path) -> None:
    table = {"driver": "folder", "path": str(folder / "delivered")}
    settings = CourierSettings(
        folder / "terminal.db",
        {"folder": table},
        idle_seconds=0.02,
        tidy_seconds=0.2,
        backoff=Backoff(0.01, 0.05, 0.01),
    )
    asyncio.run(run(settings, SystemClock()))


if __name__ == "__main__":
    print("loaded", flush=True)  # noqa: T201 - to whoever is going to kill it
    {"citizens": citizens, "courier": courier}[sys.argv[1]](Path(sys.argv[2]))
