"""Times as the store writes them: UTC, milliseconds, of one length, so that text order is time order."""

from datetime import UTC, datetime


def stamp(moment: datetime) -> str:
    """Answer `2026-11-21T09:00:00.000Z`; refuses a time without its zone."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone cannot be put on record")
    utc = moment.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z"


def moment(text: str) -> datetime:
    """Answer the time that `stamp` wrote; raises ValueError."""
    read = datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    if stamp(read) != text:
        raise ValueError(f"not a time as the store writes it: {text}")
    return read
