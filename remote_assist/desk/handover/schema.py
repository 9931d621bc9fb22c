"""The tables of handover.db: sealed containers, what is left of them, wrong tries, clerks."""

from typing import TYPE_CHECKING

from sqlite_utils.migrations import Migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

    from kiosk.store.database import TerminalDatabase


def migrate(own: "TerminalDatabase", database: "Database") -> None:
    """Bring the file to this program's schema, wholly or not at all."""
    migrations = Migrations("handover")
    migrations()(m0001_containers)
    if not list(migrations.applied(database)):
        with own.transaction():
            migrations.apply(database)


def m0001_containers(database: "Database") -> None:
    """`finder` and `proof` are keyed sums of the code, and of code and birthday: neither is readable."""
    for statement in (
        """
        CREATE TABLE containers (
            id TEXT PRIMARY KEY,
            terminal TEXT NOT NULL,
            kid TEXT NOT NULL,
            digest TEXT NOT NULL,
            state TEXT NOT NULL DEFAULT 'arriving'
                CHECK (state IN ('arriving', 'waiting', 'claimed', 'deleted')),
            reason TEXT CHECK (reason IN ('fetched', 'discarded', 'expired')),
            received_at TEXT NOT NULL,
            expires_at TEXT NOT NULL,
            finder BLOB,
            proof BLOB,
            clerk TEXT,
            workplace TEXT,
            claimed_at TEXT,
            exported_at TEXT,
            settled_at TEXT,
            receipt TEXT,
            CHECK ((state = 'deleted') = (receipt IS NOT NULL))
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX containers_by_finder ON containers (finder) WHERE finder IS NOT NULL",
        "CREATE INDEX containers_by_age ON containers (expires_at) WHERE state <> 'deleted'",
        """
        CREATE TABLE parts (
            container TEXT NOT NULL REFERENCES containers (id),
            name TEXT NOT NULL,
            size INTEGER NOT NULL,
            sha256 TEXT NOT NULL,
            sealed BLOB,
            PRIMARY KEY (container, name)
        ) STRICT""",
        """
        CREATE TABLE tries (
            whose BLOB PRIMARY KEY,
            wrong INTEGER NOT NULL,
            until TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""",
        """
        CREATE TABLE clerks (
            name TEXT PRIMARY KEY,
            hash TEXT NOT NULL,
            added_at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""",
    ):
        database.execute(statement)
