"""The demo's courier and authority as processes: the key comes, a case is sealed to it, and is accepted."""

import asyncio
import json
import os
from pathlib import Path

from kiosk.app.memory import open_store
from kiosk.clock import SystemClock
from kiosk.config.load import load_configuration
from kiosk.contracts.captures import Rendition
from kiosk.demo.outcome import deliveries, open_arrived, standings, undelivered
from kiosk.demo.places import Places
from kiosk.demo.processes import Processes
from kiosk.store import CaseDraft, Store
from kiosk.store.unsealing import PrivateKey

DISPLAY = {"width": 1080, "height": 1920, "fullscreen": False}
PATIENCE = 30.0


class Deliverers(Processes):
    """The demo without its terminal: the test is the session."""

    async def start_courier(self, key: Path) -> None:
        configuration = ("--config", str(self._places.configuration))
        await self._start("courier", ("kiosk", "courier", *configuration))
        await self._left(key)


def put_in(store: Store) -> str:
    files = (Rendition("interchange", "image/jpeg", b"picture"),)
    photo = store.seal_capture("s1", "photo", files, {}, destination="intake")
    draft = CaseDraft("s1", "fuehrungszeugnis", "intake", {"purpose": "x"}, captures=(photo,))
    return store.store_case(draft).number


async def test_a_case_goes_from_the_session_to_the_authority_and_is_accepted(
    tmp_path: Path,
) -> None:
    places = Places(tmp_path)
    await asyncio.to_thread(places.make)
    await asyncio.to_thread(places.make_authority)
    processes, clock = Deliverers(places), SystemClock()
    try:
        intake = await processes.start_authority()
        places.configure({}, stagehand="", display=DISPLAY, language="de", intake=intake)
        await processes.start_courier(places.intake_key)
        assert os.stat(places.intake_key).st_mode & 0o777 == 0o640  # noqa: PTH116 - one look
        configuration = load_configuration(places.configuration)
        with open_store(configuration, clock) as store:
            number = put_in(store)
            deadline = clock.monotonic() + PATIENCE
            while undelivered(places.database):
                assert clock.monotonic() < deadline, standings(places.database)
                await clock.sleep(0.1)
    finally:
        await processes.stop()
    assert standings(places.database) == ((number, "intake", "accepted"),)
    (folder,) = deliveries(places.delivered)
    key = PrivateKey(json.loads(places.private_key.read_text("utf-8")))
    case = open_arrived(folder, key)
    assert (case.document["number"], case.document["answers"]) == (number, {"purpose": "x"})
    assert [(each.kind, each.content) for each in case.renditions] == [("photo", b"picture")]
