"""The tables of terminal.db, built up by numbered migrations."""

from typing import TYPE_CHECKING

from sqlite_utils.migrations import Migrations

from kiosk.store.failures import NewerSchema

if TYPE_CHECKING:
    from sqlite_utils import Database

    from kiosk.store.database import TerminalDatabase


def migrate(own: "TerminalDatabase", database: "Database") -> None:
    """Bring the file to this program's schema, wholly or not at all.

    Raises NewerSchema for a file that a newer program has written: going on would
    lose what this one does not know of.
    """
    migrations = Migrations("terminal")
    for step in STEPS:
        migrations()(step)
    known = [step.__name__ for step in STEPS]
    applied = [migration.name for migration in migrations.applied(database)]
    if newer := sorted(set(applied) - set(known)):
        raise NewerSchema(
            f"{own.path.name} was written by a newer version of this program "
            f"(it has {', '.join(newer)}); install that version or a later one",
        )
    if applied != known:
        # Of two processes that start at once the second waits here and finds all done.
        with own.transaction():
            migrations.apply(database)


def m0001_event_log(database: "Database") -> None:
    for statement in (
        """
        CREATE TABLE events (
            seq INTEGER PRIMARY KEY,
            at TEXT NOT NULL,
            actor TEXT NOT NULL,
            event TEXT NOT NULL,
            attributes TEXT NOT NULL,
            previous BLOB NOT NULL,
            hash BLOB NOT NULL
        ) STRICT""",
        """
        CREATE TABLE tree_heads (
            size INTEGER PRIMARY KEY,
            root BLOB NOT NULL,
            peaks BLOB NOT NULL,
            note TEXT NOT NULL
        ) STRICT""",
        *append_only("events", "seq"),
        *append_only("tree_heads", "size", gaps=True),
    ):
        database.execute(statement)


def m0002_payment_journal(database: "Database") -> None:
    for statement in (
        """
        CREATE TABLE payments (
            seq INTEGER PRIMARY KEY,
            reference TEXT NOT NULL,
            state TEXT NOT NULL,
            cents INTEGER NOT NULL CHECK (cents > 0),
            at TEXT NOT NULL,
            case_number TEXT
        ) STRICT""",
        "CREATE INDEX payments_by_reference ON payments (reference, seq)",
        "CREATE INDEX payments_by_case ON payments (case_number) WHERE case_number IS NOT NULL",
        *append_only("payments", "seq"),
    ):
        database.execute(statement)


def m0003_cases(database: "Database") -> None:
    for statement in (
        """
        CREATE TABLE cases (
            number TEXT PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            service TEXT NOT NULL,
            created_at TEXT NOT NULL,
            kid TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            link_sha256 BLOB NOT NULL UNIQUE
        ) STRICT, WITHOUT ROWID""",
        """
        CREATE TABLE parts (
            id INTEGER PRIMARY KEY,
            case_number TEXT NOT NULL REFERENCES cases (number),
            name TEXT NOT NULL,
            sealed BLOB NOT NULL,
            UNIQUE (case_number, name)
        ) STRICT""",
        """
        CREATE TABLE captures (
            id TEXT PRIMARY KEY,
            session TEXT,
            case_number TEXT REFERENCES cases (number),
            kind TEXT NOT NULL,
            destination TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            sealed_at TEXT NOT NULL,
            expires_at TEXT NOT NULL,
            sealed BLOB NOT NULL,
            CHECK ((session IS NULL) <> (case_number IS NULL))
        ) STRICT""",
        "CREATE UNIQUE INDEX captures_by_session ON captures (session, kind) WHERE session NOTNULL",
        "CREATE INDEX captures_by_case ON captures (case_number) WHERE case_number IS NOT NULL",
        "CREATE INDEX captures_by_age ON captures (expires_at)",
        """
        CREATE TABLE outbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            case_number TEXT NOT NULL REFERENCES cases (number),
            destination TEXT NOT NULL,
            state TEXT NOT NULL DEFAULT 'pending'
                CHECK (state IN ('pending', 'delivered', 'quarantined', 'expired')),
            attempts INTEGER NOT NULL DEFAULT 0,
            strikes INTEGER NOT NULL DEFAULT 0,
            next_at TEXT NOT NULL,
            settled_at TEXT,
            fault TEXT,
            remembered TEXT NOT NULL DEFAULT '{}',
            UNIQUE (case_number, destination)
        ) STRICT""",
        "CREATE INDEX outbox_queue ON outbox (destination, id) WHERE state = 'pending'",
    ):
        database.execute(statement)


