"""Counts wrong tries, of codes that exist and of codes that do not, and of those who try."""

from datetime import timedelta

from kiosk.contracts.clock import Clock
from kiosk.store.database import TerminalDatabase
from kiosk.store.stamps import stamp


class Tries:
    """Five wrong tries lock, for `hold` after the last one; kept over restarts. Names are keyed sums."""

    def __init__(
        self, database: TerminalDatabase, clock: Clock, most: int, hold: timedelta
    ) -> None:
        self._database = database
        self._clock = clock
        self._most = most
        self._hold = hold

    def exhausted(self, whose: bytes) -> bool:
        row = self._database.row(
            "SELECT wrong FROM tries WHERE whose = :w AND until > :now",
            {"w": whose, "now": stamp(self._clock.now())},
        )
        return row is not None and row["wrong"] >= self._most

    def wrong(self, whose: bytes) -> None:
        """Count one wrong try, on disk before it is answered."""
        now = self._clock.now()
        with self._database.transaction():
            self._database.write(
                "INSERT INTO tries (whose, wrong, until) VALUES (:w, 1, :until) "
                "ON CONFLICT (whose) DO UPDATE SET until = :until, "
                "wrong = CASE WHEN until <= :now THEN 1 ELSE wrong + 1 END",
                {"w": whose, "now": stamp(now), "until": stamp(now + self._hold)},
            )

    def forget(self, whose: bytes) -> None:
        self._database.write("DELETE FROM tries WHERE whose = :w", {"w": whose})
