"""A stored case: wholly on disk, sealed, once, and nothing about a person beside it."""

import json
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kiosk.contracts.captures import Rendition
from kiosk.contracts.identity import Address, Identity
from kiosk.store import CaseDraft, Payment, PaymentState, Store
from kiosk.store.canonical import canonical
from kiosk.store.document import case_document
from kiosk.store.draft import SealedCapture, SealedRendition
from kiosk.store.failures import CaptureGone, PaymentMismatch
from kiosk.store.numbers import token_hash
from kiosk.store.unsealing import PrivateKey
from tests.fake_clock import FakeClock

ERIKA = Identity(
    family_name="MUSTERMANN",
    given_names="ERIKA",
    date_of_birth="19640812",
    address=Address("HEIDESTRASSE 17", "51147", "KÖLN"),
)
DRAFT = CaseDraft(
    session="0123456789abcdef",
    service="fuehrungszeugnis",
    destination="folder",
    answers={"kind": "N", "purpose": "Verein"},
    identity=ERIKA,
)
TABLES = ("cases", "parts", "captures", "outbox", "payments")


def count(database: Path) -> dict[str, int]:
    with closing(sqlite3.connect(database)) as connection:
        return {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
            for table in TABLES
        }


def column(database: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(database)) as connection:
        return [row[0] for row in connection.execute(sql)]


def test_the_document_says_what_was_asked_and_nothing_else() -> None:
    files = (
        SealedRendition("id-2", "interchange", "image/jpeg", "0" * 64, "1" * 128, 9),
        SealedRendition("id-3", "chip", "image/jp2", "2" * 64, "3" * 128, 4),
    )
    capture = SealedCapture("id-1", "photo", files, {"quality": 80, "sharpness": 0.25})
    draft = CaseDraft(
        "secret-session",
        "s",
        "d",
        {"kind": "N"},
        ERIKA,
        ("id-1",),
        Payment("P-1", 1300, "girocard"),
    )
    document = case_document(
        draft,
        [capture],
        number="ABCD-1234",
        site="rathaus-1",
        created=datetime(2026, 11, 21, 9, tzinfo=UTC),
    )
    assert document == canonical(json.loads(document))
    assert json.loads(document) == {
        "format": "buergerterminal/case",
        "version": 2,
        "number": "ABCD-1234",
        "service": "s",
        "created": "2026-11-21T09:00:00.000Z",
        "site": "rathaus-1",
        "answers": {"kind": "N"},
        "identity": {
            "family_name": "MUSTERMANN",
            "given_names": "ERIKA",
            "date_of_birth": "19640812",
            "address": {
                "street": "HEIDESTRASSE 17",
                "postal_code": "51147",
                "city": "KÖLN",
                "country": "D",
            },
        },
        "captures": [
            {
                "id": "id-1",
                "kind": "photo",
                "remarks": {"quality": 80, "sharpness": 0.25},
                "renditions": [
                    {
                        "id": "id-2",
                        "name": "interchange",
                        "media_type": "image/jpeg",
                        "sha256": "0" * 64,
                        "size": 9,
                    },
                    {
                        "id": "id-3",
                        "name": "chip",
                        "media_type": "image/jp2",
                        "sha256": "2" * 64,
                        "size": 4,
                    },
                ],
            }
        ],
        "payment": {
            "reference": "P-1",
            "cents": 1300,
            "currency": "EUR",
            "card_type": "girocard",
        },
    }


def test_the_citizen_gets_a_number_to_read_and_a_link_that_tells_nothing(
    store: Store, database: Path
) -> None:
    stored = store.store_case(DRAFT)
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", stored.number)
    link = re.fullmatch(r"https://terminal\.example/q/([A-Za-z0-9_-]{22})", stored.link)
    assert link
    assert column(database, "SELECT link_sha256 FROM cases") == [token_hash(link[1])]
    state = b"".join(path.read_bytes() for path in database.parent.iterdir())
    assert link[1].encode() not in state


def test_the_sealed_case_is_the_document_and_no_byte_of_the_citizen_lies_beside_it(
    store: Store, database: Path, private_key: PrivateKey
) -> None:
    stored = store.store_case(DRAFT)
    (sealed,) = column(database, "SELECT sealed FROM parts")
    content, content_type = private_key.unseal(sealed)
    assert content_type == "application/json"
    assert json.loads(content)["number"] == stored.number
    assert json.loads(content)["identity"]["family_name"] == "MUSTERMANN"
    state = b"".join(path.read_bytes() for path in database.parent.iterdir())
    for word in ("MUSTERMANN", "ERIKA", "HEIDESTRASSE", "KÖLN", "Verein", DRAFT.session):
        assert word.encode() not in state