def m0004_submissions(database: "Database") -> None:
    """Let a case be handed over before its receiver has spoken.

    A CHECK cannot be altered, so the outbox moves into a table of its new shape.
    """
    for statement in (
        """
        CREATE TABLE outbox_with_receipts (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            case_number TEXT NOT NULL REFERENCES cases (number),
            destination TEXT NOT NULL,
            state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN (
                'pending', 'submitted', 'delivered', 'accepted',
                'quarantined', 'rejected', 'unclaimed', 'expired')),
            attempts INTEGER NOT NULL DEFAULT 0,
            strikes INTEGER NOT NULL DEFAULT 0,
            next_at TEXT NOT NULL,
            submitted_at TEXT,
            settled_at TEXT,
            fault TEXT,
            problems TEXT,
            remembered TEXT NOT NULL DEFAULT '{}',
            UNIQUE (case_number, destination)
        ) STRICT""",
        """
        INSERT INTO outbox_with_receipts (id, case_number, destination, state, attempts, strikes,
            next_at, settled_at, fault, remembered)
        SELECT id, case_number, destination, state, attempts, strikes,
            next_at, settled_at, fault, remembered FROM outbox""",
        "DROP TABLE outbox",
        "ALTER TABLE outbox_with_receipts RENAME TO outbox",
        "CREATE INDEX outbox_queue ON outbox (destination, id) WHERE state = 'pending'",
        "CREATE INDEX outbox_awaited ON outbox (destination, next_at) WHERE state = 'submitted'",
        "ALTER TABLE parts ADD COLUMN sha256 TEXT",
    ):
        database.execute(statement)


def m0005_card_terminal(database: "Database") -> None:
    """Add what the card terminal calls a payment, and how its days were closed.

    In an intent's row the voucher is the terminal's last transaction before it; later rows that
    have one bear the payment's own.
    """
    for statement in (
        "ALTER TABLE payments ADD COLUMN terminal TEXT",
        "ALTER TABLE payments ADD COLUMN receipt INTEGER",
        "ALTER TABLE payments ADD COLUMN trace INTEGER",
        "ALTER TABLE payments ADD COLUMN terminal_at TEXT",
        """
        CREATE TABLE closings (
            seq INTEGER PRIMARY KEY,
            state TEXT NOT NULL CHECK (state IN ('ordered', 'begun', 'closed', 'failed')),
            at TEXT NOT NULL,
            booked_count INTEGER NOT NULL,
            booked_cents INTEGER NOT NULL,
            payments_until INTEGER NOT NULL,
            closed_count INTEGER,
            closed_cents INTEGER,
            terminal TEXT,
            receipt INTEGER,
            trace INTEGER,
            terminal_at TEXT,
            fault TEXT
        ) STRICT""",
        *append_only("closings", "seq"),
    ):
        database.execute(statement)


def m0006_renditions(database: "Database") -> None:
    """Give a capture as many sealed pieces as it has renditions.

    A capture of before is its one rendition, by its old name: its case's document names it so. The
    capture's `sha256` is how the event log names it.
    """
    for statement in (
        """
        CREATE TABLE renditions (
            id TEXT PRIMARY KEY,
            capture TEXT NOT NULL REFERENCES captures (id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            sealed BLOB NOT NULL,
            UNIQUE (capture, name)
        ) STRICT""",
        """
        INSERT INTO renditions (id, capture, name, sha256, sealed)
        SELECT id, id, 'interchange', sha256, sealed FROM captures""",
        "ALTER TABLE captures DROP COLUMN sealed",
    ):
        database.execute(statement)


def append_only(table: str, number: str, *, gaps: bool = False) -> tuple[str, ...]:
    """Answer triggers that refuse changing, deleting, replacing and (unless `gaps`) skipping.

    The one for INSERT also stops INSERT OR REPLACE, which fires no DELETE trigger by default.
    """
    follows = f"coalesce((SELECT max({number}) FROM {table}), 0)"  # noqa: S608 - our own names
    wrong = f"NEW.{number} <= {follows}" if gaps else f"NEW.{number} <> {follows} + 1"
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table}: append-only'); END"
    return (
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_in_order BEFORE INSERT ON {table} WHEN {wrong} {refuse}",
    )


# Only ever added to; the names are on disk.
STEPS = (
    m0001_event_log,
    m0002_payment_journal,
    m0003_cases,
    m0004_submissions,
    m0005_card_terminal,
    m0006_renditions,
)
