"""A card that lay on the reader before anybody came: somebody forgot it, and nobody goes on with it."""

from kiosk.contracts.devices import DeviceKind
from kiosk.domain.state import Session

FAULT = "card_reader.card_left"
"""What staff are told of the reader while such a card lies there."""


def is_left(session: Session) -> bool:
    """Answer whether the card was there from the start: whoever comes now did not put it there.

    Who lays their own card down between two sessions is asked to take it up once; that is the
    price of never going on with somebody else's.
    """
    return session.card_present and not session.reader_emptied


def emptied(session: Session, *, present: bool) -> bool:
    """Answer whether the reader has been seen empty; a reader that is out of order sees nothing."""
    seen_empty = not present and DeviceKind.CARD_READER not in session.faults
    return session.reader_emptied or seen_empty


def condition(session: Session) -> str | None:
    """Answer the card reader's fault as staff are to know it."""
    fault = session.faults.get(DeviceKind.CARD_READER)
    return FAULT if fault is None and is_left(session) else fault