def test_nothing_of_the_citizen_is_in_a_repr() -> None:
    assert "MUSTERMANN" not in repr(DRAFT)
    assert "Verein" not in repr(DRAFT)


def test_a_case_leaves_one_row_of_each_and_one_event(store: Store, database: Path) -> None:
    store.store_case(DRAFT)
    assert count(database) == {"cases": 1, "parts": 1, "captures": 0, "outbox": 1, "payments": 0}
    assert column(database, "SELECT event FROM events WHERE event LIKE 'case.%'") == ["case.stored"]
    assert column(
        database,
        "SELECT json_extract(attributes, '$.case') FROM events WHERE event = 'case.stored'",
    ) == column(database, "SELECT sha256 FROM cases")


def test_confirming_twice_makes_no_second_case(store: Store, database: Path) -> None:
    assert store.store_case(DRAFT) == store.store_case(DRAFT)
    assert count(database)["cases"] == 1


def test_a_second_process_makes_no_second_case_of_the_same_session(
    store: Store, database: Path, clock: FakeClock
) -> None:
    store.store_case(DRAFT)
    with (
        Store.open(database, clock, authorities=store._authorities) as other,
        pytest.raises(ValueError, match="another process"),
    ):
        other.store_case(DRAFT)
    assert count(database)["cases"] == 1


def test_another_service_in_the_same_session_is_another_case(store: Store) -> None:
    other = replace(DRAFT, service="meldebescheinigung")
    assert store.store_case(DRAFT).number != store.store_case(other).number


def test_a_destination_without_a_key_takes_no_case(store: Store, database: Path) -> None:
    with pytest.raises(ValueError, match="no authority's key"):
        store.store_case(CaseDraft("s", "s", "elsewhere", {}))
    assert count(database)["cases"] == 0


def unpaid(store: Store) -> None:
    store.journal("P-1", PaymentState.INTENT, 1300)


def other_amount(store: Store) -> None:
    store.journal("P-1", PaymentState.INTENT, 1200)
    store.journal("P-1", PaymentState.AUTHORISED, 1200)


def given_back(store: Store) -> None:
    unpaid(store)
    store.journal("P-1", PaymentState.AUTHORISED, 1300)
    store.journal("P-1", PaymentState.REVERSED, 1300)


def already_used(store: Store) -> None:
    unpaid(store)
    store.journal("P-1", PaymentState.AUTHORISED, 1300)
    store.store_case(CaseDraft("other", "s", "folder", {}, payment=Payment("P-1", 1300)))
    store.journal("P-1", PaymentState.UNKNOWN, 1300)
    store.journal("P-1", PaymentState.AUTHORISED, 1300)


@pytest.mark.parametrize(
    "before", [lambda _store: None, unpaid, other_amount, given_back, already_used]
)
def test_a_payment_that_is_not_authorised_for_it_leaves_no_case(
    store: Store, database: Path, before: Any
) -> None:
    before(store)
    there = count(database)
    events = len(column(database, "SELECT seq FROM events"))
    draft = CaseDraft("s1", "fuehrungszeugnis", "folder", {}, payment=Payment("P-1", 1300))
    with pytest.raises(PaymentMismatch):
        store.store_case(draft)
    assert count(database) == there
    assert len(column(database, "SELECT seq FROM events")) == events


def test_a_case_with_a_missing_capture_is_wholly_absent(store: Store, database: Path) -> None:
    photo = store.seal_capture(
        "s1",
        "photo",
        (Rendition("interchange", "image/jpeg", b"picture"),),
        {},
        destination="folder",
    )
    draft = CaseDraft("s1", "s", "folder", {}, captures=(photo,))
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("DELETE FROM captures")
    with pytest.raises(CaptureGone):
        store.store_case(draft)
    assert count(database)["cases"] == count(database)["outbox"] == 0


def test_erasing_a_case_destroys_all_rows_and_leaves_the_log_whole(
    store: Store, database: Path
) -> None:
    number = store.store_case(DRAFT).number
    (sealed,) = column(database, "SELECT sealed FROM parts")
    assert store.retention.erase(number)
    assert count(database)["cases"] == count(database)["parts"] == count(database)["outbox"] == 0
    state = b"".join(path.read_bytes() for path in database.parent.iterdir())
    assert sealed[-64:] not in state
    assert column(database, "SELECT event FROM events ORDER BY seq DESC LIMIT 1") == ["case.erased"]
    assert not store.retention.erase(number)
